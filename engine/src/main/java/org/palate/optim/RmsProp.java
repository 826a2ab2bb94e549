// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import java.util.List;
import org.palate.nn.Parameter;

/**
 * RMSprop (T. Hinton, Neural Networks for Machine Learning, lecture 6, 2012), by PyTorch's rule:
 * {@code d = g + weightDecay p}; {@code s = alpha s + (1 - alpha) d^2}; {@code u = d / (sqrt(s) +
 * eps)}; centered: {@code a = alpha a + (1 - alpha) d} and {@code sqrt(s - a^2)} in place of {@code
 * sqrt(s)} (A. Graves, 2013). Then {@code p -= lr u}, or with momentum {@code buf = momentum buf +
 * u} and {@code p -= lr buf}.
 *
 * <p>On tables, lazily: a row that a step does not touch keeps its value and its averages, where
 * the dense rule would let the averages decay and the momentum go on.
 */
public final class RmsProp extends Optimizer {
  /**
   * The numbers of the rule.
   *
   * @param learningRate step size, at least 0
   * @param alpha decay of the averages, in [0, 1)
   * @param eps added to the root
   * @param weightDecay times the parameter, added to the gradient
   * @param momentum fraction of the last move that is kept, in [0, 1)
   * @param centered whether to divide by the deviation rather than the root mean square
   */
  public record Options(
      double learningRate,
      double alpha,
      double eps,
      double weightDecay,
      double momentum,
      boolean centered) {
    /** Checks the ranges. */
    public Options {
      Check.inUnitInterval("alpha", alpha);
      Check.atLeastZero("eps", eps);
      Check.atLeastZero("weight decay", weightDecay);
      Check.inUnitInterval("momentum", momentum);
    }

    /** PyTorch's defaults at a learning rate. */
    public static Options of(double learningRate) {
      return new Options(learningRate, 0.99, 1e-8, 0, 0, false);
    }
  }

  private final Options options;
  private float rate;
  private float decay;

  /** An optimizer of these parameters. */
  public RmsProp(List<Parameter> parameters, Options options) {
    super(parameters, options.learningRate, options.weightDecay);
    this.options = options;
    keep("square_avg", 0);
    if (options.centered) {
      keep("grad_avg", 0);
    }
    if (options.momentum != 0) {
      keep("momentum_buffer", 0);
    }
  }

  @Override
  protected void beginStep(long step, ParameterGroup group) {
    rate = (float) group.learningRate();
    decay = (float) group.weightDecay();
  }

  @Override
  protected void update(int n, float[] p, int at, float[] g, int gAt, float[][] state) {
    float[] squares = state[0];
    float[] means = options.centered ? state[1] : null;
    float[] buffer = options.momentum == 0 ? null : state[state.length - 1];
    float alpha = (float) options.alpha;
    float rest = (float) (1 - options.alpha);
    float eps = (float) options.eps;
    float momentum = (float) options.momentum;
    for (int i = at; i < at + n; i++) {
      float d = Math.fma(decay, p[i], g[gAt + i - at]);
      squares[i] = Math.fma(alpha, squares[i], rest * d * d);
      float spread = squares[i];
      if (means != null) {
        means[i] = Math.fma(alpha, means[i], rest * d);
        // At least 0 but for rounding.
        spread = Math.max(0, Math.fma(-means[i], means[i], spread));
      }
      float move = d / ((float) Math.sqrt(spread) + eps);
      if (buffer != null) {
        buffer[i] = Math.fma(momentum, buffer[i], move);
        move = buffer[i];
      }
      p[i] = Math.fma(-rate, move, p[i]);
    }
  }
}
