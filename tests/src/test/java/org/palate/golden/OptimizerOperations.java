// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.util.LinkedHashMap;
import java.util.Map;

/** Optimizers and schedules. */
final class OptimizerOperations {
  private OptimizerOperations() {}

  static Map<String, GoldenOperation> operations() {
    Map<String, GoldenOperation> all = new LinkedHashMap<>();
    return all;
  }
}
