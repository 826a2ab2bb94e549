// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Reductions;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.AttentionMask;
import org.palate.nn.Layer;
import org.palate.nn.MultiheadAttention;
import org.palate.tensor.RandomStream;

/**
 * Fusion by self-attention: the modalities, each mapped to a vector of one length, are a sequence
 * of which every element attends to all, and the answer is their mean:
 *
 * <pre>{@code
 * h_m = W_m x_m + b_m
 * y   = mean over m of h_m + attention(h)_m
 * }</pre>
 *
 * <p>So how much of a modality is heard depends on what the others say.
 *
 * <p>Parameters: {@code modality.m} (weight {@code [out, width]}, bias {@code [out]}), and those of
 * {@link MultiheadAttention} below {@code attention}.
 *
 * <p>A. Vaswani et al.: Attention Is All You Need, 2017.
 */
public final class AttentionFusion extends Layer implements Fusion {
  private final Modalities.Maps modality;
  private final MultiheadAttention attention;
  private final Modalities expected;

  /**
   * A layer before training.
   *
   * @param out length of the answer, a multiple of the heads
   */
  public AttentionFusion(int[] widths, int heads, int out, RandomStream random) {
    this.expected = new Modalities(widths);
    this.modality = child("modality", new Modalities.Maps(widths, out, random));
    this.attention =
        child(
            "attention", new MultiheadAttention(MultiheadAttention.Options.of(out, heads), random));
  }

  @Override
  public Variable forward(Variable... modalities) {
    expected.check(modalities);
    Tape tape = Tape.of(modalities);
    Variable[] mapped = new Variable[modalities.length];
    for (int m = 0; m < mapped.length; m++) {
      mapped[m] = modality.forward(m, modalities[m]);
    }
    Variable all = Layout.stack(1, mapped);
    Variable heard = Arithmetic.add(all, attention.forward(all, AttentionMask.NONE));
    return Reductions.mean(heard, false, 1);
  }
}
