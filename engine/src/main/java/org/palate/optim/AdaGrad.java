// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import java.util.List;
import org.palate.kernel.Engine;
import org.palate.nn.Parameter;

/**
 * AdaGrad (J. Duchi, E. Hazan, Y. Singer, 2011), by PyTorch's rule: {@code d = g + weightDecay p};
 * {@code sum += d^2}; {@code p -= lr / (1 + (t - 1) lrDecay) * d / (sqrt(sum) + eps)}.
 *
 * <p>On tables, lazily: only touched rows change. A zero gradient changes nothing in the dense rule
 * either, so without weight decay the two are the same, to the bit.
 */
public final class AdaGrad extends Optimizer {
  /**
   * The numbers of the rule.
   *
   * @param learningRate step size, at least 0
   * @param learningRateDecay how fast the step size falls with the number of steps
   * @param weightDecay times the parameter, added to the gradient
   * @param initialAccumulator what the sum of squares starts from
   * @param eps added to the root
   */
  public record Options(
      double learningRate,
      double learningRateDecay,
      double weightDecay,
      double initialAccumulator,
      double eps) {
    /** Checks the ranges. */
    public Options {
      Check.atLeastZero("learning rate decay", learningRateDecay);
      Check.atLeastZero("weight decay", weightDecay);
      Check.atLeastZero("initial accumulator", initialAccumulator);
      Check.atLeastZero("eps", eps);
    }

    /** PyTorch's defaults at a learning rate. */
    public static Options of(double learningRate) {
      return new Options(learningRate, 0, 0, 0, 1e-10);
    }
  }

  private final Options options;
  private float rate;
  private float decay;

  /** An optimizer of these parameters. */
  public AdaGrad(List<Parameter> parameters, Options options) {
    super(parameters, options.learningRate, options.weightDecay);
    this.options = options;
    keep("sum", options.initialAccumulator);
  }

  @Override
  protected void beginStep(long step, ParameterGroup group) {
    decay = (float) group.weightDecay();
    rate = (float) (group.learningRate() / (1 + (step - 1) * options.learningRateDecay));
  }

  @Override
  protected void update(int n, float[] p, int at, float[] g, int gAt, float[][] state) {
    Engine.kernels()
        .updates()
        .adagrad(n, p, at, g, gAt, state[0], at, rate, decay, (float) options.eps);
  }
}
