// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import java.util.List;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Variable;
import org.palate.nn.Parameter;
import org.palate.tensor.Table;

/**
 * FTRL-Proximal, which keeps weights of features that do not help at exactly 0 (H. B. McMahan et
 * al.: Ad Click Prediction, a View from the Trenches, 2013, algorithm 1): {@code s = (sqrt(n + g^2)
 * - sqrt(n)) / lr}; {@code z += g - s p}; {@code n += g^2}; {@code p = 0} where {@code |z| <= l1},
 * else {@code p = -(z - sign(z) l1) / ((beta + sqrt(n)) / lr + l2)}.
 *
 * <p>The paper starts all parameters at 0. Here z starts so that the rule gives the start that a
 * parameter has; from 0 that is the paper's z = 0.
 *
 * <p>On tables, lazily: only touched rows change. A zero gradient changes nothing in the dense rule
 * either, so the two are the same.
 */
public final class Ftrl extends Optimizer {
  /**
   * The numbers of the rule.
   *
   * @param learningRate the paper's alpha, above 0
   * @param beta how slowly the rate of a coordinate falls at first, above 0
   * @param l1 how much pulls weights to exactly 0, at least 0
   * @param l2 how much pulls weights towards 0, at least 0
   */
  public record Options(double learningRate, double beta, double l1, double l2) {
    /** Checks the ranges. */
    public Options {
      if (!(learningRate > 0) || !(beta > 0)) {
        throw new IllegalArgumentException(
            "FTRL: expected learning rate and beta above 0, found %s and %s"
                .formatted(learningRate, beta));
      }
      Check.atLeastZero("l1", l1);
      Check.atLeastZero("l2", l2);
    }

    /** The paper's advice, a beta of 1, at a learning rate, without penalties. */
    public static Options of(double learningRate) {
      return new Options(learningRate, 1, 0, 0);
    }
  }

  private static final int Z = 0;
  private static final int N = 1;

  private final Options options;
  private float rate;

  /** An optimizer of these parameters. */
  public Ftrl(List<Parameter> parameters, Options options) {
    super(parameters, options.learningRate, 0);
    this.options = options;
    keep("z", 0);
    keep("n", 0);
  }

  @Override
  protected void beginStep(long step, ParameterGroup group) {
    for (ParameterGroup each : groups()) { // All of them before the first is changed.
      check(each);
    }
    rate = (float) group.learningRate();
  }

  private static void check(ParameterGroup group) {
    if (group.learningRate() == 0 || group.weightDecay() != 0) {
      throw new IllegalStateException(
          "FTRL divides by the learning rate, and has l2 in place of weight decay: expected a rate"
              + " above 0 and a decay of 0, found %s and %s"
                  .formatted(group.learningRate(), group.weightDecay()));
    }
  }

  @Override
  void prepared(ParameterGroup group, int index, Parameter parameter) {
    float scale = (float) (options.beta / group.learningRate() + options.l2);
    switch (parameter) {
      case Parameter.Dense(String name, Variable variable) ->
          start(scale, variable.value().data(), buffer(Z).dense(index), variable.value().size());
      case Parameter.Sparse(String name, TableVariable variable) -> {
        Table table = variable.table();
        float[][] pages = table.pagedRows().pages();
        float[][] zPages = buffer(Z).rows(index).pagedRows().pages();
        for (int page = 0; page < pages.length; page++) {
          start(scale, pages[page], zPages[page], pages[page].length);
        }
      }
    }
  }

  /** Sets z so that the rule with n = 0 gives the parameters. */
  private void start(float scale, float[] p, float[] z, int size) {
    float l1 = (float) options.l1;
    for (int i = 0; i < size; i++) {
      z[i] = p[i] == 0 ? 0 : -(p[i] * scale) - Math.copySign(l1, p[i]);
    }
  }

  @Override
  protected void update(int n, float[] p, int at, float[] g, int gAt, float[][] state) {
    float[] z = state[Z];
    float[] squares = state[N];
    float beta = (float) options.beta;
    float l1 = (float) options.l1;
    float l2 = (float) options.l2;
    for (int i = at; i < at + n; i++) {
      float d = g[gAt + i - at];
      float before = squares[i];
      float after = Math.fma(d, d, before);
      float rootAfter = (float) Math.sqrt(after);
      float pull = (rootAfter - (float) Math.sqrt(before)) / rate;
      float sum = z[i] + Math.fma(-pull, p[i], d);
      z[i] = sum;
      squares[i] = after;
      float beyond = sum - Math.copySign(l1, sum);
      float ruled = Math.abs(sum) <= l1 ? 0f : -beyond / ((beta + rootAfter) / rate + l2);
      p[i] = d == 0 ? p[i] : ruled; // The rule would give p again, but for rounding.
    }
  }
}
