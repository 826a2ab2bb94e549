// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

import org.palate.kernel.base.EngineChoice;
import org.palate.kernel.base.EngineSettings;

/**
 * The choice between the kernels, made once at start.
 *
 * <p>The vector kernels run where the module {@code jdk.incubator.vector} is readable and the CPU
 * has fused multiply-add; else the scalar ones, and one line in the log says what to do about it.
 * Without fused multiply-add the JVM computes it in decimal arithmetic, so that everything takes a
 * hundred times as long.
 *
 * <p>Three system properties override:
 *
 * <ul>
 *   <li>{@code palate.kernels}: {@code scalar} or {@code vector}
 *   <li>{@code palate.vector.bits}: 128, 256 or 512
 *   <li>{@code palate.threads}: how many threads share the work of one call; default: the cores
 * </ul>
 *
 * <p>Asking for what is not there is an error, not a fallback. No choice changes a result.
 *
 * <p>Where nothing was asked for, the vector kernels leave matrix products to plain loops until the
 * JVM has compiled theirs, the first seconds of a process; {@code palate.kernels=vector} or a width
 * asks for vectors from the first call on. The bits are the same.
 */
public final class Engine {

  /** Null when the settings were refused. */
  private static final Kernels KERNELS = choose();

  private Engine() {}

  /**
   * The kernels to use.
   *
   * @throws EngineConfigurationException on every call, if a property asked for what is not there
   */
  public static Kernels kernels() {
    if (KERNELS == null) {
      settings(); // throws
    }
    return KERNELS;
  }

  /**
   * How many threads may share the work of one call, the caller's included.
   *
   * @throws EngineConfigurationException on every call, if a property asked for what is not there
   */
  public static int threads() {
    return settings().threads();
  }

  /**
   * One line on what runs, for logs and reports: kernels, width, lanes, FMA, threads, Java, CPU.
   *
   * @throws EngineConfigurationException on every call, if a property asked for what is not there
   */
  public static String describe() {
    EngineSettings settings = settings();
    int lanes = settings.bits() / Float.SIZE;
    String kernels =
        settings.vector()
            ? "vector kernels, " + settings.bits() + " bits, " + lanes + " lanes, fma" + warmUp()
            : settings.fma()
                ? "scalar kernels"
                : "scalar kernels, a hundred times slower without fma";
    String threads = settings.threads() == 1 ? "1 thread" : settings.threads() + " threads";
    String cpu = System.getProperty("os.arch");
    return kernels + ", " + threads + ", JDK " + Runtime.version() + ", " + cpu;
  }

  private static EngineSettings settings() {
    if (EngineChoice.SETTINGS == null) {
      throw new EngineConfigurationException(EngineChoice.REFUSAL);
    }
    return EngineChoice.SETTINGS;
  }

  private static String warmUp() {
    return KERNELS.products().isWarmingUp() ? ", products still scalar until compiled" : "";
  }

  private static Kernels choose() {
    EngineSettings settings = EngineChoice.SETTINGS;
    if (settings == null) {
      return null;
    }
    if (settings.advice() != null) {
      System.getLogger("org.palate.kernel").log(System.Logger.Level.WARNING, settings.advice());
    }
    if (!settings.vector()) {
      return Kernels.scalar();
    }
    return settings.warmUp() ? Kernels.vectorWarmingUp() : Kernels.vector();
  }
}
