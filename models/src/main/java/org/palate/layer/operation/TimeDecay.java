// SPDX-License-Identifier: Apache-2.0
package org.palate.layer.operation;

import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.kernel.elementwise.FloatMath;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/** Scores of attention that fall with the time between query and key, at a learned rate a head. */
public final class TimeDecay {
  private TimeDecay() {}

  /**
   * {@code scores[b, h, i, j] - softplus(decay[h]) x[b, i, j]}. Gradients: g, and {@code
   * -sigmoid(decay[h])} times the sum of {@code g[b, h, i, j] x[b, i, j]}.
   *
   * @param scores {@code [batch, heads, n, m]}
   * @param decay {@code [heads]}
   * @param x {@code [batch, n, m]}
   */
  public static Variable applied(Variable scores, Variable decay, Tensor x) {
    int batch = scores.shape().dim(0);
    int heads = scores.shape().dim(1);
    int size = scores.shape().dim(2) * scores.shape().dim(3);
    if (!x.shape().equals(Shape.of(batch, scores.shape().dim(2), scores.shape().dim(3)))) {
      throw new IllegalArgumentException(
          "time decay: expected scores [batch, heads, n, m] and gaps [batch, n, m], found %s and %s"
              .formatted(scores.shape(), x.shape()));
    }
    Tape tape = Tape.of(scores, decay);
    float[] raw = decay.value().data();
    float[] rates = tape.take(heads).data();
    Engine.kernels().elementwise().softplus(heads, raw, 0, rates, 0);
    Tensor decayed = tape.take(scores.shape());
    Workers.shared()
        .forRange(
            batch * heads,
            Math.max(1, 32_768 / Math.max(1, size)),
            (from, to) -> {
              float[] out = decayed.data();
              for (int block = from; block < to; block++) {
                int at = block * size;
                System.arraycopy(scores.value().data(), at, out, at, size);
                Engine.kernels()
                    .elementwise()
                    .axpy(size, -rates[block % heads], x.data(), block / heads * size, out, at);
              }
            });
    return tape.record(
        decayed,
        g -> {
          if (scores.requiresGradient()) {
            scores.addGradient(g);
          }
          if (decay.requiresGradient()) {
            Tensor gradient = tape.zeros(heads);
            float[] sums = gradient.data();
            for (int block = 0; block < batch * heads; block++) {
              sums[block % heads] -=
                  Engine.kernels()
                      .reductions()
                      .dot(size, g.data(), block * size, x.data(), block / heads * size);
            }
            for (int h = 0; h < heads; h++) {
              sums[h] *= FloatMath.sigmoid(raw[h]);
            }
            decay.transferGradient(gradient);
          }
        },
        scores,
        decay);
  }
}
