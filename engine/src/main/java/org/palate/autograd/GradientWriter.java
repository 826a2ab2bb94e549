// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

/**
 * Computes the gradient of one variable where it is kept, for {@link
 * Variable#addGradient(GradientWriter)}.
 */
@FunctionalInterface
public interface GradientWriter {
  /**
   * Writes the gradient.
   *
   * @param gradient row-major, of the value's shape; the array may be longer
   * @param accumulate whether to add to what the array holds; if false, what it holds is arbitrary
   *     and every element must be written
   */
  void write(float[] gradient, boolean accumulate);
}
