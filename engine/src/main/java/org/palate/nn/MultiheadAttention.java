// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import java.util.Arrays;
import java.util.Objects;
import org.palate.autograd.FusedLinear;
import org.palate.autograd.FusedLinear.Function;
import org.palate.autograd.Layout;
import org.palate.autograd.Reductions;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.Attention;
import org.palate.autograd.attention.AttentionMask;
import org.palate.autograd.attention.Heads;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * Multi-head attention (A. Vaswani et al., Attention Is All You Need, 2017): queries, keys and
 * values are mapped to {@code embedDim} columns, cut into heads that attend each for themselves,
 * and the heads' outputs, side by side, are mapped once more.
 *
 * <pre>
 * head_h = softmax(Q_h K_hᵀ / sqrt(embedDim / heads)) V_h, y = [head_1, …] W_outᵀ + b_out
 * </pre>
 *
 * <p>Shapes: query {@code [batch, queries, embedDim]}, key {@code [batch, keys, kdim]}, value
 * {@code [batch, keys, vdim]}, output {@code [batch, queries, embedDim]}. A query that sees no key
 * gets {@code b_out}, where PyTorch's layer gives NaN.
 *
 * <p>Parameters as in PyTorch: {@code in_proj_weight [3 embedDim, embedDim]}, whose rows are those
 * of queries, keys and values one after another; or {@code q_proj_weight}, {@code k_proj_weight},
 * {@code v_proj_weight} where kdim or vdim is not embedDim; {@code in_proj_bias [3 embedDim]};
 * {@code out_proj.weight}, {@code out_proj.bias}. What is the same variable is mapped by one
 * product. The gradient is at {@link Attention}.
 */
public final class MultiheadAttention extends Layer {
  /**
   * The sizes of a layer.
   *
   * @param embedDim length of queries and outputs, a multiple of heads
   * @param heads how many heads
   * @param kdim length of keys
   * @param vdim length of values
   * @param bias whether the four maps have biases
   * @param dropout the probability that a weight is dropped in training
   */
  public record Options(int embedDim, int heads, int kdim, int vdim, boolean bias, double dropout) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if the heads do not divide embedDim
     */
    public Options {
      if (heads < 1 || embedDim < 1 || embedDim % heads != 0 || kdim < 1 || vdim < 1) {
        throw new IllegalArgumentException(
            "attention: expected sizes above 0 and embedDim a multiple of heads, found embedDim %d, heads %d, kdim %d, vdim %d"
                .formatted(embedDim, heads, kdim, vdim));
      }
    }

    /** Self-attention with biases and no dropout. */
    public static Options of(int embedDim, int heads) {
      return new Options(embedDim, heads, embedDim, embedDim, true, 0);
    }

    /** These, with keys and values of other lengths. */
    public Options withKeysAndValues(int newKdim, int newVdim) {
      return new Options(embedDim, heads, newKdim, newVdim, bias, dropout);
    }

    /** These, with biases or without. */
    public Options withBias(boolean newBias) {
      return new Options(embedDim, heads, kdim, vdim, newBias, dropout);
    }

