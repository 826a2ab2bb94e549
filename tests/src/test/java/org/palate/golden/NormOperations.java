// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.util.LinkedHashMap;
import java.util.Map;

/** Norm layers. */
final class NormOperations {
  private NormOperations() {}

  static Map<String, GoldenOperation> operations() {
    Map<String, GoldenOperation> all = new LinkedHashMap<>();
    return all;
  }
}
