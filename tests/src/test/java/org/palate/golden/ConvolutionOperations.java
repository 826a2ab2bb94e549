// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.util.LinkedHashMap;
import java.util.Map;

/** Convolution layers. */
final class ConvolutionOperations {
  private ConvolutionOperations() {}

  static Map<String, GoldenOperation> operations() {
    Map<String, GoldenOperation> all = new LinkedHashMap<>();
    return all;
  }
}
