// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

/**
 * A source of batches, epoch after epoch, with a position that can be noted and sought: what comes
 * next depends on the position alone, to the bit, not on what was read before.
 */
public interface Batches extends AutoCloseable {
  /**
   * The next batch of the epoch.
   *
   * @return null if the epoch is over: {@link #position} is then the beginning of the next one
   */
  Batch next();

  /** Where the source stands: the place of the batch that {@link #next} gives. */
  Position position();

  /** Goes to a place. */
  void seek(Position position);

  /** How many steps an epoch has. */
  int steps();

  /** How many examples an epoch has. */
  long examples();

  @Override
  default void close() {}
}
