// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.BatchNormalization;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * Batch normalisation (S. Ioffe, C. Szegedy, 2015) of {@code [batch, channels, ...]}: {@code y = (x
 * - mean) / sqrt(var + eps) * weight + bias}, channel by channel.
 *
 * <p>On a tape that trains, mean and variance are those of the batch, and the running statistics
 * follow them; on any other tape the running statistics are used and nothing changes. Parameters as
 * in PyTorch: {@code weight} and {@code bias}, started at 1 and 0; buffers {@code running_mean} and
 * {@code running_var}, started at 0 and 1. The gradient is at {@link BatchNormalization}.
 */
public final class BatchNorm extends Layer {
  /** PyTorch's default eps. */
  public static final double EPS = 1e-5;

  /** PyTorch's default momentum. */
  public static final double MOMENTUM = 0.1;

  private final float momentum;
  private final float eps;
  private final Variable weight;
  private final Variable bias;
  private final Tensor runningMean;
  private final Tensor runningVar;

  /** A layer with weights and PyTorch's defaults. */
  public BatchNorm(int channels) {
    this(channels, MOMENTUM, EPS, true);
  }

  /**
   * A layer for so many channels.
   *
   * @param momentum the weight of the newest batch in the running statistics, in [0, 1]
   * @param eps added to the variance
   * @param affine whether there are weights
   */
  public BatchNorm(int channels, double momentum, double eps, boolean affine) {
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new IllegalArgumentException(
          "expected a momentum of batch norm in [0, 1], found " + momentum);
    }
    this.momentum = (float) momentum;
    this.eps = (float) eps;
    this.weight = affine ? parameter("weight", Tensor.full(1f, channels)) : null;
    this.bias = affine ? parameter("bias", Tensor.zeros(Shape.of(channels))) : null;
    this.runningMean = buffer("running_mean", Tensor.zeros(Shape.of(channels)));
    this.runningVar = buffer("running_var", Tensor.full(1f, channels));
  }

  /** {@code [batch, channels, ...]} to the same shape. */
  public Variable forward(Variable x) {
    return Tape.of(x).training()
        ? BatchNormalization.training(x, weight, bias, runningMean, runningVar, momentum, eps)
        : BatchNormalization.inference(x, weight, bias, runningMean, runningVar, eps);
  }

  /** The running mean, {@code [channels]}, itself and not a copy. */
  public Tensor runningMean() {
    return runningMean;
  }

  /** The running variance, {@code [channels]}, itself and not a copy. */
  public Tensor runningVar() {
    return runningVar;
  }
}
