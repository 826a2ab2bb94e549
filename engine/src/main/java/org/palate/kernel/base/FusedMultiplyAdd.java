// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.base;

/**
 * Whether {@link Math#fma} is one instruction in this JVM. The JDK does not say; without the
 * instruction it computes the same bits in decimal arithmetic.
 *
 * <p>So it is timed, beside a product and a sum in double precision in a loop of the same form.
 * With the instruction one takes as long as the other, interpreted or compiled. Without it fma
 * takes 500 to 2000 times as long, and still 20 times where all but the loop is compiled. A
 * disturbance only makes a stretch slower: so the least time counts, and one fast stretch is proof.
 */
public final class FusedMultiplyAdd {

  private static final int STRETCHES = 5;
  private static final int TERMS = 32;

  /** Between 1 and 20. */
  private static final int SLOWER = 5;

  /** Two steps of a coarse clock: less is not to be told from nothing. */
  private static final long CLOCK_NANOS = 200;

  private FusedMultiplyAdd() {}

  /** Measures, for a few microseconds where the instruction is. */
  public static boolean isOneInstruction() {
    float[] sums = new float[2];
    long plain = Long.MAX_VALUE;
    long fused = Long.MAX_VALUE;
    for (int i = 0; i < STRETCHES; i++) {
      plain = Math.min(plain, plainNanos(1.1f, 0.9f, sums));
      fused = Math.min(fused, fusedNanos(1.1f, 0.9f, sums));
      if (isOneInstruction(fused, plain)) {
        return true;
      }
    }
    return false;
  }

  /** What the least times of stretches of fma and of plain arithmetic say. */
  public static boolean isOneInstruction(long fusedNanos, long plainNanos) {
    return fusedNanos <= SLOWER * (plainNanos + CLOCK_NANOS);
  }

  private static long fusedNanos(float a, float b, float[] sums) {
    float sum = sums[0];
    long start = System.nanoTime();
    for (int i = 0; i < TERMS; i++) {
      sum = Math.fma(a, b, sum);
    }
    long nanos = System.nanoTime() - start;
    sums[0] = sum;
    return nanos;
  }

  private static long plainNanos(float a, float b, float[] sums) {
    float sum = sums[1];
    long start = System.nanoTime();
    for (int i = 0; i < TERMS; i++) {
      sum = (float) ((double) a * b + sum);
    }
    long nanos = System.nanoTime() - start;
    sums[1] = sum;
    return nanos;
  }
}
