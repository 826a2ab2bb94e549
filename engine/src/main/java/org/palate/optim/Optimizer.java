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
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Table;

/**
 * Changes parameters by their gradients.
 *
 * <p>Dense parameters with a gradient are changed whole. Of a table only the rows with a gradient
 * are changed, so a step costs what it touched, not what the table holds; each optimizer says how
 * that lazy rule differs from the dense one. Frozen parameters are left alone. A list that holds
 * the same numbers twice is refused by an {@link IllegalArgumentException}; {@link
 * org.palate.nn.Layer#parameters} holds none twice.
 *
 * <p>A rule of your own extends this class. Lion (X. Chen et al., Symbolic Discovery of
 * Optimization Algorithms, 2023), for one:
 *
 * <pre>{@code
 * final class Lion extends Optimizer {
 *   private float rate;
 *   private float decay;
 *
 *   Lion(List<Parameter> parameters, double learningRate, double weightDecay) {
 *     super(parameters, learningRate, weightDecay);
 *     keep("exp_avg", 0);                                   // state[0]
 *   }
 *
 *   protected void beginStep(long step, ParameterGroup group) {
 *     rate = (float) group.learningRate();
 *     decay = (float) group.weightDecay();
 *   }
 *
 *   protected void update(
 *       int n, float[] p, int at, float[] g, int gAt, float[][] state) {
 *     float[] m = state[0];
 *     for (int i = 0; i < n; i++) {
 *       float d = g[gAt + i];
 *       float move = Math.signum(0.9f * m[at + i] + 0.1f * d);
 *       p[at + i] -= rate * (move + decay * p[at + i]);
 *       m[at + i] = 0.99f * m[at + i] + 0.01f * d;
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>The touched rows of tables change by the same rule, unless {@link #updateRows} has another.
 */
public abstract class Optimizer {
  private final List<ParameterGroup> groups = new ArrayList<>();
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<StateBuffer> buffers = new ArrayList<>();
  private final Queue<RowBlock> blocks = new ArrayDeque<>();
  private final double weightDecay;
  private long steps;

  /**
   * An optimizer of one group of parameters.
   *
   * @param learningRate step size, at least 0
   * @param weightDecay what a rule with weight decay takes for it, at least 0
   */
  protected Optimizer(List<Parameter> parameters, double learningRate, double weightDecay) {
    this.weightDecay = weightDecay;
    add(parameters, learningRate, weightDecay);
  }

  /**
   * Adds parameters with a learning rate of their own, and the weight decay of the first group.
   *
   * @return the group, whose learning rate may be set alone
   * @throws IllegalArgumentException if a parameter is here already, or a number out of range
   */
  public final ParameterGroup addGroup(List<Parameter> parameters, double learningRate) {
    return add(parameters, learningRate, weightDecay);
  }

  /** As {@link #addGroup(List, double)}, with a weight decay of their own. */
  public final ParameterGroup addGroup(
      List<Parameter> parameters, double learningRate, double weightDecay) {
    return add(parameters, learningRate, weightDecay);
  }

  private ParameterGroup add(List<Parameter> parameters, double learningRate, double weightDecay) {
    ParameterGroup group = new ParameterGroup(parameters, learningRate, weightDecay);
    List<Parameter> all = new ArrayList<>(this.parameters);
    all.addAll(group.parameters());
    requireDistinct(all);
    this.parameters.addAll(group.parameters());
    groups.add(group);
    return group;
  }

