// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.attention;

import java.util.Arrays;
import java.util.function.Supplier;
import org.palate.autograd.RandomMask;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.kernel.product.Form;
import org.palate.tensor.Tensor;

/**
 * The backward pass of {@link Attention}, block by block of queries: a query's gradient comes from
 * its block alone, those of keys and values add up over the blocks in order.
 */
final class AttentionGradient {
  private final AttentionScores scores;
  private final Heads q;
  private final Heads k;

  /** Null where the weights are what is differentiated. */
  private final Heads v;

  private final Variable bias;
  private final RandomMask drop;

  // Null for what needs no gradient. Parts of one variable share a tensor.
  private final Tensor dq;
  private final Tensor dk;
  private final Tensor dv;
  private final Tensor dBias;

  AttentionGradient(Tape tape, AttentionScores scores, Heads v, Variable bias, RandomMask drop) {
    this.scores = scores;
    this.q = scores.q();
    this.k = scores.k();
    this.v = v;
    this.bias = bias;
    this.drop = drop;
    this.dq = wanted(tape, q);
    this.dk = k.disjointFrom(q) ? dq : wanted(tape, k);
    if (v == null) {
      this.dv = null;
    } else if (v.disjointFrom(k) && (dk != dq || v.disjointFrom(q))) {
      this.dv = dk;
    } else if (v.disjointFrom(q) && dk != dq) {
      this.dv = dq;
    } else {
      this.dv = wanted(tape, v);
    }
    this.dBias =
        bias != null && bias.requiresGradient() ? tape.zeros(bias.shape().toArray()) : null;
    clearUnusedColumns(dq);
    clearUnusedColumns(dk);
    clearUnusedColumns(dv);
  }

  private static Tensor wanted(Tape tape, Heads part) {
    return part.x().requiresGradient() ? tape.take(part.x().shape()) : null;
  }

  /** What no part of a variable covers has a gradient of 0. */
  private void clearUnusedColumns(Tensor gradient) {
    if (gradient != null
        && part(gradient, dq, q) + part(gradient, dk, k) + part(gradient, dv, v)
            < gradient.size()) {
      Arrays.fill(gradient.data(), 0, gradient.size(), 0f);
    }
  }

  private static int part(Tensor gradient, Tensor own, Heads heads) {
    return gradient == own ? heads.layout().size() : 0;
  }

  /** Adds to the gradients of the inputs. */
  void addToInputs() {
    if (dq != null) {
      q.x().transferGradient(dq);
    }
    if (dk != null && dk != dq) {
      k.x().transferGradient(dk);
    }
    if (dv != null && dv != dq && dv != dk) {
      v.x().transferGradient(dv);
    }
    if (dBias != null) {
      bias.transferGradient(dBias);
    }
  }

  /** From the output and its gradient; the weights are computed once more. */
  void ofOutput(float[] y, float[] dy, HeadLayout out) {
    int products = 3 * q.layout().dim() + 2 * out.dim();
    forHeads(
        products,
        () -> {
          float[] weights = scores.buffer();
          float[] dScores = scores.buffer(scores.block() * scores.stride());
          float[] totals = scores.buffer(scores.block());
          return (example, head) -> ofHead(example, head, y, dy, out, weights, dScores, totals);
        });
  }

