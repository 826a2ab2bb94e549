// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

/** How the losses of the examples become what is minimised. */
public enum Reduction {
  /** Their sum divided by their number, a scalar. */
  MEAN,
  /** Their sum, a scalar. */
  SUM,
  /** Each for itself. */
  NONE
}
