// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All operations of the golden files that Palate has, by name. */
final class GoldenOperations {
  private GoldenOperations() {}

  static Map<String, GoldenOperation> all() {
    Map<String, GoldenOperation> all = new LinkedHashMap<>();
    List.of(
            BasicOperations.operations(),
            MethodOperations.operations(),
            LossOperations.operations(),
            NormOperations.operations(),
            AttentionOperations.operations(),
            RecurrentOperations.operations(),
            ConvolutionOperations.operations(),
            FieldOperations.operations(),
            OptimizerOperations.operations(),
            MetricOperations.operations(),
            ModelOperations.operations())
        .forEach(group -> group.forEach((name, operation) -> add(all, name, operation)));
    return all;
  }

  private static void add(
      Map<String, GoldenOperation> all, String name, GoldenOperation operation) {
    if (all.put(name, operation) != null) {
      throw new IllegalStateException("operation " + name + " is registered twice");
    }
  }
}
