// SPDX-License-Identifier: Apache-2.0
package org.palate.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Counts floating-point operations, so that JMH shows GFLOP/s beside the calls per second. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Flops {

  private double done;

  @Setup(Level.Iteration)
  public void reset() {
    done = 0;
  }

  void add(double flops) {
    done += flops;
  }

  /** Billions of operations so far; JMH divides by the time. */
  public double gflop() {
    return done * 1e-9;
  }
}
