// SPDX-License-Identifier: Apache-2.0
package org.palate.parallel;

/**
 * Work on a range of indexes, for {@link Workers#forRange}. What it computes for an index must not
 * depend on where the range begins and ends, and ranges must write to different places.
 */
@FunctionalInterface
public interface RangeTask {

  /** Does the work of the indexes {@code from} up to, but without, {@code to}. */
  void run(int from, int to);
}
