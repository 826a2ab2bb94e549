// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.palate.kernel.base.EngineSettings;
import org.palate.kernel.base.Species;
import org.palate.kernel.base.VectorWidth;
import org.palate.tensor.RandomStream;

/**
 * Plain loops and vectors side by side: a call is made on copies of the same arrays, and every
 * array must hold the same bits after. All NaN count as one: which of them comes out is not
 * promised.
 */
public final class BothKernels {

  public static final Kernels SCALAR = Kernels.scalar();

  /** Lengths 1 to 70, and around multiples of what the kernels work in. */
  public static final int[] LENGTHS =
      IntStream.concat(
              IntStream.rangeClosed(0, 70),
              IntStream.of(79, 80, 81, 95, 96, 97, 127, 128, 129, 255, 256, 257, 511, 512, 513))
          .toArray();

  private static final float[] SPECIALS = {
    0f,
    -0f,
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    1e-40f,
    -1e-40f,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    1f,
    -1f,
    88.8f,
    -88f,
    -104f,
    1e-30f,
    -1e-30f
  };

  /** Runs one method on the arrays, each from its offset on. */
  public interface Call {
    void on(Kernels kernels, float[][] arrays, int[] offsets);
  }

  private BothKernels() {}

  /**
   * The vector kernels, at the width this JVM was asked for; skips the test without such vectors.
   */
  public static Kernels vector() {
    int bits = Integer.getInteger(EngineSettings.BITS, 128);
    assumeTrue(
        VectorWidth.widestBits() >= bits,
        () -> "this CPU has vectors of " + VectorWidth.widestBits() + " bits, not of " + bits);
    if (System.getProperty(EngineSettings.BITS) != null) {
      assertEquals(bits, Species.WIDTH * Float.SIZE, "the width that was asked for");
    }
    return Kernels.vector();
  }

  /** Values between about -4 and 4. */
  public static float[] values(RandomStream random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Ordinary values among zeros, infinities, NaN, subnormals and the ends of the range. */
  public static float[] withSpecials(RandomStream random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] =
          random.nextInt(2) == 0
              ? SPECIALS[random.nextInt(SPECIALS.length)]
              : 20 * (float) random.nextGaussian();
    }
    return values;
  }

  /** Tries a call of n floats in each of its arrays, plain and special, at awkward offsets. */
  public static void agree(String what, int n, int arrays, Call call) {
    Kernels vector = vector();
    for (int kind = 0; kind < 3; kind++) {
      RandomStream random = RandomStream.of(kind, what, n);
      List<float[]> inputs = new ArrayList<>();
      int[] offsets = new int[arrays];
      for (int i = 0; i < arrays; i++) {
        offsets[i] = kind == 0 ? 0 : random.nextInt(20);
        int length = offsets[i] + n + random.nextInt(3);
        inputs.add(kind == 2 ? withSpecials(random, length) : values(random, length));
      }
      agree(what + ", n = " + n, vector, inputs, offsets, call);
    }
  }

  /** Makes one call on both and compares every array, also outside the ranges of the call. */
  public static void agree(
      String what, Kernels vector, List<float[]> arrays, int[] offsets, Call call) {
    float[][] forScalar = copies(arrays);
    float[][] forVector = copies(arrays);
    call.on(SCALAR, forScalar, offsets);
    call.on(vector, forVector, offsets);
    for (int i = 0; i < forScalar.length; i++) {
      assertSameBits(what + ", array " + i, forScalar[i], forVector[i]);
    }
  }

  public static void assertSameBits(String what, float[] expected, float[] got) {
    assertEquals(expected.length, got.length, what);
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(got[i])) {
        fail(what + ": at " + i + " scalar " + expected[i] + ", vector " + got[i]);
      }
    }
  }

  public static void assertNear(float[] expected, float[] came) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], came[i], expected[i] == 0 ? 0f : 1e-6f, "at " + i);
    }
  }

  private static float[][] copies(List<float[]> arrays) {
    return arrays.stream().map(float[]::clone).toArray(float[][]::new);
  }
}
