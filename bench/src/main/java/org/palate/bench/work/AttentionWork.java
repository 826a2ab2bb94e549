// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.AttentionMask;
import org.palate.nn.MultiheadAttention;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/** Causal self-attention with its four maps: 64 sequences of 200 vectors of 64, forward. */
public final class AttentionWork {
  private static final Shape SHAPE = Shape.of(64, 200, 64);

  private final MultiheadAttention layer;
  private final Tensor x = Tensor.of(SHAPE, Values.floats("x", SHAPE.size()));
  private final TensorPool pool = new TensorPool();

  /** A layer of so many heads. */
  public AttentionWork(int heads) {
    layer =
        new MultiheadAttention(
            MultiheadAttention.Options.of(SHAPE.last(), heads), RandomStream.of(1, "attention"));
  }

  /** The layer. */
  public MultiheadAttention layer() {
    return layer;
  }

  /** The sequences. */
  public Tensor x() {
    return x;
  }

  private Variable attend(Tape tape) {
    return layer.forward(tape.constant(x), AttentionMask.CAUSAL);
  }

  /** A forward pass; gives one of its outputs. */
  public float forward() {
    try (Tape tape = Tape.inference(pool)) {
      return attend(tape).value().data()[0];
    }
  }

  /** A copy of what a forward pass gives. */
  public float[] output() {
    try (Tape tape = Tape.inference(pool)) {
      return attend(tape).value().toArray();
    }
  }
}
