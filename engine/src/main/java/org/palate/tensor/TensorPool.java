// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

import java.util.Arrays;

/**
 * Memory for the intermediates of one step, used again by the next.
 *
 * <p>{@link #take} allocates tensors until {@link #endStep} releases all of them at once. Arrays
 * are kept by size class (four classes for each power of two, so at most a fifth is wasted), hence
 * a step that resembles the one before allocates no arrays. A pool belongs to one thread at a time.
 */
public final class TensorPool {
  private static final int SMALLEST = 64;

  /** By size class, the free arrays; a stack each. */
  private final float[][][] free = new float[128][4][];

  private final int[] freeCount = new int[128];

  private float[][] taken = new float[64][];
  private int takenCount;
  private Lifetime lifetime = new Lifetime();
  private long bytesHeld;

  /** A pool that holds no memory yet. */
  public TensorPool() {}

  /** A tensor with arbitrary content; the caller writes all of it. */
  public Tensor take(Shape shape) {
    int sizeClass = sizeClass(shape.size());
    float[] data;
    if (freeCount[sizeClass] > 0) {
      data = free[sizeClass][--freeCount[sizeClass]];
      free[sizeClass][freeCount[sizeClass]] = null;
    } else {
      // The largest class ends below the largest size, for which the JVM then says what it lacks.
      data = new float[Math.max(shape.size(), length(sizeClass))];
      bytesHeld += 4L * data.length;
    }
    if (takenCount == taken.length) {
      taken = Arrays.copyOf(taken, 2 * takenCount);
    }
    taken[takenCount++] = data;
    return new Tensor(shape, data, lifetime);
  }

  /** A tensor of zeros. */
  public Tensor zeros(Shape shape) {
    Tensor tensor = take(shape);
    Arrays.fill(tensor.data(), 0, shape.size(), 0f);
    return tensor;
  }

  /** Releases every tensor taken since the last call; their use is an error from now on. */
  public void endStep() {
    lifetime.end();
    lifetime = new Lifetime();
    // In reverse, so that the next step's first tensor gets the array of this step's first.
    while (takenCount > 0) {
      float[] data = taken[--takenCount];
      taken[takenCount] = null;
      keep(data);
    }
  }

  /**
   * Releases a tensor before its step ends: the next tensor taken reuses memory that is still in
   * the cache. The tensor must not be used again.
   *
   * @throws IllegalArgumentException if it was not taken in this step, or is released already
   */
  public void release(Tensor tensor) {
    float[] data = tensor.data();
    int at = takenCount - 1;
    while (at >= 0 && taken[at] != data) {
      at--;
    }
    if (at < 0) {
      throw new IllegalArgumentException(
          "expected a tensor of this pool and step, found "
              + tensor.shape()
              + " of another or released");
    }
    System.arraycopy(taken, at + 1, taken, at, --takenCount - at);
    taken[takenCount] = null;
    keep(data);
  }

  private void keep(float[] data) {
    int sizeClass = sizeClass(data.length);
    if (freeCount[sizeClass] == free[sizeClass].length) {
      free[sizeClass] = Arrays.copyOf(free[sizeClass], 2 * freeCount[sizeClass]);
    }
    free[sizeClass][freeCount[sizeClass]++] = data;
  }

  /** The bytes of all arrays of this pool, taken or free. */
  public long bytesHeld() {
    return bytesHeld;
  }

  /** The smallest class whose arrays hold {@code size} floats. */
  static int sizeClass(int size) {
    if (size <= SMALLEST) {
      return 0;
    }
    // 2^power < size <= 2^(power+1), cut into four classes.
    int power = 31 - Integer.numberOfLeadingZeros(size - 1);
    int quarter = (size - 1) >>> (power - 2) & 3;
    return 4 * (power - 6) + quarter + 1;
  }

  /** The length of the arrays of a class. */
  static int length(int sizeClass) {
    if (sizeClass == 0) {
      return SMALLEST;
    }
    int power = (sizeClass - 1) / 4 + 6;
    int quarter = (sizeClass - 1) % 4;
    long length = (1L << power) + ((quarter + 1L) << (power - 2));
    // The largest arrays that the JVM allows are a little shorter than 2^31 - 1.
    return (int) Math.min(length, Integer.MAX_VALUE - 8);
  }
}
