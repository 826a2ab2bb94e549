// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import org.palate.autograd.Variable;
import org.palate.layer.operation.OuterProduct;
import org.palate.nn.Layer;
import org.palate.nn.Linear;
import org.palate.tensor.RandomStream;

/**
 * Fusion by outer product: {@code y = W vec(x_1 ⊗ … ⊗ x_M) + b}, a weight for every product of one
 * element of each modality. With a 1 appended to each, products of some of the modalities and the
 * single ones are among them (see {@link OuterProduct}).
 *
 * <p>The product of the widths is the length of the product: for inputs of more than a few dozen
 * elements take {@link LowRankFusion}.
 *
 * <p>Parameters: {@code out.weight [out, product of the widths (+ 1)]}, {@code out.bias [out]}.
 *
 * <p>A. Zadeh, M. Chen, S. Poria, E. Cambria, L.-P. Morency: Tensor Fusion Network for Multimodal
 * Sentiment Analysis, 2017.
 */
public final class OuterFusion extends Layer implements Fusion {
  private final Linear out;
  private final Modalities expected;
  private final boolean appendOnes;

  /**
   * A layer before training.
   *
   * @throws ArithmeticException if the product has 2^31 elements or more
   */
  public OuterFusion(int[] widths, boolean appendOnes, int out, RandomStream random) {
    this.expected = new Modalities(widths);
    this.appendOnes = appendOnes;
    int products = 1;
    for (int width : widths) {
      products = Math.multiplyExact(products, appendOnes ? width + 1 : width);
    }
    this.out = child("out", new Linear(products, out, random));
  }

  @Override
  public Variable forward(Variable... modalities) {
    expected.check(modalities);
    return out.forward(
        appendOnes
            ? OuterProduct.flattenedWithOnes(modalities)
            : OuterProduct.flattened(modalities));
  }
}
