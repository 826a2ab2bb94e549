// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import java.util.List;
import org.palate.kernel.update.AdamStep;
import org.palate.nn.Parameter;

/**
 * Adam (D. Kingma, J. Ba, 2015), by PyTorch's rule: {@code d = g + weightDecay p}; {@code m = b1 m
 * + (1 - b1) d}; {@code v = b2 v + (1 - b2) d^2}; {@code p -= lr / (1 - b1^t) * m / (sqrt(v) /
 * sqrt(1 - b2^t) + eps)}.
 *
 * <p>On tables, lazily, by the rule of PyTorch's SparseAdam: only touched rows decay their moments
 * and move, t counts all steps, there is no weight decay, and eps is added before the bias
 * correction: {@code p -= lr sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(v) + eps)}. The dense rule
 * would go on moving a row after its last touch, for as long as its first moment lasts.
 */
public final class Adam extends Optimizer {
  /**
   * The numbers of the rule.
   *
   * @param learningRate step size, at least 0
   * @param beta1 decay of the first moment, in [0, 1)
   * @param beta2 decay of the second moment, in [0, 1)
   * @param eps added to the root
   * @param weightDecay times the parameter, added to the gradient; dense parameters only
   * @param amsgrad whether to divide by the largest second moment so far (S. Reddi, S. Kale, S.
   *     Kumar, 2018) instead of the current one
   */
  public record Options(
      double learningRate,
      double beta1,
      double beta2,
      double eps,
      double weightDecay,
      boolean amsgrad) {
    /** Checks the ranges. */
    public Options {
      Check.inUnitInterval("beta1", beta1);
      Check.inUnitInterval("beta2", beta2);
      Check.atLeastZero("eps", eps);
      Check.atLeastZero("weight decay", weightDecay);
    }

    /** Without amsgrad. */
    public Options(double learningRate, double beta1, double beta2, double eps, double decay) {
      this(learningRate, beta1, beta2, eps, decay, false);
    }

    /** PyTorch's defaults at a learning rate. */
    public static Options of(double learningRate) {
      return new Options(learningRate, 0.9, 0.999, 1e-8, 0);
    }

    /** These options with another weight decay. */
    public Options withWeightDecay(double weightDecay) {
      return new Options(learningRate, beta1, beta2, eps, weightDecay, amsgrad);
    }
  }

  private final Options options;
  private AdamStep denseStep;
  private AdamStep sparseStep;

  /** An optimizer of these parameters. */
  public Adam(List<Parameter> parameters, Options options) {
    super(parameters, options.learningRate, options.weightDecay);
    this.options = options;
    AdamRule.keepMoments(this, options.amsgrad);
  }

  @Override
  protected void beginStep(long step, ParameterGroup group) {
    double rate = group.learningRate();
    denseStep =
        AdamStep.dense(rate, options.beta1, options.beta2, options.eps, group.weightDecay(), step);
    sparseStep = AdamStep.sparse(rate, options.beta1, options.beta2, options.eps, step);
  }

  @Override
  protected void update(int n, float[] p, int at, float[] g, int gAt, float[][] state) {
    AdamRule.update(n, p, at, g, gAt, state, denseStep);
  }

  @Override
  protected void updateRows(int count, int dim, float[] p, float[] g, float[][] state) {
    AdamRule.update(count * dim, p, 0, g, 0, state, sparseStep);
  }
}
