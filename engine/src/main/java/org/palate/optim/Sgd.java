// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import java.util.List;
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
   * @param momentum fraction of the last move that is kept, in [0, 1)
   * @param dampening fraction of the gradient that is kept out of the momentum, in [0, 1]
   * @param weightDecay times the parameter, added to the gradient
   * @param nesterov whether to look ahead (I. Sutskever et al., 2013); needs momentum and no
   *     dampening
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
        throw new IllegalArgumentException(
            "dampening: expected a number in [0, 1], found " + dampening);
      }
      Check.atLeastZero("weight decay", weightDecay);
      if (nesterov && (momentum == 0 || dampening != 0)) {
        throw new IllegalArgumentException(
            "nesterov: expected a momentum above 0 and a dampening of 0, found %s and %s"
                .formatted(momentum, dampening));
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

  private static final int STARTED = 1;

  private final Options options;
  private float rate;
  private float decay;

  /** An optimizer of these parameters. */
  public Sgd(List<Parameter> parameters, Options options) {
    super(parameters, options.learningRate, options.weightDecay);
    this.options = options;
    if (options.momentum != 0) {
      keep("momentum_buffer", 0);
      // 1 for what has been changed before, whose buffer goes on; at first it is the gradient.
      keepPerRow("momentum_started", 0);
    }
  }

  @Override
  protected void beginStep(long step, ParameterGroup group) {
    rate = (float) group.learningRate();
    decay = (float) group.weightDecay();
  }

  @Override
  void updated(int index) {
    if (options.momentum != 0) {
      buffer(STARTED).dense(index)[0] = 1;
    }
  }

  @Override
  protected void update(int n, float[] p, int at, float[] g, int gAt, float[][] state) {
    if (options.momentum == 0) {
      Engine.kernels().updates().sgd(n, p, at, g, gAt, rate, decay);
    } else {
      move(n, p, at, g, gAt, state[0], state[STARTED][0] == 0);
    }
  }

  @Override
  protected void updateRows(int count, int dim, float[] p, float[] g, float[][] state) {
    if (options.momentum == 0) {
      Engine.kernels().updates().sgd(count * dim, p, 0, g, 0, rate, decay);
      return;
    }
    float[] started = state[STARTED];
    for (int row = 0; row < count; row++) {
      move(dim, p, row * dim, g, row * dim, state[0], started[row] == 0);
      started[row] = 1;
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
            rate,
            (float) options.momentum,
            (float) options.dampening,
            decay,
            options.nesterov,
            first);
  }
}
