// SPDX-License-Identifier: Apache-2.0
package org.palate.parallel;

/**
 * The least work that is worth handing to another thread, for {@link Workers#forRange}: waking a
 * thread costs a few microseconds, so a task should take ten or more.
 */
public final class TaskSize {
  /** Elements of a loop that moves or adds numbers. */
  public static final int ELEMENTS = 32_768;

  /** Elements of a loop that does a few multiplications for each. */
  public static final int ARITHMETIC = 16_384;

  /** Elements of a loop that computes an exponential or the like for each. */
  public static final int TRANSCENDENTAL = 4_096;

  private TaskSize() {}

  /** Rows of this many elements that are moved or added: at least 1. */
  public static int rows(int columns) {
    return Math.max(1, ELEMENTS / Math.max(1, columns));
  }

  /** Rows of this many elements, a few multiplications for each: at least 1. */
  public static int arithmeticRows(int columns) {
    return Math.max(1, ARITHMETIC / Math.max(1, columns));
  }

  /** Rows of this many elements, an exponential or the like for each: at least 1. */
  public static int transcendentalRows(int columns) {
    return Math.max(1, TRANSCENDENTAL / Math.max(1, columns));
  }
}
