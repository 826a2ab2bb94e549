// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import java.util.BitSet;
import java.util.List;
import org.palate.autograd.TableVariable;
import org.palate.kernel.Engine;
import org.palate.nn.Parameter;

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

  /** Which dense parameters have been changed. */
  private final boolean[] begun;

  /** Which rows of tables have been changed. */
  private final BitSet[] begunRows;

  /** An optimizer of these parameters. */
  public Sgd(List<Parameter> parameters, Options options) {
    super(parameters, options.learningRate);
    this.options = options;
    begun = new boolean[parameters.size()];
    begunRows = new BitSet[parameters.size()];
    if (options.momentum != 0) {
      keep("momentum_buffer", 0);
    }
  }

  @Override
  void beginStep(long step) {}

  @Override
  void prepared(int index, Parameter parameter) {
    if (parameter instanceof Parameter.Sparse(String name, TableVariable variable)) {
      begunRows[index] = new BitSet(variable.table().rows());
    }
  }

  @Override
  void updated(int index) {
    begun[index] = true;
  }

  @Override
  void update(
      int index, RowBlock rows, int n, float[] p, int at, float[] g, int gAt, float[][] state) {
    if (options.momentum == 0) {
      float decay = (float) options.weightDecay;
      Engine.kernels().updates().sgd(n, p, at, g, gAt, (float) learningRate(), decay);
      return;
    }
    if (rows == null) {
      move(n, p, at, g, gAt, state[0], !begun[index]);
      return;
    }
    int dim = n / rows.count();
    for (int i = 0; i < rows.count(); i++) {
      boolean first = begin(begunRows[index], rows.row(i));
      move(dim, p, at + i * dim, g, gAt + i * dim, state[0], first);
    }
  }

  private void move(int n, float[] p, int at, float[] g, int gAt, float[] buf, boolean first) {
    Engine.kernels()
        .updates()
        .sgdMomentum(
            n,
            p,
            at,
            g,
            gAt,
            buf,
            at,
            (float) learningRate(),
            (float) options.momentum,
            (float) options.dampening,
            (float) options.weightDecay,
            options.nesterov,
            first && !resumed());
  }

  /** Notes that a row has been changed, and says whether this was the first time. */
  private static boolean begin(BitSet begun, int row) {
    synchronized (begun) {
      boolean first = !begun.get(row);
      begun.set(row);
      return first;
    }
  }
}
