// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import java.util.ArrayList;
import java.util.List;
import org.palate.autograd.Layout;
import org.palate.autograd.Variable;
import org.palate.autograd.recurrence.RecurrentOutput;
import org.palate.autograd.recurrence.RecurrentWeights;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;

/**
 * Layers of one kind of recurrent cell, one fed by another, each in one direction or both.
 *
 * <p>Parameters as in PyTorch, for layer L: {@code weight_ih_lL [gates * hidden, in]}, {@code
 * weight_hh_lL [gates * hidden, hidden]}, {@code bias_ih_lL} and {@code bias_hh_lL [gates *
 * hidden]}, and the same with {@code _reverse} for the direction from the end, which starts at each
 * sequence's last element that counts. All start uniform within {@code 1 / sqrt(hidden)}. In a
 * tensor of states, layer L's direction d is at {@code L * directions + d}.
 */
public abstract sealed class RecurrentLayers extends Layer permits Rnn, Gru, Lstm {
  private final List<RecurrentWeights> weights = new ArrayList<>();
  private final RecurrentOptions options;
  private final Dropout dropout;
  private final int hidden;

  RecurrentLayers(int gates, int in, int hidden, RecurrentOptions options, RandomStream random) {
    this.options = options;
    this.hidden = hidden;
    this.dropout = new Dropout(options.dropout());
    for (int layer = 0; layer < options.layers(); layer++) {
      int from = layer == 0 ? in : options.directions() * hidden;
      for (int direction = 0; direction < options.directions(); direction++) {
        String end = "_l" + layer + (direction == 0 ? "" : "_reverse");
        weights.add(weights(gates, from, end, random));
      }
    }
  }

  private RecurrentWeights weights(int gates, int in, String end, RandomStream random) {
    int rows = gates * hidden;
    return new RecurrentWeights(
        parameter("weight_ih" + end, Init.fanIn(random, hidden, rows, in)),
        parameter("weight_hh" + end, Init.fanIn(random, hidden, rows, hidden)),
        options.bias() ? parameter("bias_ih" + end, Init.fanIn(random, hidden, rows)) : null,
        options.bias() ? parameter("bias_hh" + end, Init.fanIn(random, hidden, rows)) : null);
  }

  /** Length of the output's innermost axis: the state's, twice that in two directions. */
  public final int out() {
    return options.directions() * hidden;
  }

  /** Runs one direction of one layer; states are {@code [batch, hidden]} or null. */
  abstract RecurrentOutput run(
      Variable x,
      int[] lengths,
      Variable h0,
      Variable c0,
      RecurrentWeights weights,
      boolean reverse);

  /** {@code x [batch, steps, in]} through all layers; states as the class comment says. */
  final RecurrentOutput stack(Variable x, int[] lengths, Variable h0, Variable c0) {
    checkStates("h0", h0, x);
    checkStates("c0", c0, x);
    List<Variable> hiddenStates = new ArrayList<>();
    List<Variable> cells = new ArrayList<>();
    Variable fed = x;
    for (int layer = 0; layer < options.layers(); layer++) {
      Variable[] outputs = new Variable[options.directions()];
      for (int direction = 0; direction < outputs.length; direction++) {
        int at = layer * outputs.length + direction;
        RecurrentOutput output =
            run(fed, lengths, state(h0, at), state(c0, at), weights.get(at), direction == 1);
        outputs[direction] = output.y();
        hiddenStates.add(output.hidden());
        cells.add(output.cell());
      }
      fed = outputs.length == 1 ? outputs[0] : Layout.concat(2, outputs);
      if (layer < options.layers() - 1) {
        fed = dropout.forward(fed);
      }
    }
    return new RecurrentOutput(
        fed, stacked(hiddenStates), cells.contains(null) ? null : stacked(cells));
  }

  private void checkStates(String name, Variable states, Variable x) {
    if (states == null || x.shape().rank() == 0) {
      return;
    }
    Shape shape = Shape.of(weights.size(), x.shape().dim(0), hidden);
    if (!states.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "%s: expected [layers * directions, batch, hidden] = %s, found %s"
              .formatted(name, shape, states.shape()));
    }
  }

  private Variable state(Variable states, int at) {
    if (states == null) {
      return null;
    }
    return Layout.reshape(Layout.slice(states, 0, at, at + 1), states.shape().dim(1), hidden);
  }

  private Variable stacked(List<Variable> states) {
    return Layout.concat(
        0,
        states.stream()
            .map(state -> Layout.reshape(state, 1, state.shape().dim(0), hidden))
            .toArray(Variable[]::new));
  }
}
