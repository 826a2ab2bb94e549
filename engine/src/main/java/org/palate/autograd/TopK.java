// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.Arrays;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * The k largest elements along an axis, the largest first. NaN counts as larger than all numbers,
 * and of equal elements the first on the axis comes first.
 *
 * @param values the elements, the shape of the tensor with k along the axis; gradient: g for the
 *     elements that were taken
 * @param positions of each on the axis, the same shape
 */
public record TopK(Variable values, IntTensor positions) {
  /**
   * The k largest elements.
   *
   * @param k at most the length of the axis
   * @param axis from 0, or from the end if negative
   * @throws IllegalArgumentException if k is negative or exceeds the length of the axis
   */
  public static TopK of(Variable x, int k, int axis) {
    IntTensor positions = positions(x.value(), k, x.shape().axis(axis));
    return new TopK(Indexing.gather(x, axis, positions), positions);
  }

  private static IntTensor positions(Tensor x, int k, int at) {
    int n = x.shape().dim(at);
    if (k < 0 || k > n) {
      throw new IllegalArgumentException(
          "expected k from 0 to %d along axis %d of shape %s, found %d"
              .formatted(n, at, x.shape(), k));
    }
    int inner = x.shape().product(at + 1, x.shape().rank());
    Shape shape = x.shape().with(at, k);
    int[] positions = new int[shape.size()];
    float[] in = x.data();
    Workers.shared()
        .forRange(
            x.shape().product(0, at) * inner,
            Math.max(1, TaskSize.TRANSCENDENTAL / Math.max(1, n)),
            (from, to) -> {
              long[] keys = new long[n];
              for (int run = from; run < to; run++) {
                int block = run / inner;
                int c = run % inner;
                for (int i = 0; i < n; i++) {
                  keys[i] = (long) ~rising(in[(block * n + i) * inner + c]) << 32 | i;
                }
                Arrays.sort(keys);
                for (int i = 0; i < k; i++) {
                  positions[(block * k + i) * inner + c] = (int) keys[i];
                }
              }
            });
    return new IntTensor(shape, positions);
  }

  /** An int that rises with the float; one for both zeros, the largest for NaN. */
  private static int rising(float x) {
    int bits = Float.floatToIntBits(x + 0f);
    return bits ^ bits >> 31 & 0x7fffffff;
  }

  /**
   * Where the largest element along an axis is, the first of several; the first NaN if there is
   * one. It has no gradient.
   *
   * @param axis from 0, or from the end if negative
   * @param keep whether the result has the axis, with length 1
   * @return the shape of x without the axis, or with length 1 there
   * @throws IllegalArgumentException if the axis has length 0
   */
  public static IntTensor argmax(Variable x, int axis, boolean keep) {
    Reduced view = Reduced.of(x, keep, axis);
    int n = view.n();
    if (n == 0) {
      throw new IllegalArgumentException("the largest of no elements: shape " + x.shape());
    }
    int inner = view.inner();
    float[] in = x.value().data();
    int[] positions = new int[view.shape().size()];
    for (int result = 0; result < positions.length; result++) {
      int start = result / inner * n * inner + result % inner;
      int best = 0;
      for (int i = 1; i < n; i++) {
        float largest = in[start + best * inner];
        // Not <=, so that a NaN is taken, and none is left again.
        if (!(in[start + i * inner] <= largest) && !Float.isNaN(largest)) {
          best = i;
        }
      }
      positions[result] = best;
    }
    return new IntTensor(view.shape(), positions);
  }
}