  /** The groups in the order in which they were added, that of the constructor first. */
  public final List<ParameterGroup> groups() {
    return Collections.unmodifiableList(groups);
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

  /** The learning rate of the next step; of several groups, that of the first. */
  public final double learningRate() {
    return groups.getFirst().learningRate();
  }

  /**
   * Sets the learning rate from the next step on. Several groups keep the proportion of the rates
   * that they were made with, as under PyTorch's schedulers: twice the rate for the first is twice
   * the rate for all.
   *
   * @throws IllegalArgumentException if it is negative or no number, or if there are several groups
   *     and the first was made with a rate of 0, to which the others have no proportion
   */
  public final void setLearningRate(double learningRate) {
    ParameterGroup first = groups.getFirst();
    if (groups.size() > 1 && first.initialRate() == 0) {
      throw new IllegalArgumentException(
          "expected a first group with a learning rate above 0, to which those of the others have"
              + " a proportion, found 0; set the rate of each group");
    }
    first.setLearningRate(learningRate);
    for (ParameterGroup group : groups.subList(1, groups.size())) {
      group.setLearningRate(learningRate * (group.initialRate() / first.initialRate()));
    }
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
  }

  /**
   * All state beside the parameters, under PyTorch's names: that of parameter {@code mlp.0.weight}
   * is named {@code mlp.0.weight.exp_avg} and so on, with the parameter's shape; {@link Sgd} alone
   * has one number for each row besides, {@code momentum_started}. It is the state itself, not a
   * copy: what is written there the next step goes on from.
   */
  public final List<Parameter> state() {
    List<Parameter> state = new ArrayList<>();
    forAll(
        (group, index, parameter) -> {
          prepare(group, index, parameter);
          for (StateBuffer buffer : buffers) {
            state.add(buffer.asParameter(index, parameter));
          }
        });
    return Collections.unmodifiableList(state);
  }

  private interface Visitor {
    void visit(ParameterGroup group, int index, Parameter parameter);
  }

  private void forAll(Visitor visitor) {
    int index = 0;
    for (ParameterGroup group : groups) {
      for (Parameter parameter : group.parameters()) {
        visitor.visit(group, index++, parameter);
      }
    }
  }

  /** Changes every parameter that has a gradient. The gradients stay until they are cleared. */
  public final void step() {
    int index = 0;
    for (ParameterGroup group : groups) {
      beginStep(steps + 1, group);
      for (Parameter parameter : group.parameters()) {
        if (parameter.requiresGradient()) {
          step(group, index, parameter);
        }
        index++;
      }
    }
    steps++;
  }

  private void step(ParameterGroup group, int index, Parameter parameter) {
    switch (parameter) {
      case Parameter.Dense(String name, Variable variable) -> {
        if (variable.hasGradient()) {
          prepare(group, index, parameter);
          Workers.shared()
              .forRange(
                  variable.value().size(),
                  TaskSize.ARITHMETIC,
                  (from, to) -> updateDense(index, variable, from, to));
          updated(index);
        }
      }
      case Parameter.Sparse(String name, TableVariable variable) -> {
        if (variable.gradients().count() > 0) {
          prepare(group, index, parameter);
          Workers.shared()
              .forRange(
                  variable.gradients().count(),
                  TaskSize.arithmeticRows(variable.table().dim()),
                  (from, to) -> updateTouched(index, variable, from, to));
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
    update(to - from, variable.value().data(), from, variable.gradient().data(), from, state);
  }

  private void updateTouched(int index, TableVariable variable, int from, int to) {
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
      updateRows(block.count(), dim, block.values(), block.gradients(), block.state());
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

  private void prepare(ParameterGroup group, int index, Parameter parameter) {
    boolean first = false;
    for (StateBuffer buffer : buffers) {
      first |= buffer.prepare(index, parameter);
    }
    if (first) {
      prepared(group, index, parameter);
    }
  }

  /**
   * For constructors: a number of state for each number of the parameters, such as a moment. {@link
   * #update} finds it in {@code state}, in the order of these calls.
   *
   * @param name as in PyTorch's state, such as {@code exp_avg}
   * @param initial what it is before the first step
   */
  protected final void keep(String name, double initial) {
    buffers.add(new StateBuffer(name, (float) initial, false));
  }

  /** As {@link #keep}, but one number for each row of a table, and for each dense parameter. */
  final void keepPerRow(String name, double initial) {
    buffers.add(new StateBuffer(name, (float) initial, true));
  }

  final StateBuffer buffer(int position) {
    return buffers.get(position);
  }

  /**
   * Called on the caller's thread before the parameters of a group are changed, to compute what the
   * whole group has in common.
   *
   * @param step the number of this step, from 1
   */
  protected void beginStep(long step, ParameterGroup group) {}

  /**
   * Changes n numbers of a dense parameter; called by several threads for different numbers.
   *
   * @param p holds the numbers from {@code at} on
   * @param g holds their gradients from {@code gAt} on
   * @param state holds the state, one array for each {@link #keep}, from {@code at} on
   */
  protected abstract void update(int n, float[] p, int at, float[] g, int gAt, float[][] state);

  /**
   * Changes some rows of a table, those that a step touched, one after another from the start of
   * each array; called by several threads for different rows. Unless overridden, by the rule of
   * dense parameters.
   *
   * @param count how many rows
   * @param dim the numbers of a row
   * @param p the rows
   * @param g their gradients
   * @param state their state, one array for each {@link #keep}
   */
  protected void updateRows(int count, int dim, float[] p, float[] g, float[][] state) {
    update(count * dim, p, 0, g, 0, state);
  }

  /** Called when the state of a parameter has been made, on the caller's thread. */
  void prepared(ParameterGroup group, int index, Parameter parameter) {}

  /** Called when a dense parameter has been changed, on the caller's thread. */
  void updated(int index) {}
}
