// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.util.LinkedHashMap;
import java.util.Map;

/** Metrics of rankings and of predictions. */
final class MetricOperations {
  private MetricOperations() {}

  static Map<String, GoldenOperation> operations() {
    Map<String, GoldenOperation> all = new LinkedHashMap<>();
    return all;
  }
}
