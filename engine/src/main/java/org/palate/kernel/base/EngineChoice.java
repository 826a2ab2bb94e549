// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.base;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What this JVM and this CPU have, looked at once, and what {@link EngineSettings} makes of it. */
public final class EngineChoice {

  /** Null when a property asked for what is not there: then {@link #REFUSAL} says so. */
  public static final EngineSettings SETTINGS;

  public static final String REFUSAL;

  static {
    EngineSettings settings = null;
    String refusal = null;
    try {
      settings = EngineSettings.decide(properties(), machine());
    } catch (IllegalArgumentException e) {
      refusal = e.getMessage();
    }
    SETTINGS = settings;
    REFUSAL = refusal;
  }

  private EngineChoice() {}

  private static Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    for (String key :
        List.of(EngineSettings.KERNELS, EngineSettings.BITS, EngineSettings.THREADS)) {
      String value = System.getProperty(key);
      if (value != null) {
        properties.put(key, value);
      }
    }
    return properties;
  }

  private static EngineSettings.Machine machine() {
    int cores = Runtime.getRuntime().availableProcessors();
    int bits = vectorModuleReadable() ? VectorWidth.widestBits() : 0;
    return new EngineSettings.Machine(bits, FusedMultiplyAdd.isOneInstruction(), cores);
  }

  /** True on the module path and on the class path, where the unnamed module reads every other. */
  private static boolean vectorModuleReadable() {
    Module engine = EngineChoice.class.getModule();
    ModuleLayer layer = engine.getLayer() == null ? ModuleLayer.boot() : engine.getLayer();
    Optional<Module> incubator = layer.findModule("jdk.incubator.vector");
    return incubator.isPresent() && engine.canRead(incubator.get());
  }
}
