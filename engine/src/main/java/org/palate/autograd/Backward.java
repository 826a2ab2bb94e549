// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.tensor.Tensor;

/**
 * The backward rule of one operation: from the gradient of its output it computes those of its
 * inputs.
 */
@FunctionalInterface
public interface Backward {
  /**
   * Adds to the gradient of each input that requires one.
   *
   * @param gradient the gradient of the loss with respect to the output, of the output's shape; not
   *     to be changed
   */
  void run(Tensor gradient);
}
