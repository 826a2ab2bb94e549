// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

/**
 * A model no longer computes numbers: its loss, a parameter or a score is NaN or infinite. The
 * message says which, and in training also when and what to try instead.
 */
public final class DivergedException extends ArithmeticException {
  private static final long serialVersionUID = 1;

  /** What is no finite number, in words. */
  public DivergedException(String message) {
    super(message);
  }

  /** The same with more words. */
  DivergedException(String message, DivergedException cause) {
    super(message);
    initCause(cause);
  }
}
