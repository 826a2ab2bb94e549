// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

/** The least work that is worth handing to another thread. */
final class Grain {
  /** Elements of a loop that moves or adds numbers: about ten microseconds. */
  static final int ELEMENTS = 32_768;

  /** Elements of a loop that computes an exponential or the like for each. */
  static final int TRANSCENDENTAL = 4_096;

  private Grain() {}

  /** Rows of a loop over rows of this many elements. */
  static int rows(int elements) {
    return Math.max(1, ELEMENTS / Math.max(1, elements));
  }

  /** Rows of a loop over the cells of a gated recurrent layer, a few exponentials for each. */
  static int cells(int hidden) {
    return Math.max(1, TRANSCENDENTAL / Math.max(1, 4 * hidden));
  }
}
