// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import java.util.Arrays;
import org.palate.autograd.Activations;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Variable;
import org.palate.nn.Layer;
import org.palate.tensor.RandomStream;

/**
 * Fusion by gates, the gated multimodal unit: every modality makes a proposal, and gates that see
 * all modalities say, element by element, how much of each goes through.
 *
 * <pre>{@code
 * h_m = tanh(W_m x_m + b_m)
 * z_m = sigmoid(U_m [x_1, …, x_M] + c_m)
 * y   = sum_m z_m * h_m
 * }</pre>
 *
 * <p>Two modalities share one gate: {@code y = z * h_1 + (1 - z) * h_2}.
 *
 * <p>Parameters: {@code modality.m} (weight {@code [out, width]}, bias {@code [out]}), {@code
 * gate.m} (weight {@code [out, sum of the widths]}, bias {@code [out]}), of two modalities only
 * {@code gate.0}.
 *
 * <p>J. Arevalo, T. Solorio, M. Montes-y-Gómez, F. A. González: Gated Multimodal Units for
 * Information Fusion, 2017; the biases are ours.
 */
public final class GatedFusion extends Layer implements Fusion {
  private final Modalities.Maps modality;
  private final Modalities.Maps gate;
  private final Modalities expected;

  /** A layer before training. */
  public GatedFusion(int[] widths, int out, RandomStream random) {
    this.expected = new Modalities(widths);
    int[] joined = new int[widths.length == 2 ? 1 : widths.length];
    Arrays.fill(joined, expected.joined());
    this.modality = child("modality", new Modalities.Maps(widths, out, random));
    this.gate = child("gate", new Modalities.Maps(joined, out, random));
  }

  @Override
  public Variable forward(Variable... modalities) {
    expected.check(modalities);
    Variable all = Layout.concat(1, modalities);
    Variable first = proposal(0, modalities);
    Variable gateOfFirst = Activations.sigmoid(gate.forward(0, all));
    if (modalities.length == 2) {
      Variable second = proposal(1, modalities);
      return Arithmetic.multiplyAdd(gateOfFirst, Arithmetic.sub(first, second), second);
    }
    Variable sum = Arithmetic.mul(gateOfFirst, first);
    for (int m = 1; m < modalities.length; m++) {
      Variable open = Activations.sigmoid(gate.forward(m, all));
      sum = Arithmetic.multiplyAdd(open, proposal(m, modalities), sum);
    }
    return sum;
  }

  private Variable proposal(int m, Variable[] modalities) {
    return Activations.tanh(modality.forward(m, modalities[m]));
  }
}
