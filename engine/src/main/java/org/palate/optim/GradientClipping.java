// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import java.util.ArrayList;
import java.util.List;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.nn.Parameter;

/**
 * Bounds gradients between backward and the optimizer's step (R. Pascanu, T. Mikolov, Y. Bengio: On
 * the Difficulty of Training Recurrent Neural Networks, 2013). Of tables it sees the touched rows.
 */
public final class GradientClipping {
  /** Added to the norm that is divided by, as in PyTorch. */
  private static final double EPS = 1e-6;

  private GradientClipping() {}

  /** The gradient of one parameter: the first n numbers of an array. */
  private record Gradient(float[] values, int n) {}

  /**
   * Scales all gradients together so that their Euclidean norm is at most a bound.
   *
   * @return the norm before
   */
  public static double byNorm(List<Parameter> parameters, double most) {
    return byNorm(parameters, most, 2);
  }

  /**
   * Scales all gradients together so that their norm is at most a bound: by {@code min(1, most /
   * (norm + 1e-6))}.
   *
   * @param most the bound, at least 0
   * @param order p of the p-norm, above 0; infinity for the largest magnitude
   * @return the norm before
   */
  public static double byNorm(List<Parameter> parameters, double most, double order) {
    Check.atLeastZero("the bound of the norm", most);
    if (!(order > 0)) {
      throw new IllegalArgumentException("expected the order of a norm above 0, found " + order);
    }
    List<Gradient> gradients = gradients(parameters);
    double norm = norm(gradients, order);
    float factor = (float) Math.min(1, most / (norm + EPS));
    if (factor < 1) {
      for (Gradient gradient : gradients) {
        Engine.kernels()
            .elementwise()
            .scale(gradient.n, factor, gradient.values, 0, gradient.values, 0);
      }
    }
    return norm;
  }

  /** Cuts every gradient off at a bound on both sides. */
  public static void byValue(List<Parameter> parameters, double most) {
    Check.atLeastZero("the bound of gradients", most);
    float bound = (float) most;
    for (Gradient gradient : gradients(parameters)) {
      float[] values = gradient.values;
      for (int i = 0; i < gradient.n; i++) {
        values[i] = Math.max(-bound, Math.min(values[i], bound));
      }
    }
  }

  private static List<Gradient> gradients(List<Parameter> parameters) {
    List<Gradient> found = new ArrayList<>();
    for (Parameter parameter : parameters) {
      switch (parameter) {
        case Parameter.Dense(String name, Variable variable) -> {
          if (variable.hasGradient()) {
            found.add(new Gradient(variable.gradient().data(), variable.value().size()));
          }
        }
        case Parameter.Sparse(String name, TableVariable variable) ->
            found.add(
                new Gradient(
                    variable.gradients().values(),
                    variable.gradients().count() * variable.table().dim()));
      }
    }
    return found;
  }

  private static double norm(List<Gradient> gradients, double order) {
    Kernels kernels = Engine.kernels();
    double sum = 0;
    for (Gradient gradient : gradients) {
      if (order == 2) {
        sum += kernels.reductions().sumOfSquares(gradient.n, gradient.values, 0);
      } else {
        for (int i = 0; i < gradient.n; i++) {
          double magnitude = Math.abs((double) gradient.values[i]);
          if (Double.isInfinite(order)) {
            sum = Math.max(sum, magnitude);
          } else {
            sum += order == 1 ? magnitude : StrictMath.pow(magnitude, order);
          }
        }
      }
    }
    return Double.isInfinite(order) || order == 1 ? sum : StrictMath.pow(sum, 1 / order);
  }
}
