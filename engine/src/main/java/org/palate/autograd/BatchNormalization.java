// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.kernel.Engine;
import org.palate.parallel.RangeTask;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * Batch normalisation: each channel brought to mean 0 and variance 1 over batch and positions (S.
 * Ioffe, C. Szegedy, Batch Normalization, 2015).
 *
 * <pre>
 * h = (x - mean) / sqrt(var + eps), y = h * weight + bias
 * </pre>
 *
 * <p>In training, mean and variance are the batch's, the variance biased; the running statistics
 * move towards them by {@code momentum}, their variance towards the unbiased one. Otherwise the
 * running statistics are what is used. Gradients, with n elements a channel and sums over them:
 * {@code dbias = sum(g)}, {@code dweight = sum(g h)}; in training {@code dx = weight (g - dbias / n
 * - h dweight / n) / sqrt(var + eps)}, otherwise {@code weight g / sqrt(var + eps)}.
 *
 * <p>A channel's sums are formed whole by one task, in double precision over the batch.
 */
public final class BatchNormalization {
  private final Tape tape;
  private final Variable x;
  private final Variable weight;
  private final Variable bias;
  private final boolean training;
  private final int batch;
  private final int channels;

  /** Elements of one channel of one example, which lie side by side. */
  private final int inner;

  private final float[] mean;
  private final float[] rstd;

  private BatchNormalization(
      Tape tape, Variable x, Variable weight, Variable bias, boolean training) {
    this.tape = tape;
    this.x = x;
    this.weight = weight;
    this.bias = bias;
    this.training = training;
    this.batch = x.shape().dim(0);
    this.channels = x.shape().dim(1);
    this.inner = x.shape().product(2, x.shape().rank());
    this.mean = tape.take(channels).data();
    this.rstd = tape.take(channels).data();
  }

  /**
   * Batch normalisation by the statistics of the batch; updates the running ones.
   *
   * @param x shape {@code [batch, channels, ...]}, more than one element a channel
   * @param weight shape {@code [channels]}, or null
   * @param bias shape {@code [channels]}, or null
   * @param runningMean {@code [channels]}, updated: {@code (1 - momentum) old + momentum mean}
   * @param runningVar {@code [channels]}, updated in the same way by the unbiased variance
   * @param eps added to the variance
   */
  public static Variable training(
      Variable x,
      Variable weight,
      Variable bias,
      Tensor runningMean,
      Tensor runningVar,
      float momentum,
      float eps) {
    BatchNormalization node = node(x, weight, bias, runningMean, runningVar, true);
    int n = node.batch * node.inner;
    if (n < 2) {
      throw new IllegalArgumentException(
          "batch norm in training: expected more than one element a channel, found " + x.shape());
    }
    return node.record(
        y -> node.batchStatistics(y, runningMean.data(), runningVar.data(), momentum, eps));
  }

  /**
   * Batch normalisation by the running statistics, which stay as they are.
   *
   * @param x shape {@code [batch, channels, ...]}
   * @param weight shape {@code [channels]}, or null
   * @param bias shape {@code [channels]}, or null
   * @param runningMean {@code [channels]}
   * @param runningVar {@code [channels]}
   * @param eps added to the variance
   */
  public static Variable inference(
      Variable x,
      Variable weight,
      Variable bias,
      Tensor runningMean,
      Tensor runningVar,
      float eps) {
    BatchNormalization node = node(x, weight, bias, runningMean, runningVar, false);
    return node.record(y -> node.givenStatistics(runningMean.data(), runningVar.data(), eps));
  }

  private static BatchNormalization node(
      Variable x,
      Variable weight,
      Variable bias,
      Tensor runningMean,
      Tensor runningVar,
      boolean training) {
    if (x.shape().rank() < 2) {
      throw new IllegalArgumentException(
          "batch norm: expected [batch, channels, ...], found " + x.shape());
    }
    Shape channels = Shape.of(x.shape().dim(1));
    check("weight", channels, weight == null ? channels : weight.shape());
    check("bias", channels, bias == null ? channels : bias.shape());
    check("running mean", channels, runningMean.shape());
    check("running variance", channels, runningVar.shape());
    return new BatchNormalization(Tape.of(x), x, weight, bias, training);
  }

  private static void check(String name, Shape channels, Shape found) {
    if (!found.equals(channels)) {
      throw new IllegalArgumentException(
          "batch norm: expected a %s of %s, found %s".formatted(name, channels, found));
    }
  }

  /** Finds the channels' means and rstd; may use the output's memory on the way. */
  private interface Statistics {
    void find(float[] y);
  }

  private Variable record(Statistics statistics) {
    Tensor y = tape.take(x.shape());
    statistics.find(y.data());
    normalise(y.data());
    boolean wanted =
        x.requiresGradient()
            || (weight != null && weight.requiresGradient())
            || (bias != null && bias.requiresGradient());
    return tape.record(y, wanted, g -> backward(g.data()));
  }

