// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import java.util.ArrayList;
import java.util.List;
import org.palate.autograd.Activations;
import org.palate.autograd.Layout;
import org.palate.autograd.Products;
import org.palate.autograd.Softmax;
import org.palate.autograd.Variable;
import org.palate.nn.Layer;
import org.palate.nn.Linear;
import org.palate.tensor.RandomStream;

/**
 * Experts that several tasks share, mixed for each task by a gate of its own: {@code y_t = sum_k
 * softmax(G_t x)_k relu(W_k x + b_k)}.
 *
 * <p>J. Ma, Z. Zhao, X. Yi, J. Chen, L. Hong, E. Chi: Modeling Task Relationships in Multi-task
 * Learning with Multi-gate Mixture-of-Experts, 2018.
 *
 * <p>Parameters: {@code experts.k.weight [dim, in]}, {@code experts.k.bias [dim]}, {@code
 * gates.t.weight [experts, in]}.
 */
public final class MultiGateMixture extends Layer {
  private final List<Linear> experts = new ArrayList<>();
  private final List<Linear> gates = new ArrayList<>();
  private final int dim;

  /**
   * Experts and gates started as linear layers are.
   *
   * @param in length of the input's innermost axis
   * @param dim length of an expert's output
   */
  public MultiGateMixture(int in, int dim, int experts, int tasks, RandomStream random) {
    for (int k = 0; k < experts; k++) {
      this.experts.add(child("experts." + k, new Linear(in, dim, random)));
    }
    for (int t = 0; t < tasks; t++) {
      gates.add(child("gates." + t, new Linear(in, experts, false, random)));
    }
    this.dim = dim;
  }

  /**
   * The mixture of each task.
   *
   * @param x shape {@code [batch, in]}
   * @return for each task shape {@code [batch, dim]}
   */
  public List<Variable> forward(Variable x) {
    Variable[] answers = new Variable[experts.size()];
    for (int k = 0; k < answers.length; k++) {
      answers[k] = Activations.relu(experts.get(k).forward(x));
    }
    Variable stacked = Layout.stack(1, answers);
    int batch = x.shape().dim(0);
    List<Variable> mixtures = new ArrayList<>();
    for (Linear gate : gates) {
      Variable weights = Layout.reshape(Softmax.softmax(gate.forward(x), -1), batch, 1, -1);
      mixtures.add(Layout.reshape(Products.matmul(weights, stacked), batch, dim));
    }
    return mixtures;
  }
}
