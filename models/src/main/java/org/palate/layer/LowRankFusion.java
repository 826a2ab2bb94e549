// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Reductions;
import org.palate.autograd.Variable;
import org.palate.nn.Layer;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Tensor;

/**
 * {@link OuterFusion} with appended ones, whose weights form a tensor of low rank, so that the
 * product is never laid out: the weight of a product is a sum over r of products of one factor a
 * modality, and therefore
 *
 * <pre>{@code
 * y = b + sum_r F_1r [x_1, 1] * … * F_Mr [x_M, 1]          element by element
 * }</pre>
 *
 * <p>The cost grows with the sum of the widths instead of their product.
 *
 * <p>Parameters: for modality m {@code factors.m.weight [rank out, width]}, {@code factors.m.bias
 * [rank out]}, whose bias is the factor of the appended 1 and whose row {@code r out + o} is row o
 * of F_mr; {@code bias [out]}.
 *
 * <p>Z. Liu, Y. Shen, V. B. Lakshminarasimhan, P. P. Liang, A. Zadeh, L.-P. Morency: Efficient
 * Low-rank Multimodal Fusion with Modality-Specific Factors, 2018.
 */
public final class LowRankFusion extends Layer implements Fusion {
  private final Modalities.Maps factors;
  private final Variable bias;
  private final Modalities expected;
  private final int rank;

  /** A layer before training. */
  public LowRankFusion(int[] widths, int rank, int out, RandomStream random) {
    if (rank < 1) {
      throw new IllegalArgumentException("expected a rank of at least 1, found " + rank);
    }
    this.expected = new Modalities(widths);
    this.rank = rank;
    this.factors =
        child("factors", new Modalities.Maps(widths, Math.multiplyExact(rank, out), random));
    this.bias = parameter("bias", Tensor.zeros(out));
  }

  @Override
  public Variable forward(Variable... modalities) {
    expected.check(modalities);
    Variable product = factors.forward(0, modalities[0]);
    for (int m = 1; m < modalities.length; m++) {
      product = Arithmetic.mul(product, factors.forward(m, modalities[m]));
    }
    Variable byRank = Layout.reshape(product, product.shape().dim(0), rank, bias.shape().dim(0));
    return Arithmetic.add(Reductions.sum(byRank, false, 1), bias);
  }
}
