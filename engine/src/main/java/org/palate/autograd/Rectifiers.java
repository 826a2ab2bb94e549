// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.Arrays;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.kernel.elementwise.FloatMath;
import org.palate.parallel.TaskSize;
import org.palate.tensor.Tensor;

/**
 * Activations of the ReLU family: identity for positive elements, at least approximately, and a
 * part or nothing of negative ones.
 */
public final class Rectifiers {
  private static final float SQRT_HALF = 0.70710677f;

  /** {@code 1 / sqrt(2 pi)}. */
  private static final float NORMAL_PEAK = 0.3989423f;

  /** {@code 2 sqrt(2 / pi)}. */
  private static final float TANH_SCALE = 1.5957691f;

  private static final float TANH_CUBE = 0.044715f;

  private Rectifiers() {}

  /** {@code x > 0 ? x : slope x}. Derivative: 1 where x is above 0, else the slope. */
  public static Variable leakyRelu(Variable x, float slope) {
    return Elementwise.apply(
        x,
        TaskSize.ELEMENTS,
        (in, out, from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = in[i] > 0 ? in[i] : slope * in[i];
          }
        },
        (in, g, dx, from, to) -> {
          for (int i = from; i < to; i++) {
            dx[i] = in[i] > 0 ? g[i] : slope * g[i];
          }
        });
  }

  /**
   * Leaky ReLU with a learned slope: {@code x > 0 ? x : w x} (K. He et al.: Delving Deep into
   * Rectifiers, 2015). Gradients: g or w g for x; for w the sum of {@code g x} over {@code x <= 0}.
   *
   * @param x shape {@code [batch, channels, ...]}, or any with a single slope
   * @param weight shape {@code [channels]}, or {@code [1]} for one slope
   */
  public static Variable prelu(Variable x, Variable weight) {
    Tape tape = Tape.of(x, weight);
    int channels = weight.value().size();
    if (channels != 1 && (x.shape().rank() < 2 || x.shape().dim(1) != channels)) {
      throw new IllegalArgumentException(
          "prelu: expected x [batch, channels, ...] and weight [channels] or [1], found %s and %s"
              .formatted(x.shape(), weight.shape()));
    }
    int size = x.value().size();
    int inner = channels == 1 ? size : x.shape().product(2, x.shape().rank());
    float[] in = x.value().data();
    float[] slopes = weight.value().data();
    Tensor y = tape.take(x.shape());
    for (int i = 0; i < size; i++) {
      y.data()[i] = in[i] > 0 ? in[i] : slopes[i / inner % channels] * in[i];
    }
    return tape.record(
        y,
        g -> {
          float[] dy = g.data();
          if (x.requiresGradient()) {
            Tensor gradient = tape.take(x.shape());
            for (int i = 0; i < size; i++) {
              gradient.data()[i] = in[i] > 0 ? dy[i] : slopes[i / inner % channels] * dy[i];
            }
            x.transferGradient(gradient);
          }
          if (weight.requiresGradient()) {
            weight.transferGradient(slopeGradient(tape, in, dy, size, inner, weight));
          }
        },
        x,
        weight);
  }

  private static Tensor slopeGradient(
      Tape tape, float[] x, float[] g, int size, int inner, Variable weight) {
    Kernels kernels = Engine.kernels();
    Tensor sums = tape.take(weight.shape());
    int channels = sums.size();
    if (size == 0) {
      Arrays.fill(sums.data(), 0, channels, 0f);
      return sums;
    }
    float[] terms = tape.take(size).data();
    for (int i = 0; i < size; i++) {
      terms[i] = x[i] > 0 ? 0f : g[i] * x[i];
    }
    int rows = size / inner;
    float[] perRow = terms;
    if (inner > 1) {
      perRow = tape.take(rows).data();
      for (int row = 0; row < rows; row++) {
        perRow[row] = kernels.reductions().sum(inner, terms, row * inner);
      }
    }
    kernels.reductions().columnSums(rows / channels, channels, perRow, 0, sums.data(), 0, false);
    return sums;
  }

  /**
   * {@code x > 0 ? x : alpha (e^x - 1)} (D. Clevert, T. Unterthiner, S. Hochreiter: Exponential
   * Linear Units, 2016). Derivative: 1 where x is above 0, else {@code alpha e^x}.
   */
  public static Variable elu(Variable x, float alpha) {
    return Elementwise.apply(
        x,
        TaskSize.TRANSCENDENTAL,
        (in, out, from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = in[i] > 0 ? in[i] : alpha * FloatMath.expm1(in[i]);
          }
        },
        (in, g, dx, from, to) -> {
          for (int i = from; i < to; i++) {
            dx[i] = in[i] > 0 ? g[i] : g[i] * (alpha * FloatMath.exp(in[i]));
          }
        });
  }

  /**
   * {@code x sigmoid(x)}, also called swish (S. Elfwing, E. Uchibe, K. Doya, 2018). Derivative:
   * {@code s (1 + x (1 - s))} with s = sigmoid(x).
   */
  public static Variable silu(Variable x) {
    return Elementwise.apply(
        x,
        TaskSize.TRANSCENDENTAL,
        (in, out, from, to) -> {
          Engine.kernels().elementwise().sigmoid(to - from, in, from, out, from);
          Engine.kernels().elementwise().multiply(to - from, in, from, out, from, out, from);
        },
        (in, g, dx, from, to) -> {
          Engine.kernels().elementwise().sigmoid(to - from, in, from, dx, from);
          for (int i = from; i < to; i++) {
            dx[i] = g[i] * (dx[i] * (1 + in[i] * (1 - dx[i])));
          }
        });
  }

  /**
   * {@code x Phi(x)} with the normal distribution function {@code Phi(x) = erfc(-x / sqrt 2) / 2}
   * (D. Hendrycks, K. Gimpel: Gaussian Error Linear Units, 2016). Derivative: {@code Phi(x) + x
   * phi(x)}.
   */
  public static Variable gelu(Variable x) {
    return Elementwise.apply(
        x,
        TaskSize.TRANSCENDENTAL,
        (in, out, from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = in[i] * (0.5f * FloatMath.erfc(-SQRT_HALF * in[i]));
          }
        },
        (in, g, dx, from, to) -> {
          for (int i = from; i < to; i++) {
            float density = NORMAL_PEAK * FloatMath.exp(-0.5f * in[i] * in[i]);
            float share = 0.5f * FloatMath.erfc(-SQRT_HALF * in[i]);
            dx[i] = g[i] * Math.fma(in[i], density, share);
          }
        });
  }

  /**
   * GELU by a hyperbolic tangent: {@code x / 2 (1 + tanh u)} with {@code u = sqrt(2 / pi) (x +
   * 0.044715 x^3)}, computed as {@code x s} with s = sigmoid(2u). Derivative: {@code s + x s (1 -
   * s) 2u'}.
   */
  public static Variable geluTanh(Variable x) {
    return Elementwise.apply(
        x,
        TaskSize.TRANSCENDENTAL,
        (in, out, from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = twiceU(in[i]);
          }
          Engine.kernels().elementwise().sigmoid(to - from, out, from, out, from);
          Engine.kernels().elementwise().multiply(to - from, in, from, out, from, out, from);
        },
        (in, g, dx, from, to) -> {
          for (int i = from; i < to; i++) {
            float s = FloatMath.sigmoid(twiceU(in[i]));
            float bend = s * FloatMath.sigmoid(-twiceU(in[i]));
            float slope = TANH_SCALE * Math.fma(3 * TANH_CUBE * in[i], in[i], 1f);
            // Far out the bend is 0, and the slope may be infinite.
            dx[i] = g[i] * (bend == 0 ? s : Math.fma(in[i] * bend, slope, s));
          }
        });
  }

  private static float twiceU(float x) {
    return TANH_SCALE * x * Math.fma(TANH_CUBE * x, x, 1f);
  }

  /**
   * {@code ln(1 + e^(beta x)) / beta}, and x itself where {@code beta x} exceeds the threshold.
   * Derivative: sigmoid(beta x), or 1 beyond the threshold.
   */
  public static Variable softplus(Variable x, float beta, float threshold) {
    return Elementwise.apply(
        x,
        TaskSize.TRANSCENDENTAL,
        (in, out, from, to) -> {
          Engine.kernels().elementwise().scale(to - from, beta, in, from, out, from);
          Engine.kernels().elementwise().softplus(to - from, out, from, out, from);
          for (int i = from; i < to; i++) {
            out[i] = beta * in[i] > threshold ? in[i] : out[i] / beta;
          }
        },
        (in, g, dx, from, to) -> {
          Engine.kernels().elementwise().scale(to - from, beta, in, from, dx, from);
          Engine.kernels().elementwise().sigmoid(to - from, dx, from, dx, from);
          for (int i = from; i < to; i++) {
            dx[i] = beta * in[i] > threshold ? g[i] : g[i] * dx[i];
          }
        });
  }
}
