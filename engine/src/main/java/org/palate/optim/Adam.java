// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import java.util.List;
import org.palate.autograd.RowGradients;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Variable;
import org.palate.kernel.AdamStep;
import org.palate.kernel.Engine;
import org.palate.nn.Parameter;
import org.palate.tensor.Table;

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
   */
  public record Options(
      double learningRate, double beta1, double beta2, double eps, double weightDecay) {
    /** Checks the ranges. */
    public Options {
      Check.inUnitInterval("beta1", beta1);
      Check.inUnitInterval("beta2", beta2);
      Check.atLeastZero("eps", eps);
      Check.atLeastZero("weight decay", weightDecay);
    }

    /** PyTorch's defaults at a learning rate. */
    public static Options of(double learningRate) {
      return new Options(learningRate, 0.9, 0.999, 1e-8, 0);
    }

    /** These options with another weight decay. */
    public Options withWeightDecay(double weightDecay) {
      return new Options(learningRate, beta1, beta2, eps, weightDecay);
    }
  }

  private final Options options;
  private final float[][] firstMoments;
  private final float[][] secondMoments;
  private final Table[] firstRowMoments;
  private final Table[] secondRowMoments;
  private long steps;
  private AdamStep denseStep;
  private AdamStep sparseStep;

  /** An optimizer of these parameters. */
  public Adam(List<Parameter> parameters, Options options) {
    super(parameters, options.learningRate);
    this.options = options;
    firstMoments = new float[size()][];
    secondMoments = new float[size()][];
    firstRowMoments = new Table[size()];
    secondRowMoments = new Table[size()];
  }

  @Override
  void beginStep() {
    steps++;
    denseStep =
        AdamStep.dense(
            learningRate(), options.beta1, options.beta2, options.eps, options.weightDecay, steps);
    sparseStep = AdamStep.sparse(learningRate(), options.beta1, options.beta2, options.eps, steps);
  }

  @Override
  void prepareDense(int index, Variable variable) {
    if (firstMoments[index] == null) {
      firstMoments[index] = new float[variable.value().size()];
      secondMoments[index] = new float[variable.value().size()];
    }
  }

  @Override
  void updateDense(int index, float[] values, float[] gradient, int from, int to) {
    Engine.kernels()
        .adam(
            to - from,
            values,
            from,
            gradient,
            from,
            firstMoments[index],
            from,
            secondMoments[index],
            from,
            denseStep);
  }

  @Override
  void prepareRows(int index, TableVariable variable) {
    if (firstRowMoments[index] == null) {
      firstRowMoments[index] = variable.table().zerosLike();
      secondRowMoments[index] = variable.table().zerosLike();
    }
  }

  @Override
  void updateRows(int index, Table table, RowGradients gradients, int from, int to) {
    int dim = table.dim();
    float[] values = gradients.values();
    Table first = firstRowMoments[index];
    Table second = secondRowMoments[index];
    for (int slot = from; slot < to; slot++) {
      int row = gradients.rows()[slot];
      int at = table.offset(row);
      Engine.kernels()
          .adam(
              dim,
              table.page(row),
              at,
              values,
              slot * dim,
              first.page(row),
              at,
              second.page(row),
              at,
              sparseStep);
    }
  }
}
