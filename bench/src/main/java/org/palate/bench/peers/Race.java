// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

import java.io.IOException;
import java.util.List;

/**
 * Times several sides in turn: all are warmed up, then each round gives every side one stretch of
 * calls, the side that begins moving on by one a round.
 *
 * @param warmUp seconds that each side works before the first round, at least
 * @param limit seconds after which it need not have made its {@link Timed#warmUpCalls}
 * @param rounds how many
 * @param stretch seconds of work of each side in a round, as far as whole calls allow
 */
public record Race(double warmUp, double limit, int rounds, double stretch) {
  /** For the table. */
  public static final Race FULL = new Race(1, 4, 11, 0.12);

  /** For a first look. */
  public static final Race QUICK = new Race(0.15, 0.8, 4, 0.025);

  /** Of work as short as this much of a stretch, the first call, on cold caches, is not counted. */
  private static final int SHORT = 4;

  /** Nanoseconds a call: of each side, one number a round. */
  public double[][] run(List<Timed> sides) throws IOException {
    int[] calls = new int[sides.size()];
    for (int side = 0; side < calls.length; side++) {
      calls[side] = warm(sides.get(side));
    }
    double[][] nanos = new double[calls.length][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < calls.length; i++) {
        int side = (i + round) % calls.length;
        if (calls[side] > SHORT) {
          sides.get(side).nanos(1);
        }
        nanos[side][round] = (double) sides.get(side).nanos(calls[side]) / calls[side];
      }
    }
    return nanos;
  }

  /** Works until it is warm; gives the number of calls that make a stretch. */
  private int warm(Timed side) throws IOException {
    double spent = 0;
    double once = stretch;
    int calls = 0;
    while (spent < warmUp || calls < side.warmUpCalls() && spent < limit) {
      int more = calls(once);
      double took = 1e-9 * side.nanos(more);
      once = took / more;
      spent += took;
      calls += more;
    }
    return calls(once);
  }

  private int calls(double once) {
    return (int) Math.clamp(stretch / Math.max(once, 1e-9), 1, 1e6);
  }
}
