// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which tensor of a source goes where, found before anything is changed. */
final class LoadPlan {
  private static final String BATCH_COUNT = "num_batches_tracked";

  private final TensorSource source;

  /** The tensors that fit, and the names of theirs in the source. */
  private final Map<StateEntry, String> reads = new LinkedHashMap<>();

  private final StateDict.Report report;

  LoadPlan(List<StateEntry> entries, TensorSource source, StateDict.Options options)
      throws IOException {
    this.source = source;
    List<String> skipped = new ArrayList<>();
    Map<String, String> wanted = new LinkedHashMap<>();
    Map<String, String> unwanted = new LinkedHashMap<>();
    for (String name : source.names()) {
      boolean skip = !options.wanted().test(name);
      if (skip) {
        skipped.add(name);
      }
      String renamed = options.rename().apply(name);
      String other = (skip ? unwanted : wanted).put(renamed, name);
      if (other != null && !skip) {
        throw new IllegalArgumentException(
            "%s: expected different names, found '%s' and '%s' both renamed to '%s'"
                .formatted(source.label(), other, name, renamed));
      }
    }
    Set<Object> present = Collections.newSetFromMap(new IdentityHashMap<>());
    for (StateEntry entry : entries) {
      if (wanted.containsKey(entry.name()) || unwanted.containsKey(entry.name())) {
        present.add(entry.memory());
      }
    }
    Map<String, String> unexpected = new LinkedHashMap<>(wanted);
    List<String> missing = new ArrayList<>();
    List<String> misshaped = new ArrayList<>();
    for (StateEntry entry : entries) {
      String name = unexpected.remove(entry.name());
      if (name == null) {
        if (!present.contains(entry.memory())) {
          missing.add(entry.name());
        }
        continue;
      }
      String problem = problem(entry, name);
      if (problem == null) {
        reads.put(entry, name);
      } else {
        misshaped.add(name + " (" + problem + ")");
      }
      if (entry.name().endsWith("running_mean")) {
        unexpected.remove(entry.name().replaceFirst("running_mean$", BATCH_COUNT));
      }
    }
    this.report =
        new StateDict.Report(
            missing, List.copyOf(unexpected.values()), misshaped, List.copyOf(skipped));
  }

  /** Why a tensor of the source cannot become an entry, in words; null if it can. */
  private String problem(StateEntry entry, String name) throws IOException {
    long[] found = source.shape(name);
    if (!Arrays.equals(entry.shape(), found)) {
      return "expected " + Arrays.toString(entry.shape()) + ", found " + Arrays.toString(found);
    }
    return source.typeProblem(name);
  }

  StateDict.Report report() {
    return report;
  }

  /** Overwrites all that fits. */
  void read() throws IOException {
    for (Map.Entry<StateEntry, String> read : reads.entrySet()) {
      read.getKey().read(source, read.getValue());
    }
  }
}
