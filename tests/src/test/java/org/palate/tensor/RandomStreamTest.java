// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RandomStreamTest {
  private static void starts(RandomStream stream, long... values) {
    for (long value : values) {
      assertEquals(value, stream.nextLong());
    }
  }

  /**
   * Worked out by a separate program from the formulas of the class comment. These values define
   * the streams: with others, every model trained before would train otherwise.
   */
  @Test
  void firstValuesNeverChange() {
    starts(RandomStream.of(0, ""), 0xC62874233CB7370EL, 0x20947CCF97E65A7EL, 0xD78AB32536916708L);
    starts(
        RandomStream.of(42, "dropout"),
        0xDA187E4539E29FABL,
        0x1199300F353AECF7L,
        0x499D2B48843F775CL);
    starts(
        RandomStream.of(42, "dropout", 3, 7),
        0xE83B4707E986065AL,
        0xF3BF2A7F2B858BC2L,
        0x57EF5740F0203AE8L);
    starts(
        RandomStream.of(-1, "shuffle", 0),
        0xFDF5FA400001A1B8L,
        0x3FB2A6D8A4253F0BL,
        0xB15BCB85B6124CC7L);
  }

  @Test
  void anyDrawCanBeHadAlone() {
    RandomStream stream = RandomStream.of(1, "x");
    long third = stream.at(2);
    stream.nextLong();
    stream.nextLong();
    assertEquals(third, stream.nextLong());
    RandomStream gaussian = RandomStream.of(1, "x");
    assertEquals(RandomStream.toGaussian(gaussian.at(0)), gaussian.nextGaussian());
    assertEquals(RandomStream.toFloat(gaussian.at(1)), gaussian.nextFloat());
  }

  @Test
  void everyPartOfTheKeyMatters() {
    Set<Long> firsts = new HashSet<>();
    int keys = 0;
    for (long seed = -2; seed < 20; seed++) {
      for (String purpose : new String[] {"", "a", "b", "ab", "ba", "aa"}) {
        firsts.add(RandomStream.of(seed, purpose).nextLong());
        keys++;
        for (long step = -2; step < 20; step++) {
          firsts.add(RandomStream.of(seed, purpose, step).nextLong());
          firsts.add(RandomStream.of(seed, purpose, step, 0).nextLong());
          firsts.add(RandomStream.of(seed, purpose, 100, step).nextLong());
          keys += 3;
        }
      }
    }
    assertEquals(keys, firsts.size());
    assertNotEquals(
        RandomStream.of(1, "x", 2, 3).nextLong(), RandomStream.of(1, "x", 3, 2).nextLong());
  }

  /** 2^18 pairs: the mean of products of independent uniform draws has deviation 1.6e-4. */
  @Test
  void purposesAreIndependent() {
    int n = 1 << 18;
    RandomStream a = RandomStream.of(7, "first");
    RandomStream b = RandomStream.of(7, "second");
    RandomStream later = RandomStream.of(7, "first", 1);
    double across = 0;
    double steps = 0;
    for (int i = 0; i < n; i++) {
      double x = a.nextDouble() - 0.5;
      across += x * (b.nextDouble() - 0.5);
      steps += x * (later.nextDouble() - 0.5);
    }
    assertEquals(0, across / n, 8e-4);
    assertEquals(0, steps / n, 8e-4);
  }

  /** Chi-squared of 100 cells has mean 99 and deviation 14; 190 is beyond 6 deviations. */
  @Test
  void uniformDrawsFillTheirIntervalEvenly() {
    RandomStream stream = RandomStream.of(3, "uniform");
    int n = 200_000;
    int[] floats = new int[100];
    int[] doubles = new int[100];
    int[] ints = new int[100];
    for (int i = 0; i < n; i++) {
      float f = stream.nextFloat();
      double d = stream.nextDouble();
      assertTrue(f >= 0 && f < 1 && d >= 0 && d < 1);
      floats[(int) (100 * f)]++;
      doubles[(int) (100 * d)]++;
      ints[stream.nextInt(100)]++;
    }
    for (int[] counts : new int[][] {floats, doubles, ints}) {
      double expected = n / 100.0;
      double chi =
          Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
      assertTrue(chi > 30 && chi < 190, "chi-squared " + chi);
    }
  }

  @Test
  void floatsNeverReachOne() {
    assertEquals(1 - 0x1p-24f, RandomStream.toFloat(-1L));
    assertEquals(0f, RandomStream.toFloat(0L));
  }

  /**
   * With a bound of 3 * 2^29, plain multiplication would give every third value twice as often:
   * values divisible by 3 would come in half of all cases.
   */
  @Test
  void largeBoundsHaveNoBias() {
    RandomStream stream = RandomStream.of(5, "bounds");
    int bound = 3 << 29;
    int n = 60_000;
    int[] counts = new int[3];
    for (int i = 0; i < n; i++) {
      int value = stream.nextInt(bound);
      assertTrue(value >= 0 && value < bound);
      counts[value % 3]++;
    }
    for (int count : counts) {
      // The deviation is 0.0019.
      assertEquals(1.0 / 3, (double) count / n, 0.01);
    }
    assertEquals(0, stream.nextInt(1));
    assertTrue(stream.nextInt(Integer.MAX_VALUE) >= 0);
    assertThrows(IllegalArgumentException.class, () -> stream.nextInt(0));
    assertThrows(IllegalArgumentException.class, () -> stream.nextInt(-5));
  }

  /** All 24 orders of four things, each about 1000 times of 24,000 (deviation 31). */
  @Test
  void shuffleGivesEveryOrderEquallyOften() {
    int[] orders = new int[256];
    for (int i = 0; i < 24_000; i++) {
      int[] values = {0, 1, 2, 3};
      RandomStream.of(9, "shuffle", i).shuffle(values);
      int code = 0;
      for (int value : values) {
        code = 4 * code + value;
      }
      orders[code]++;
    }
    int[] seen = Arrays.stream(orders).filter(count -> count > 0).toArray();
    assertEquals(24, seen.length);
    for (int count : seen) {
      assertEquals(1000, count, 190);
    }
  }

  @Test
  void shuffleKeepsTheValues() {
    int[] values = new int[1000];
    Arrays.setAll(values, i -> i / 2);
    int[] shuffled = values.clone();
    RandomStream.of(9, "shuffle").shuffle(shuffled);
    assertTrue(!Arrays.equals(values, shuffled));
    Arrays.sort(shuffled);
    assertArrayEquals(values, shuffled);
    RandomStream.of(9, "shuffle").shuffle(new int[0]);
  }

  /** Moments 0, 1, 0, 3 of the normal distribution, and its tails. */
  @Test
  void gaussianMoments() {
    RandomStream stream = RandomStream.of(13, "normal");
    int n = 400_000;
    double[] moments = new double[5];
    int beyondTwo = 0;
    for (int i = 0; i < n; i++) {
      double x = stream.nextGaussian();
      for (int k = 1; k < 5; k++) {
        moments[k] += Math.pow(x, k) / n;
      }
      beyondTwo += Math.abs(x) > 2 ? 1 : 0;
    }
    assertEquals(0, moments[1], 0.008);
    assertEquals(1, moments[2], 0.012);
    assertEquals(0, moments[3], 0.03);
    assertEquals(3, moments[4], 0.08);
    assertEquals(0.0455, (double) beyondTwo / n, 0.0018);
  }

  /** Quantiles from tables of the normal distribution; symmetric and finite at the ends. */
  @Test
  void gaussianQuantiles() {
    assertEquals(0, NormalQuantile.of(0.5), 1e-12);
    assertEquals(1.959963984540054, NormalQuantile.of(0.975), 4e-9);
    assertEquals(-2.326347874040841, NormalQuantile.of(0.01), 4e-9);
    assertEquals(3.090232306167814, NormalQuantile.of(0.999), 5e-9);
    assertEquals(-RandomStream.toGaussian(-1L), RandomStream.toGaussian(0L));
    assertTrue(Double.isFinite(RandomStream.toGaussian(0L)));
  }
}
