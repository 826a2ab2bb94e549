// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.Activations;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Variable;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * The data-adaptive activation of DIN (G. Zhou et al., Deep Interest Network for Click-Through Rate
 * Prediction, 2018): a leaky ReLU whose bend lies where the data are,
 *
 * <pre>
 * p = sigmoid((x - mean) / sqrt(var + eps)), y = p x + (1 - p) alpha x
 * </pre>
 *
 * <p>with the statistics of a {@link BatchNorm} without weights for each unit, those of the batch
 * in training and the running ones otherwise. Parameter {@code alpha [units]}, started at 0, with
 * which the limit of a small variance is ReLU about the mean.
 */
public final class Dice extends Layer {
  /** The eps of the paper's code. */
  public static final double EPS = 1e-9;

  private final int units;
  private final Variable alpha;
  private final BatchNorm norm;

  /** An activation with PyTorch's momentum and the paper's eps. */
  public Dice(int units) {
    this(units, BatchNorm.MOMENTUM, EPS);
  }

  /**
   * An activation for rows of so many units.
   *
   * @param momentum the weight of the newest batch in the running statistics
   * @param eps added to the variance
   */
  public Dice(int units, double momentum, double eps) {
    this.units = units;
    this.alpha = parameter("alpha", Tensor.zeros(Shape.of(units)));
    this.norm = child("bn", new BatchNorm(units, momentum, eps, false));
  }

  /** {@code [..., units]} to the same shape. */
  public Variable forward(Variable x) {
    if (x.shape().rank() == 0 || x.shape().last() != units) {
      throw new IllegalArgumentException(
          "Dice: expected [..., units %d], found %s".formatted(units, x.shape()));
    }
    Variable rows = Layout.reshape(x, x.shape().rows(), units);
    Variable p = Activations.sigmoid(norm.forward(rows));
    Variable on = Arithmetic.mul(p, rows);
    Variable off = Arithmetic.mul(alpha, Arithmetic.sub(rows, on));
    return Layout.reshape(Arithmetic.add(on, off), x.shape().toArray());
  }

  /** The batch norm, whose running statistics this uses. */
  public BatchNorm norm() {
    return norm;
  }
}