  private void ofHead(
      int example,
      int head,
      float[] y,
      float[] dy,
      HeadLayout out,
      float[] weights,
      float[] dScores,
      float[] totals) {
    Kernels kernels = Engine.kernels();
    clear(dk, k, example, head);
    clear(dv, v, example, head);
    HeadLayout values = v.layout();
    int stride = scores.stride();
    for (int from = 0; from < out.length(); from += scores.block()) {
      int rows = scores.rows(from);
      int reach = scores.reach(from);
      int width = scores.width(from);
      int at = out.at(example, head, from);
      scores.weights(example, head, from, weights, 0, stride, width, weights);
      kernels
          .products()
          .gemm(
              Form.NT,
              rows,
              reach,
              values.dim(),
              dy,
              at,
              out.columns(),
              v.data(),
              values.at(example, head),
              values.columns(),
              dScores,
              0,
              stride,
              false);
      for (int row = 0; row < rows; row++) {
        int rowAt = at + row * out.columns();
        totals[row] = kernels.reductions().dot(out.dim(), y, rowAt, dy, rowAt);
      }
      if (drop != null) {
        scores.drop(drop, example, head, from, width, dScores, 0, dScores, 0, stride);
      }
      ofBlock(example, head, from, weights, 0, totals, dScores, stride);
      if (dv != null) {
        if (drop != null) {
          scores.drop(drop, example, head, from, width, weights, 0, weights, 0, stride);
        }
        kernels
            .products()
            .gemm(
                Form.TN,
                reach,
                values.dim(),
                rows,
                weights,
                0,
                stride,
                dy,
                at,
                out.columns(),
                dv.data(),
                values.at(example, head),
                values.columns(),
                true);
      }
    }
  }

  /** From the weights and their gradient. */
  void ofWeights(float[] w, float[] dw) {
    HeadLayout rows = scores.apart();
    int keys = rows.dim();
    forHeads(
        2 * q.layout().dim(),
        () -> {
          float[] dScores = scores.buffer(scores.block() * keys);
          float[] totals = scores.buffer(scores.block());
          return (example, head) -> {
            clear(dk, k, example, head);
            for (int from = 0; from < rows.length(); from += scores.block()) {
              int at = rows.at(example, head, from);
              int n = scores.rows(from);
              System.arraycopy(dw, at, dScores, 0, n * keys);
              Engine.kernels().reductions().rowDots(n, keys, w, at, dw, at, totals, 0);
              ofBlock(example, head, from, w, at, totals, dScores, keys);
            }
          };
        });
  }

  /** A bias adds up over the examples, so that one thread must take all of a head. */
  private void forHeads(int products, Supplier<AttentionScores.HeadTask> tasks) {
    if (dBias == null) {
      scores.forHeads(products, tasks);
    } else {
      scores.forHeadsInOrder(tasks);
    }
  }

  private static void clear(Tensor gradient, Heads part, int example, int head) {
    for (int i = 0; gradient != null && i < part.layout().length(); i++) {
      int at = part.layout().at(example, head, i);
      Arrays.fill(gradient.data(), at, at + part.layout().dim(), 0f);
    }
  }

  /** Turns a block's gradients of weights into those of scores, then of queries and keys. */
  private void ofBlock(
      int example,
      int head,
      int from,
      float[] weights,
      int weightsAt,
      float[] totals,
      float[] dScores,
      int stride) {
    Kernels kernels = Engine.kernels();
    int rows = scores.rows(from);
    int reach = scores.reach(from);
    float scale = dBias == null ? scores.scale() : 1f;
    kernels
        .attention()
        .weightsBackward(rows, reach, scale, weights, weightsAt, totals, 0, dScores, 0, stride);
    for (int row = 0; dBias != null && row < rows; row++) {
      int biasAt = (head * q.layout().length() + from + row) * k.layout().length();
      kernels.elementwise().accumulate(reach, dScores, row * stride, dBias.data(), biasAt);
      kernels
          .elementwise()
          .scale(reach, scores.scale(), dScores, row * stride, dScores, row * stride);
    }
    int dim = q.layout().dim();
    int qAt = q.layout().at(example, head, from);
    int qStep = q.layout().columns();
    int kAt = k.layout().at(example, head);
    int kStep = k.layout().columns();
    if (dq != null) {
      kernels
          .products()
          .gemm(
              Form.NN, rows, dim, reach, dScores, 0, stride, k.data(), kAt, kStep, dq.data(), qAt,
              qStep, false);
    }
    if (dk != null) {
      kernels
          .products()
          .gemm(
              Form.TN, reach, dim, rows, dScores, 0, stride, q.data(), qAt, qStep, dk.data(), kAt,
              kStep, true);
    }
  }
}
