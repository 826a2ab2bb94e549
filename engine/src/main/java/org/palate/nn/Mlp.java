// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import java.util.ArrayList;
import java.util.List;
import org.palate.autograd.Variable;
import org.palate.tensor.RandomStream;

/**
 * A multi-layer perceptron: linear layers, each followed by an activation and dropout; the last one
 * if asked.
 *
 * <p>The layers are named 0, 2, 4, … like those of a PyTorch {@code Sequential} of linear layers
 * and activations.
 */
public final class Mlp extends Layer {
  private final List<Linear> layers = new ArrayList<>();
  private final Activation activation;
  private final boolean activateLast;
  private final Dropout dropout;
  private final int out;

  /**
   * Layers of these widths, each followed by ReLU.
   *
   * @param in length of the input's innermost axis
   * @param widths the length after each layer; none: the input comes out as it is
   */
  public Mlp(int in, List<Integer> widths, double dropout, RandomStream random) {
    this(in, widths, Activation.RELU, true, dropout, random);
  }

  /**
   * Layers of these widths.
   *
   * @param in length of the input's innermost axis
   * @param widths the length after each layer; none: the input comes out as it is
   * @param activateLast whether activation and dropout follow the last layer too
   */
  public Mlp(
      int in,
      List<Integer> widths,
      Activation activation,
      boolean activateLast,
      double dropout,
      RandomStream random) {
    this.activation = activation;
    this.activateLast = activateLast;
    this.dropout = new Dropout(dropout);
    int last = in;
    for (int width : widths) {
      layers.add(child(Integer.toString(2 * layers.size()), new Linear(last, width, random)));
      last = width;
    }
    this.out = last;
  }

  /** {@code [..., in]} to {@code [..., out]}. */
  public Variable forward(Variable x) {
    Variable hidden = x;
    for (int i = 0; i < layers.size(); i++) {
      boolean activated = activateLast || i < layers.size() - 1;
      hidden =
          activated
              ? layers.get(i).forward(hidden, activation, dropout)
              : layers.get(i).forward(hidden);
    }
    return hidden;
  }

  /** Length of the output's innermost axis. */
  public int out() {
    return out;
  }
}