    /** These, with another dropout. */
    public Options withDropout(double newDropout) {
      return new Options(embedDim, heads, kdim, vdim, bias, newDropout);
    }
  }

  /**
   * An output with its weights.
   *
   * @param output {@code [batch, queries, embedDim]}
   * @param weights {@code [batch, heads, queries, keys]}
   */
  public record Result(Variable output, Variable weights) {
    /** The mean of the weights over the heads, {@code [batch, queries, keys]}. */
    public Variable meanWeights() {
      return Reductions.mean(weights, false, 1);
    }
  }

  private final Options options;

  /** {@code [3 embedDim, embedDim]}, or null where keys or values have another length. */
  private final Variable inProjWeight;

  private final Variable qProjWeight;
  private final Variable kProjWeight;
  private final Variable vProjWeight;
  private final Variable inProjBias;
  private final Linear outProj;
  private final Dropout dropout;

  /** A layer started as PyTorch starts it. */
  public MultiheadAttention(Options options, RandomStream random) {
    this.options = options;
    int dim = options.embedDim();
    boolean packed = options.kdim() == dim && options.vdim() == dim;
    this.inProjWeight =
        packed ? parameter("in_proj_weight", Init.xavierUniform(random, 3 * dim, dim)) : null;
    this.qProjWeight = packed ? null : projection("q_proj_weight", dim, dim, random);
    this.kProjWeight = packed ? null : projection("k_proj_weight", dim, options.kdim(), random);
    this.vProjWeight = packed ? null : projection("v_proj_weight", dim, options.vdim(), random);
    this.inProjBias =
        options.bias() ? parameter("in_proj_bias", Tensor.zeros(Shape.of(3 * dim))) : null;
    this.outProj = child("out_proj", new Linear(dim, dim, options.bias(), random));
    if (options.bias()) {
      Arrays.fill(outProj.bias().value().data(), 0f);
    }
    this.dropout = new Dropout(options.dropout());
  }

  private Variable projection(String name, int out, int in, RandomStream random) {
    return parameter(name, Init.xavierUniform(random, out, in));
  }

  /**
   * Self-attention: {@code [batch, length, embedDim]} to the same shape.
   *
   * @param mask which keys are not seen; null for none
   */
  public Variable forward(Variable x, AttentionMask mask) {
    return forward(x, x, x, mask);
  }

  /**
   * Attention, without its weights in memory.
   *
   * @param query {@code [batch, queries, embedDim]}
   * @param key {@code [batch, keys, kdim]}
   * @param value {@code [batch, keys, vdim]}
   * @param mask which keys are not seen; null for none
   * @return {@code [batch, queries, embedDim]}
   */
  public Variable forward(Variable query, Variable key, Variable value, AttentionMask mask) {
    return outProj.forward(attend(query, key, value, mask));
  }

  /** {@code residual + dropout(forward(...))}, with the addition in the node of the last map. */
  public Variable addTo(
      Variable residual,
      Variable query,
      Variable key,
      Variable value,
      AttentionMask mask,
      Dropout after) {
    return outProj.addTo(residual, attend(query, key, value, mask), after);
  }

  /** Attention and its weights; the arguments are those of {@link #forward}. */
  public Result forwardWithWeights(
      Variable query, Variable key, Variable value, AttentionMask mask) {
    Projected heads = project(query, key, value);
    Variable weights =
        Attention.weights(heads.q, heads.k, null, scale(), mask, dropout.probability(query));
    return new Result(outProj.forward(Attention.combine(weights, heads.v)), weights);
  }

  private Variable attend(Variable query, Variable key, Variable value, AttentionMask mask) {
    Projected heads = project(query, key, value);
    return Attention.attend(
        heads.q, heads.k, heads.v, null, scale(), mask, dropout.probability(query));
  }

  private float scale() {
    return (float) (1 / Math.sqrt((double) options.embedDim() / options.heads()));
  }

  private record Projected(Heads q, Heads k, Heads v) {}

  private Projected project(Variable query, Variable key, Variable value) {
    check("query", query, options.embedDim());
    check("key", key, options.kdim());
    check("value", value, options.vdim());
    int dim = options.embedDim();
    if (inProjWeight == null) {
      return new Projected(
          alone(separate(query, qProjWeight, 0)),
          alone(separate(key, kProjWeight, dim)),
          alone(separate(value, vProjWeight, 2 * dim)));
    }
    if (query == key && key == value) {
      Variable all = rows(query, 0, 3 * dim);
      return new Projected(part(all, 0), part(all, dim), part(all, 2 * dim));
    }
    Heads q = alone(rows(query, 0, dim));
    if (key == value) {
      Variable both = rows(key, dim, 3 * dim);
      return new Projected(q, part(both, 0), part(both, dim));
    }
    return new Projected(q, alone(rows(key, dim, 2 * dim)), alone(rows(value, 2 * dim, 3 * dim)));
  }

  private static void check(String name, Variable x, int length) {
    Objects.requireNonNull(x, () -> "attention: expected a %s, found null".formatted(name));
    if (x.shape().rank() != 3 || x.shape().last() != length) {
      throw new IllegalArgumentException(
          "attention: expected a %s of [batch, length, %d], found %s"
              .formatted(name, length, x.shape()));
    }
  }

  private Variable rows(Variable x, int from, int to) {
    return FusedLinear.linear(x, inProjWeight, inProjBias, from, to, Function.IDENTITY, 0);
  }

  private Variable separate(Variable x, Variable weight, int from) {
    Variable bias =
        inProjBias == null
            ? null
            : Layout.slice(Tape.of(x).use(inProjBias), 0, from, from + options.embedDim());
    return FusedLinear.linear(x, weight, bias, Function.IDENTITY);
  }

  private Heads alone(Variable x) {
    return Heads.sideBySide(x, options.heads());
  }

  private Heads part(Variable x, int from) {
    return Heads.columns(x, from, from + options.embedDim(), options.heads());
  }
}
