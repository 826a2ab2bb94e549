// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import java.util.BitSet;
import java.util.List;
import org.palate.autograd.RowGradients;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.nn.Parameter;
import org.palate.tensor.Table;

/**
 * Stochastic gradient descent, with momentum if asked, by PyTorch's rule: {@code d = g +
 * weightDecay p}; {@code buf = momentum buf + (1 - dampening) d}, at the first step {@code buf =
 * d}; {@code p -= lr (nesterov ? d + momentum buf : buf)}.
 *
 * <p>On tables, lazily: a row that a step does not touch keeps its value and its momentum, where
 * the dense rule would go on moving it and would decay it. Without momentum and weight decay the
 * two are the same.
 */
public final class Sgd extends Optimizer {
  /**
   * The numbers of the rule.
   *
   * @param learningRate step size, at least 0
   * @param momentum share of the last move that is kept, in [0, 1)
   * @param dampening share of the gradient that is kept out of the momentum, in [0, 1]
   * @param weightDecay times the parameter, added to the gradient
   * @param nesterov whether to look ahead (I. Sutskever et al., 2013); wants momentum, no dampening
   */
  public record Options(
      double learningRate,
      double momentum,
      double dampening,
      double weightDecay,
      boolean nesterov) {
    /** Checks the ranges. */
    public Options {
      Check.inUnitInterval("momentum", momentum);
      if (!(dampening >= 0 && dampening <= 1)) {
        throw new IllegalArgumentException("dampening must be in [0, 1], was " + dampening);
      }
      Check.atLeastZero("weight decay", weightDecay);
      if (nesterov && (momentum == 0 || dampening != 0)) {
        throw new IllegalArgumentException("nesterov wants momentum above 0 and dampening 0");
      }
    }

    /** Plain descent at a learning rate. */
    public static Options of(double learningRate) {
      return new Options(learningRate, 0, 0, 0, false);
    }

    /** These options with another momentum. */
    public Options withMomentum(double momentum) {
      return new Options(learningRate, momentum, dampening, weightDecay, nesterov);
    }
  }

  private final Options options;
  private final float[][] buffers;
  private final boolean[] started;
  private final Table[] rowBuffers;
  private final BitSet[] startedRows;

  /** An optimizer of these parameters. */
  public Sgd(List<Parameter> parameters, Options options) {
    super(parameters, options.learningRate);
    this.options = options;
    buffers = new float[size()][];
    started = new boolean[size()];
    rowBuffers = new Table[size()];
    startedRows = new BitSet[size()];
  }

  @Override
  void beginStep() {}

  @Override
  void prepareDense(int index, Variable variable) {
    if (options.momentum != 0) {
      started[index] = buffers[index] != null;
      if (!started[index]) {
        buffers[index] = new float[variable.value().size()];
      }
    }
  }

  @Override
  void updateDense(int index, float[] values, float[] gradient, int from, int to) {
    update(values, from, gradient, from, buffers[index], from, !started[index], to - from);
  }

  @Override
  void prepareRows(int index, TableVariable variable) {
    if (options.momentum != 0 && rowBuffers[index] == null) {
      rowBuffers[index] = variable.table().zerosLike();
      startedRows[index] = new BitSet(variable.table().rows());
    }
  }

  @Override
  void updateRows(int index, Table table, RowGradients gradients, int from, int to) {
    int dim = table.dim();
    float[] values = gradients.values();
    Table buffer = rowBuffers[index];
    for (int slot = from; slot < to; slot++) {
      int row = gradients.rows()[slot];
      boolean first = buffer == null || startRow(startedRows[index], row);
      update(
          table.page(row),
          table.offset(row),
          values,
          slot * dim,
          buffer == null ? null : buffer.page(row),
          table.offset(row),
          first,
          dim);
    }
  }

  /** Notes that a row has been touched, and says whether this was the first time. */
  private static boolean startRow(BitSet started, int row) {
    synchronized (started) {
      boolean first = !started.get(row);
      started.set(row);
      return first;
    }
  }

  private void update(
      float[] p, int pAt, float[] g, int gAt, float[] buf, int bufAt, boolean first, int n) {
    float rate = (float) learningRate();
    float decay = (float) options.weightDecay;
    if (buf == null) {
      Engine.kernels().sgd(n, p, pAt, g, gAt, rate, decay);
    } else {
      Engine.kernels()
          .sgdMomentum(
              n,
              p,
              pAt,
              g,
              gAt,
              buf,
              bufAt,
              rate,
              (float) options.momentum,
              (float) options.dampening,
              decay,
              options.nesterov,
              first);
    }
  }
}
