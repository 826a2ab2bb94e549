// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
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
 * that lazy rule differs from the dense one. A list that holds the same numbers twice is refused by
 * an {@link IllegalArgumentException}; {@link org.palate.nn.Layer#parameters} holds none twice.
 */
public abstract sealed class Optimizer permits Sgd, AdaGrad, Adam, AdamW, RmsProp, Ftrl {
  /** Floats of a table's rows below which a step stays on one thread. */
  private static final int GRAIN = 16_384;

  private final List<Parameter> parameters;
  private final List<StateBuffer> buffers = new ArrayList<>();
  private final Queue<RowBlock> blocks = new ArrayDeque<>();
  private double learningRate;
  private long steps;
  private boolean resumed;

  Optimizer(List<Parameter> parameters, double learningRate) {
    this.parameters = List.copyOf(parameters);
    requireDistinct(this.parameters);
    setLearningRate(learningRate);
  }

  /** Numbers that are there twice would be stepped twice, each time by the whole gradient. */
  private static void requireDistinct(List<Parameter> parameters) {
    Map<float[], Parameter> owners = new IdentityHashMap<>();
    for (Parameter parameter : parameters) {
      for (float[] array : parameter.arrays()) {
        Parameter other = owners.put(array, parameter);
        if (other != null) {
          throw new IllegalArgumentException(
              ("expected every parameter once, found '%s' and '%s' with the same memory, which"
                      + " would be stepped twice")
                  .formatted(other.name(), parameter.name()));
        }
      }
    }
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

  /** How many steps were made. */
  public final long steps() {
    return steps;
  }

  /**
   * Goes on as after this many steps, once {@link #state} has been given the numbers it then had.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public final void setSteps(long steps) {
    Check.atLeastZero("steps", steps);
    this.steps = steps;
    this.resumed = steps > 0;
  }

  /** Whether steps were made that this object has not seen. */
  final boolean resumed() {
    return resumed;
  }

  /**
   * All state beside the parameters, under PyTorch's names: that of parameter {@code mlp.0.weight}
   * is named {@code mlp.0.weight.exp_avg} and so on, with the parameter's shape. It is the state
   * itself, not a copy: what is written there the next step goes on from.
   */
  public final List<Parameter> state() {
    List<Parameter> state = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      prepare(i);
      for (StateBuffer buffer : buffers) {
        state.add(buffer.asParameter(i, parameters.get(i)));
      }
    }
    return Collections.unmodifiableList(state);
  }

  /** Changes every parameter that has a gradient. The gradients stay until they are cleared. */
  public final void step() {
    beginStep(steps + 1);
    steps++;
    for (int i = 0; i < parameters.size(); i++) {
      int index = i;
      switch (parameters.get(i)) {
        case Parameter.Dense(String name, Variable variable) -> {
          if (variable.hasGradient()) {
            prepare(i);
            Workers.shared()
                .forRange(
                    variable.value().size(),
                    GRAIN,
                    (from, to) -> updateDense(index, variable, from, to));
            updated(i);
          }
        }
        case Parameter.Sparse(String name, TableVariable variable) -> {
          if (variable.gradients().count() > 0) {
            prepare(i);
            Workers.shared()
                .forRange(
                    variable.gradients().count(),
                    Math.max(1, GRAIN / variable.table().dim()),
                    (from, to) -> updateRows(index, variable, from, to));
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

  private void updateDense(int index, Variable variable, int from, int to) {
    float[][] state = new float[buffers.size()][];
    for (int b = 0; b < state.length; b++) {
      state[b] = buffers.get(b).dense(index);
    }
    update(
        index,
        null,
        to - from,
        variable.value().data(),
        from,
        variable.gradient().data(),
        from,
        state);
  }

  private void updateRows(int index, TableVariable variable, int from, int to) {
    Table table = variable.table();
    RowGradients gradients = variable.gradients();
    int dim = table.dim();
    Table[] states = new Table[buffers.size()];
    for (int b = 0; b < states.length; b++) {
      states[b] = buffers.get(b).rows(index);
    }
    RowBlock block = borrowBlock(dim);
    for (int slot = from; slot < to; slot += block.count()) {
      int end = Math.min(slot + block.capacity(dim), to);
      block.load(table, states, gradients, slot, end);
      int n = block.count() * dim;
      update(index, block, n, block.values(), 0, block.gradients(), 0, block.state());
      block.store(table, states);
    }
    synchronized (blocks) {
      blocks.add(block);
    }
  }

  private RowBlock borrowBlock(int dim) {
    synchronized (blocks) {
      RowBlock block = blocks.poll();
      return block != null && block.capacity(dim) > 0 ? block : new RowBlock(dim, buffers.size());
    }
  }

  private void prepare(int index) {
    boolean first = false;
    for (StateBuffer buffer : buffers) {
      first |= buffer.prepare(index, parameters.get(index));
    }
    if (first) {
      prepared(index, parameters.get(index));
    }
  }

  /** The parameters; states are kept by their position. */
  final List<Parameter> parameters() {
    return parameters;
  }

  /** For constructors: a number of state for each number of the parameters. */
  final void keep(String name, double initial) {
    buffers.add(new StateBuffer(name, (float) initial, parameters.size()));
  }

  final StateBuffer buffer(int position) {
    return buffers.get(position);
  }

  /** Called once at the start of each step with its number, from 1. */
  abstract void beginStep(long step);

  /** Called when the state of a parameter has been made, on the caller's thread. */
  void prepared(int index, Parameter parameter) {}

  /** Called when a dense parameter has been changed, on the caller's thread. */
  void updated(int index) {}

  /**
   * Changes n numbers of a parameter, or of some rows of a table, one after another; called by
   * several threads for different numbers.
   *
   * @param index the parameter's position
   * @param rows which rows of a table the numbers are, or null for a dense parameter
   * @param p holds the numbers from {@code at} on
   * @param g holds their gradients from {@code gAt} on
   * @param state holds the state, one array for each {@link #keep}, from {@code at} on
   */
  abstract void update(
      int index, RowBlock rows, int n, float[] p, int at, float[] g, int gAt, float[][] state);
}
