// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;

/**
 * The rows of a data set, cut into batches: each is an array of row numbers from 0.
 *
 * <pre>{@code
 * for (int[] rows : MiniBatches.shuffled(count, 256, RandomStream.of(seed, "batches", epoch))) {
 *   ...
 * }
 * }</pre>
 *
 * <p>Every row is in one batch; the last batch may be short, unless {@link #withoutShortBatch}
 * drops it. What is iterated twice comes in the same order twice; a new epoch takes a new stream.
 */
public final class MiniBatches implements Iterable<int[]> {
  private final int[] order;
  private final int size;
  private final int count;

  private MiniBatches(int[] order, int size, int count) {
    this.order = order;
    this.size = size;
    this.count = count;
  }

  /**
   * The rows in order.
   *
   * @param rows how many there are
   * @param size how many a batch has, from 1
   */
  public static MiniBatches inOrder(int rows, int size) {
    return of(IntStream.range(0, checked(rows)).toArray(), size);
  }

  /**
   * The rows in a random order.
   *
   * @param rows how many there are
   * @param size how many a batch has, from 1
   * @param random keyed by the run's seed and the epoch, say
   */
  public static MiniBatches shuffled(int rows, int size, RandomStream random) {
    int[] order = IntStream.range(0, checked(rows)).toArray();
    random.shuffle(order);
    return of(order, size);
  }

  private static MiniBatches of(int[] order, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("expected a batch size from 1, found " + size);
    }
    return new MiniBatches(order, size, (int) (((long) order.length + size - 1) / size));
  }

  private static int checked(int rows) {
    if (rows < 0) {
      throw new IllegalArgumentException("expected a number of rows from 0, found " + rows);
    }
    return rows;
  }

  /** These batches without the last one if that is shorter than the others. */
  public MiniBatches withoutShortBatch() {
    return new MiniBatches(order, size, order.length / size);
  }

  /** The number of batches. */
  public int count() {
    return count;
  }

  /**
   * The row numbers of a batch, a fresh array.
   *
   * @param batch from 0
   */
  public int[] get(int batch) {
    if (batch < 0 || batch >= count) {
      throw new IndexOutOfBoundsException(
          "expected a batch from 0 to %d, found %d".formatted(count - 1, batch));
    }
    int from = batch * size;
    return Arrays.copyOfRange(order, from, from + Math.min(size, order.length - from));
  }

  @Override
  public Iterator<int[]> iterator() {
    return IntStream.range(0, count).mapToObj(this::get).iterator();
  }
}
