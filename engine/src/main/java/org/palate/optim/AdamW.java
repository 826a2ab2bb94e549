// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import java.util.List;
import org.palate.kernel.Engine;
import org.palate.kernel.update.AdamStep;
import org.palate.nn.Parameter;

/**
 * Adam with weight decay apart from the moments (I. Loshchilov, F. Hutter: Decoupled Weight Decay
 * Regularization, 2019), by PyTorch's rule: {@code p *= 1 - lr weightDecay}, then {@link Adam}
 * without weight decay.
 *
 * <p>On tables, lazily: only touched rows decay and move, by the rule of {@link Adam} for rows.
 */
public final class AdamW extends Optimizer {
  /**
   * The numbers of the rule.
   *
   * @param adam those of Adam; its weight decay is the fraction that a parameter loses in a step,
   *     times the learning rate
   */
  public record Options(Adam.Options adam) {
    /** PyTorch's defaults at a learning rate, among them a weight decay of 0.01. */
    public static Options of(double learningRate) {
      return new Options(Adam.Options.of(learningRate).withWeightDecay(0.01));
    }
  }

  private final Adam.Options options;
  private float kept;
  private AdamStep denseStep;
  private AdamStep sparseStep;

  /** An optimizer of these parameters. */
  public AdamW(List<Parameter> parameters, Options options) {
    super(parameters, options.adam.learningRate(), options.adam.weightDecay());
    this.options = options.adam;
    AdamRule.keepMoments(this, this.options.amsgrad());
  }

  @Override
  protected void beginStep(long step, ParameterGroup group) {
    double rate = group.learningRate();
    double beta1 = options.beta1();
    double beta2 = options.beta2();
    kept = (float) (1 - rate * group.weightDecay());
    denseStep = AdamStep.dense(rate, beta1, beta2, options.eps(), 0, step);
    sparseStep = AdamStep.sparse(rate, beta1, beta2, options.eps(), step);
  }

  @Override
  protected void update(int n, float[] p, int at, float[] g, int gAt, float[][] state) {
    Engine.kernels().elementwise().scale(n, kept, p, at, p, at);
    AdamRule.update(n, p, at, g, gAt, state, denseStep);
  }

  @Override
  protected void updateRows(int count, int dim, float[] p, float[] g, float[][] state) {
    int n = count * dim;
    Engine.kernels().elementwise().scale(n, kept, p, 0, p, 0);
    AdamRule.update(n, p, 0, g, 0, state, sparseStep);
  }
}
