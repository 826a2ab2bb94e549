// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

/**
 * Where a backward rule puts the gradient of one variable: {@link Variable#gradientTarget}.
 *
 * @param array row-major, of the value's shape, may be longer; null if no gradient is wanted
 * @param accumulate whether to add to what the array holds; if false, what it holds is arbitrary
 *     and every element must be written
 */
public record GradientTarget(float[] array, boolean accumulate) {
  static final GradientTarget NONE = new GradientTarget(null, false);

  /** Whether the variable requires a gradient. */
  public boolean wanted() {
    return array != null;
  }
}
