// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.recurrence;

import java.util.List;
import org.palate.autograd.Variable;
import org.palate.tensor.Shape;

/**
 * The parameters of one direction of one recurrent layer, the rows of all gates one below the
 * other, as PyTorch keeps them.
 *
 * @param input {@code weight_ih [gates * hidden, in]}
 * @param state {@code weight_hh [gates * hidden, hidden]}
 * @param inputBias {@code bias_ih [gates * hidden]}, or null for none
 * @param stateBias {@code bias_hh [gates * hidden]}; null exactly if inputBias is
 */
public record RecurrentWeights(
    Variable input, Variable state, Variable inputBias, Variable stateBias) {
  /** The length of the state. */
  public int hidden() {
    return state.shape().last();
  }

  /** Those that are not null. */
  List<Variable> variables() {
    return inputBias == null ? List.of(input, state) : List.of(input, state, inputBias, stateBias);
  }

  /** Refuses an input {@code [batch, steps, in]} or parameters whose shapes do not fit. */
  void check(String operation, int gates, Variable x) {
    int hidden = hidden();
    Shape bias = Shape.of(gates * hidden);
    if (x.shape().rank() != 3
        || !input.shape().equals(Shape.of(gates * hidden, x.shape().last()))
        || !state.shape().equals(Shape.of(gates * hidden, hidden))
        || (inputBias == null) != (stateBias == null)
        || (inputBias != null
            && !(inputBias.shape().equals(bias) && stateBias.shape().equals(bias)))) {
      throw new IllegalArgumentException(
          ("%s: expected x [batch, steps, in], weights [%d hidden, in] and [%d hidden, hidden], two"
                  + " biases [%d hidden] or none, found %s, %s, %s, %s, %s")
              .formatted(
                  operation,
                  gates,
                  gates,
                  gates,
                  x.shape(),
                  input.shape(),
                  state.shape(),
                  inputBias == null ? "none" : inputBias.shape(),
                  stateBias == null ? "none" : stateBias.shape()));
    }
  }

  /** Refuses an initial state that is not {@code [batch, hidden]}; null is zeros. */
  void checkState(String name, Variable initial, Variable x) {
    if (initial != null && !initial.shape().equals(Shape.of(x.shape().dim(0), hidden()))) {
      throw new IllegalArgumentException(
          "%s: expected [batch, hidden] = [%d, %d], found %s"
              .formatted(name, x.shape().dim(0), hidden(), initial.shape()));
    }
  }
}
