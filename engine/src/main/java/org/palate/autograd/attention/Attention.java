// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.attention;

import java.util.Objects;
import org.palate.autograd.Layout;
import org.palate.autograd.Products;
import org.palate.autograd.RandomMask;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.kernel.product.Form;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * Scaled dot-product attention (A. Vaswani et al., Attention Is All You Need, 2017): for every
 * example and head
 *
 * <pre>
 * S = scale Q Kᵀ + bias, -infinity where a key is not seen
 * W = softmax of S's rows
 * Y = W V
 * </pre>
 *
 * <p>with Q {@code [queries, dim]}, K {@code [keys, dim]}, V {@code [keys, width]}. A query that
 * sees no key has weights, output and gradients of 0. Gradients, with {@code dW = dY Vᵀ} and D the
 * row sums of {@code W * dW}:
 *
 * <pre>
 * dS = W * (dW - D), dQ = scale dS K, dK = scale dSᵀ Q, dV = Wᵀ dY, dbias = dS over the batch
 * </pre>
 *
 * <p>{@link #attend} does all of it without W in memory: queries are taken in blocks, whose weights
 * live in a buffer of {@code [block, keys]} and are computed once more on the way back, where D is
 * the product of Y and dY (after T. Dao et al., FlashAttention, 2022, but with whole rows of
 * scores). {@link #weights} and {@link #combine} are the same in two steps, for callers that need
 * W. Outputs agree to the bit; gradients to within rounding, as sums over queries are cut at blocks
 * here.
 *
 * <p>A block's length follows from the number of keys alone, and one task computes a head of an
 * example whole, so no bit depends on threads.
 */
public final class Attention {
  private Attention() {}

  /**
   * Y, without ever holding W.
   *
   * @param k keys: as many examples and heads, and the same dim, as the queries
   * @param v values: as many examples, heads and positions as the keys, any dim
   * @param bias added to the scaled scores, {@code [heads, queries, keys]}; or null
   * @param scale usually {@code 1 / sqrt(dim)}
   * @param mask which keys are not seen; null for none
   * @param dropout the probability that a weight is dropped, in [0, 1)
   * @return {@code [batch, queries, heads * width]} where the queries' heads lie side by side, else
   *     {@code [batch, heads, queries, width]}
   */
  public static Variable attend(
      Heads q, Heads k, Heads v, Variable bias, float scale, AttentionMask mask, double dropout) {
    requireHeads(q, "q");
    requireHeads(k, "k");
    requireHeads(v, "v");
    Variable[] inputs =
        bias == null
            ? new Variable[] {q.x(), k.x(), v.x()}
            : new Variable[] {q.x(), k.x(), v.x(), bias};
    Tape tape = Tape.of(inputs);
    checkValues(k.layout(), v.layout());
    AttentionScores scores = new AttentionScores(tape, q, k, bias, scale, mask);
    RandomMask drop = dropout == 0 ? null : RandomMask.of(tape, dropout);
    HeadLayout out = q.layout().alone(q.layout().length(), v.layout().dim());
    Tensor y = tape.take(out.shape());
    scores.forHeads(
        q.layout().dim() + out.dim(),
        () -> {
          float[] buffer = scores.buffer();
          return (example, head) -> attendHead(scores, drop, v, example, head, buffer, y, out);
        });
    return tape.record(
        y,
        g -> {
          AttentionGradient gradient = new AttentionGradient(tape, scores, v, bias, drop);
          gradient.ofOutput(y.data(), g.data(), out);
          gradient.addToInputs();
        },
        inputs);
  }

  private static void attendHead(
      AttentionScores scores,
      RandomMask drop,
      Heads v,
      int example,
      int head,
      float[] buffer,
      Tensor y,
      HeadLayout out) {
    for (int from = 0; from < out.length(); from += scores.block()) {
      int stride = scores.stride();
      int width = scores.width(from);
      scores.weights(example, head, from, buffer, 0, stride, width, buffer);
      if (drop != null) {
        scores.drop(drop, example, head, from, width, buffer, 0, buffer, 0, stride);
      }
      Engine.kernels()
          .products()
          .gemm(
              Form.NN,
              scores.rows(from),
              out.dim(),
              scores.reach(from),
              buffer,
              0,
              stride,
              v.data(),
              v.layout().at(example, head),
              v.layout().columns(),
              y.data(),
              out.at(example, head, from),
              out.columns(),
              false);
    }
  }

  /**
   * W, {@code [batch, heads, queries, keys]}.
   *
   * @param k keys: as many examples and heads, and the same dim, as the queries
   * @param bias added to the scaled scores, {@code [heads, queries, keys]}; or null
   * @param scale usually {@code 1 / sqrt(dim)}
   * @param mask which keys are not seen; null for none
   * @param dropout the probability that a weight is dropped, in [0, 1)
   */
  public static Variable weights(
      Heads q, Heads k, Variable bias, float scale, AttentionMask mask, double dropout) {
    requireHeads(q, "q");
    requireHeads(k, "k");
    Variable[] inputs =
        bias == null ? new Variable[] {q.x(), k.x()} : new Variable[] {q.x(), k.x(), bias};
    Tape tape = Tape.of(inputs);
    AttentionScores scores = new AttentionScores(tape, q, k, bias, scale, mask);
    HeadLayout rows = scores.apart();
    Tensor w = tape.take(rows.shape());
    scores.forHeads(
        q.layout().dim(),
        () -> {
          float[] buffer = scores.buffer();
          return (example, head) -> {
            for (int from = 0; from < rows.length(); from += scores.block()) {
              int at = rows.at(example, head, from);
              scores.weights(example, head, from, w.data(), at, rows.dim(), rows.dim(), buffer);
            }
          };
        });
    Variable kept =
        tape.record(
            w,
            g -> {
              AttentionGradient gradient = new AttentionGradient(tape, scores, null, bias, null);
              gradient.ofWeights(w.data(), g.data());
              gradient.addToInputs();
            },
            inputs);
    return dropout == 0 ? kept : dropped(tape, kept, scores, RandomMask.of(tape, dropout));
  }

  private static Variable dropped(Tape tape, Variable w, AttentionScores scores, RandomMask mask) {
    return tape.record(
        dropped(tape, w.value(), scores, mask),
        g -> w.transferGradient(dropped(tape, g, scores, mask)),
        w);
  }

  private static Tensor dropped(Tape tape, Tensor x, AttentionScores scores, RandomMask mask) {
    Tensor y = tape.take(x.shape());
    HeadLayout rows = scores.apart();
    scores.forHeads(
        1,
        () ->
            (example, head) -> {
              for (int from = 0; from < rows.length(); from += scores.block()) {
                int at = rows.at(example, head, from);
                scores.drop(
                    mask, example, head, from, rows.dim(), x.data(), at, y.data(), at, rows.dim());
              }
            });
    return y;
  }

  /**
   * Y from W. Gradients: {@code dY Vᵀ} and {@code Wᵀ dY}.
   *
   * @param w {@code [batch, heads, queries, keys]}
   * @return {@code [batch, queries, heads * width]} where the values' heads lie side by side, else
   *     {@code [batch, heads, queries, width]}
   */
  public static Variable combine(Variable w, Heads v) {
    Objects.requireNonNull(w, "attention: expected weights w, found null");
    requireHeads(v, "v");
    HeadLayout values = v.layout();
    if (w.shape().rank() != 4
        || !w.shape()
            .with(2, 0)
            .equals(Shape.of(values.batch(), values.heads(), 0, values.length()))) {
      throw new IllegalArgumentException(
          "expected attention weights [batch, heads, queries, keys], found %s for values %s"
              .formatted(w.shape(), values));
    }
    Variable apart = Products.matmul(w, v.asApart());
    if (!values.sideBySide()) {
      return apart;
    }
    return Layout.reshape(
        Layout.permute(apart, 0, 2, 1, 3),
        values.batch(),
        w.shape().dim(2),
        values.heads() * values.dim());
  }

  private static void requireHeads(Heads heads, String name) {
    Objects.requireNonNull(heads, () -> "attention: expected heads " + name + ", found null");
  }

  private static void checkValues(HeadLayout keys, HeadLayout values) {
    if (keys.batch() != values.batch()
        || keys.heads() != values.heads()
        || keys.length() != values.length()) {
      throw new IllegalArgumentException(
          "attention: expected a value for every key, found keys %s and values %s"
              .formatted(keys, values));
    }
  }
}
