// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import java.util.ArrayList;
import java.util.List;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.AttentionMask;
import org.palate.tensor.RandomStream;

/**
 * Several {@link TransformerEncoderLayer}s one after another, and a last layer norm where the norms
 * come first, whose outputs would otherwise be the bare sums of residual connections.
 *
 * <p>Shapes: {@code [batch, length, dModel]} in and out. Parameters as in PyTorch: {@code
 * layers.0.*}, {@code layers.1.*}, …, and {@code norm.*} with pre-norm layers.
 */
public final class TransformerEncoder extends Layer {
  private final List<TransformerEncoderLayer> layers = new ArrayList<>();
  private final LayerNorm norm;

  /** So many layers of one kind. */
  public TransformerEncoder(
      TransformerEncoderLayer.Options options, int count, RandomStream random) {
    Group group = child("layers", new Group());
    for (int i = 0; i < count; i++) {
      layers.add(group.with(i, new TransformerEncoderLayer(options, random)));
    }
    this.norm =
        options.normFirst() ? child("norm", new LayerNorm(options.dModel(), options.eps())) : null;
  }

  /**
   * {@code [batch, length, dModel]} to the same shape.
   *
   * @param mask which positions are not seen; null for none
   */
  public Variable forward(Variable x, AttentionMask mask) {
    Variable y = x;
    for (TransformerEncoderLayer layer : layers) {
      y = layer.forward(y, mask);
    }
    return norm == null ? y : norm.forward(y);
  }
}
