// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.util.LinkedHashMap;
import java.util.Map;

/** Losses. */
final class LossOperations {
  private LossOperations() {}

  static Map<String, GoldenOperation> operations() {
    Map<String, GoldenOperation> all = new LinkedHashMap<>();
    return all;
  }
}
