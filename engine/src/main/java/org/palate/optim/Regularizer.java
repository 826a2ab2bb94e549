// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import java.util.List;
import org.palate.autograd.RowGradients;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Variable;
import org.palate.nn.Parameter;
import org.palate.tensor.Table;

/**
 * Penalties on the size of parameters that are trained, group by group: {@code l1 sum |p| + l2 sum
 * p^2}, whose gradient {@code l1 sign(p) + 2 l2 p} (0 at 0) is added to that of the loss.
 *
 * <p>Of a table only the rows that the step touched are penalised, so a step costs what it touched;
 * a rare row is then penalised as rarely as it is seen, which is what the norms of {@code S. Rendle
 * et al., BPR, 2009} do.
 *
 * <pre>{@code
 * optimizer.zeroGradients();
 * tape.backward(loss);
 * double penalty = regularizer.addGradients();
 * optimizer.step();
 * }</pre>
 */
public final class Regularizer {
  /**
   * Parameters that share their penalties.
   *
   * @param l1 times the sum of magnitudes, at least 0
   * @param l2 times the sum of squares, at least 0
   */
  public record Group(List<Parameter> parameters, double l1, double l2) {
    /** Checks the ranges. */
    public Group {
      parameters = List.copyOf(parameters);
      Check.atLeastZero("l1", l1);
      Check.atLeastZero("l2", l2);
    }
  }

  private final List<Group> groups;

  /** A regularizer of these groups; a parameter that is in none has no penalty. */
  public Regularizer(List<Group> groups) {
    this.groups = List.copyOf(groups);
  }

  /**
   * Adds the penalties' gradients to those of the loss.
   *
   * @return the penalties' sum
   */
  public double addGradients() {
    double penalty = 0;
    for (Group group : groups) {
      for (Parameter parameter : group.parameters) {
        if (!parameter.requiresGradient()) {
          continue;
        }
        penalty +=
            switch (parameter) {
              case Parameter.Dense(String name, Variable variable) -> dense(variable, group);
              case Parameter.Sparse(String name, TableVariable variable) -> rows(variable, group);
            };
      }
    }
    return penalty;
  }

  private static double dense(Variable variable, Group group) {
    int n = variable.value().size();
    return add(n, variable.value().data(), 0, variable.gradientAccumulator(), 0, group);
  }

  private static double rows(TableVariable variable, Group group) {
    Table table = variable.table();
    RowGradients touched = variable.gradients();
    double penalty = 0;
    for (int slot = 0; slot < touched.count(); slot++) {
      int row = touched.rows()[slot];
      penalty +=
          add(
              table.dim(),
              table.page(row),
              table.offset(row),
              touched.values(),
              slot * table.dim(),
              group);
    }
    return penalty;
  }

  private static double add(int n, float[] p, int at, float[] g, int gAt, Group group) {
    double magnitudes = 0;
    double squares = 0;
    float l1 = (float) group.l1;
    float twice = (float) (2 * group.l2);
    for (int i = 0; i < n; i++) {
      float value = p[at + i];
      magnitudes += Math.abs(value);
      squares += (double) value * value;
      g[gAt + i] += Math.fma(twice, value, value > 0 ? l1 : value < 0 ? -l1 : 0f);
    }
    return group.l1 * magnitudes + group.l2 * squares;
  }
}
