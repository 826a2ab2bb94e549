// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

/**
 * A place in the course of training.
 *
 * @param epoch from 1
 * @param step of the epoch, from 0: the next to be made
 */
public record Position(int epoch, int step) {
  /** The beginning. */
  public static final Position START = new Position(1, 0);
}