  private void forChannels(RangeTask task) {
    Workers.shared().forRange(channels, TaskSize.rows(batch * inner), task);
  }

  private void givenStatistics(float[] runningMean, float[] runningVar, float eps) {
    for (int c = 0; c < channels; c++) {
      mean[c] = runningMean[c];
      rstd[c] = 1f / (float) Math.sqrt(runningVar[c] + eps);
    }
  }

  private void batchStatistics(
      float[] y, float[] runningMean, float[] runningVar, float momentum, float eps) {
    float[] in = x.value().data();
    int n = batch * inner;
    forChannels(
        (from, to) -> {
          double[] sums = new double[to - from];
          addUp(in, from, to, sums);
          for (int c = from; c < to; c++) {
            mean[c] = (float) (sums[c - from] / n);
            sums[c - from] = 0;
          }
          center(in, y, from, to);
          addUpProducts(y, y, from, to, sums);
          for (int c = from; c < to; c++) {
            double squares = sums[c - from];
            rstd[c] = (float) (1 / Math.sqrt(squares / n + eps));
            runningMean[c] = (1 - momentum) * runningMean[c] + momentum * mean[c];
            runningVar[c] = (1 - momentum) * runningVar[c] + momentum * (float) (squares / (n - 1));
          }
        });
  }

  private int at(int example, int channel) {
    return (example * channels + channel) * inner;
  }

  /** Adds the sum of each channel {@code [from, to)} to {@code sums}. */
  private void addUp(float[] values, int from, int to, double[] sums) {
    for (int e = 0; e < batch; e++) {
      for (int c = from; c < to; c++) {
        int at = at(e, c);
        sums[c - from] +=
            inner == 1 ? values[at] : Engine.kernels().reductions().sum(inner, values, at);
      }
    }
  }

  /** The same of products, each of which is rounded to a float at {@code inner} above 1. */
  private void addUpProducts(float[] a, float[] b, int from, int to, double[] sums) {
    for (int e = 0; e < batch; e++) {
      for (int c = from; c < to; c++) {
        int at = at(e, c);
        sums[c - from] +=
            inner == 1
                ? (double) a[at] * b[at]
                : Engine.kernels().reductions().dot(inner, a, at, b, at);
      }
    }
  }

  private void center(float[] in, float[] out, int from, int to) {
    for (int e = 0; e < batch; e++) {
      for (int c = from; c < to; c++) {
        int start = at(e, c);
        for (int i = start; i < start + inner; i++) {
          out[i] = in[i] - mean[c];
        }
      }
    }
  }

  private void normalise(float[] out) {
    float[] in = x.value().data();
    float[] scale = weight == null ? null : weight.value().data();
    float[] shift = bias == null ? null : bias.value().data();
    forChannels(
        (from, to) -> {
          for (int e = 0; e < batch; e++) {
            for (int c = from; c < to; c++) {
              float factor = scale == null ? rstd[c] : rstd[c] * scale[c];
              float added = shift == null ? 0f : shift[c];
              int start = at(e, c);
              for (int i = start; i < start + inner; i++) {
                out[i] = Math.fma(in[i] - mean[c], factor, added);
              }
            }
          }
        });
  }

  private void backward(float[] g) {
    float[] in = x.value().data();
    Tensor gradient = tape.take(x.shape());
    float[] dx = gradient.data();
    float[] dWeight = tape.take(channels).data();
    float[] dBias = tape.take(channels).data();
    float[] scale = weight == null ? null : weight.value().data();
    double n = (double) batch * inner;
    forChannels(
        (from, to) -> {
          double[] sums = new double[to - from];
          double[] products = new double[to - from];
          addUp(g, from, to, sums);
          center(in, dx, from, to);
          addUpProducts(g, dx, from, to, products);
          for (int c = from; c < to; c++) {
            dBias[c] = (float) sums[c - from];
            dWeight[c] = (float) (products[c - from] * rstd[c]);
          }
          for (int e = 0; e < batch; e++) {
            for (int c = from; c < to; c++) {
              float factor = scale == null ? rstd[c] : rstd[c] * scale[c];
              float shift = training ? (float) (sums[c - from] / n) : 0f;
              float slope = training ? (float) (products[c - from] * rstd[c] * rstd[c] / n) : 0f;
              int start = at(e, c);
              for (int i = start; i < start + inner; i++) {
                dx[i] = factor * (g[i] - shift - dx[i] * slope);
              }
            }
          }
        });
    if (x.requiresGradient()) {
      x.transferGradient(gradient);
    }
    add(weight, dWeight);
    add(bias, dBias);
  }

  private static void add(Variable variable, float[] gradient) {
    if (variable != null) {
      variable.addGradient(
          (sum, accumulate) -> {
            for (int c = 0; c < variable.value().size(); c++) {
              sum[c] = accumulate ? sum[c] + gradient[c] : gradient[c];
            }
          });
    }
  }
}
