// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import java.util.List;
import org.palate.autograd.RowGradients;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Variable;
import org.palate.nn.Parameter;
import org.palate.parallel.Workers;
import org.palate.tensor.Table;

/**
 * Changes parameters by their gradients.
 *
 * <p>Dense parameters with a gradient are changed whole. Of a table only the rows with a gradient
 * are changed, so a step costs what it touched, not what the table holds; each optimizer says how
 * that lazy rule differs from the dense one.
 */
public abstract sealed class Optimizer permits Sgd, AdaGrad, Adam {
  /** Floats of a table's rows below which a step stays on one thread. */
  private static final int GRAIN = 16_384;

  private final List<Parameter> parameters;
  private double learningRate;

  Optimizer(List<Parameter> parameters, double learningRate) {
    this.parameters = List.copyOf(parameters);
    setLearningRate(learningRate);
  }

  /** The learning rate of the next step. */
  public final double learningRate() {
    return learningRate;
  }

  /**
   * Sets the learning rate from the next step on.
   *
   * @throws IllegalArgumentException if it is negative or no number
   */
  public final void setLearningRate(double learningRate) {
    Check.atLeastZero("learning rate", learningRate);
    this.learningRate = learningRate;
  }

  /** Changes every parameter that has a gradient. The gradients stay until they are cleared. */
  public final void step() {
    beginStep();
    for (int i = 0; i < parameters.size(); i++) {
      switch (parameters.get(i)) {
        case Parameter.Dense(String name, Variable variable) -> {
          if (variable.hasGradient()) {
            float[] values = variable.value().data();
            float[] gradient = variable.gradient().data();
            int index = i;
            prepareDense(index, variable);
            Workers.shared()
                .forRange(
                    variable.value().size(),
                    GRAIN,
                    (from, to) -> updateDense(index, values, gradient, from, to));
          }
        }
        case Parameter.Sparse(String name, TableVariable variable) -> {
          RowGradients gradients = variable.gradients();
          if (gradients.count() > 0) {
            Table table = variable.table();
            int index = i;
            prepareRows(index, variable);
            Workers.shared()
                .forRange(
                    gradients.count(),
                    Math.max(1, GRAIN / table.dim()),
                    (from, to) -> updateRows(index, table, gradients, from, to));
          }
        }
      }
    }
  }

  /** Forgets all gradients. */
  public final void zeroGradients() {
    for (Parameter parameter : parameters) {
      switch (parameter) {
        case Parameter.Dense(String name, Variable variable) -> variable.clearGradient();
        case Parameter.Sparse(String name, TableVariable variable) -> variable.gradients().clear();
      }
    }
  }

  /** How many parameters there are; states are kept by their position. */
  final int size() {
    return parameters.size();
  }

  /** Called once at the start of each step. */
  abstract void beginStep();

  /** Makes the state of a dense parameter ready, on the caller's thread. */
  abstract void prepareDense(int index, Variable variable);

  /** Changes elements {@code [from, to)} of a dense parameter. */
  abstract void updateDense(int index, float[] values, float[] gradient, int from, int to);

  /** Makes the state of a table ready, on the caller's thread. */
  abstract void prepareRows(int index, TableVariable variable);

  /** Changes the rows of slots {@code [from, to)} of the gradients. */
  abstract void updateRows(int index, Table table, RowGradients gradients, int from, int to);
}
