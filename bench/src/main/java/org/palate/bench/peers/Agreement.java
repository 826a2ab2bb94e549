// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

/** How far two outcomes of the same work are apart. */
final class Agreement {
  private Agreement() {}

  /**
   * The largest difference, as a share of the largest number.
   *
   * @throws IllegalStateException if the outcomes differ in length, or by more than the tolerance,
   *     or if there is a NaN in one of them
   */
  static double check(Task task, String peer, float[] palate, float[] other) {
    if (palate.length != other.length) {
      throw new IllegalStateException(
          "%s: Palate comes to %d numbers, %s to %d"
              .formatted(task.name(), palate.length, peer, other.length));
    }
    double largest = 0;
    double difference = 0;
    int where = 0;
    for (int i = 0; i < palate.length; i++) {
      largest = Math.max(largest, Math.abs(palate[i]));
      double apart = Math.abs((double) palate[i] - other[i]);
      if (!(apart <= difference)) {
        difference = apart;
        where = i;
        if (Double.isNaN(apart)) {
          break;
        }
      }
    }
    double share = difference == 0 ? 0 : difference / largest;
    if (!(share <= task.tolerance())) {
      throw new IllegalStateException(
          "%s: number %d of %d is %s in Palate and %s in %s; they may differ by %s of %s"
              .formatted(
                  task.name(),
                  where,
                  palate.length,
                  palate[where],
                  other[where],
                  peer,
                  task.tolerance(),
                  largest));
    }
    return share;
  }
}
