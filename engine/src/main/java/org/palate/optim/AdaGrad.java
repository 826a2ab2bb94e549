// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import java.util.Arrays;
import java.util.List;
import org.palate.autograd.RowGradients;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.nn.Parameter;
import org.palate.tensor.Table;

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
  private final float[][] sums;
  private final Table[] rowSums;
  private long steps;
  private float rate;

  /** An optimizer of these parameters. */
  public AdaGrad(List<Parameter> parameters, Options options) {
    super(parameters, options.learningRate);
    this.options = options;
    sums = new float[size()][];
    rowSums = new Table[size()];
  }

  @Override
  void beginStep() {
    rate = (float) (learningRate() / (1 + steps * options.learningRateDecay));
    steps++;
  }

  @Override
  void prepareDense(int index, Variable variable) {
    if (sums[index] == null) {
      sums[index] = new float[variable.value().size()];
      Arrays.fill(sums[index], (float) options.initialAccumulator);
    }
  }

  @Override
  void updateDense(int index, float[] values, float[] gradient, int from, int to) {
    update(to - from, values, from, gradient, from, sums[index], from);
  }

  @Override
  void prepareRows(int index, TableVariable variable) {
    if (rowSums[index] == null) {
      rowSums[index] = variable.table().zerosLike();
      if (options.initialAccumulator != 0) {
        for (float[] page : rowSums[index].pages()) {
          Arrays.fill(page, (float) options.initialAccumulator);
        }
      }
    }
  }

  @Override
  void updateRows(int index, Table table, RowGradients gradients, int from, int to) {
    int dim = table.dim();
    float[] values = gradients.values();
    for (int slot = from; slot < to; slot++) {
      int row = gradients.rows()[slot];
      int at = table.offset(row);
      update(dim, table.page(row), at, values, slot * dim, rowSums[index].page(row), at);
    }
  }

  private void update(int n, float[] p, int pAt, float[] g, int gAt, float[] sum, int sumAt) {
    Engine.kernels()
        .adagrad(
            n, p, pAt, g, gAt, sum, sumAt, rate, (float) options.weightDecay, (float) options.eps);
  }
}
