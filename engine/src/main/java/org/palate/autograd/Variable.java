// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.Arrays;
import org.palate.kernel.Engine;
import org.palate.kernel.product.PackedMatrix;
import org.palate.kernel.product.Precision;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * A tensor that takes part in differentiation: a parameter, an input, or the result of an
 * operation.
 *
 * <p>A parameter belongs to no tape and keeps its gradient until {@link #clearGradient}. Everything
 * else belongs to the tape of one step, and its value and gradient end with that step.
 *
 * <p>A matrix of weights that is served may be {@link #pack packed}: then inference reads the
 * packed form in place of the value. Training drops it; code that writes into {@code
 * value().data()} in another way must call {@link #unpack}.
 *
 * <p>What can be computed from it, from {@code add} to {@code dropout}, are methods too: {@code
 * x.matmul(w).add(b).relu()}. They call the classes that hold the formulas and gradients.
 */
public final class Variable extends VariableOperations {
  private final Tape tape;
  private final Tensor value;
  private boolean requiresGradient;

  /**
   * The gradient's memory, kept from step to step; its values are valid if {@link #hasGradient}.
   */
  private Tensor gradient;

  private boolean hasGradient;

  /** Whether a backward walk has run the rule of this; rules run once. */
  private boolean walked;

  /** The value as products by its rows read it; null where it is not packed. */
  private PackedMatrix packed;

  private Variable(Tape tape, Tensor value, boolean requiresGradient) {
    this.tape = tape;
    this.value = value;
    this.requiresGradient = requiresGradient;
  }

  /** A trainable leaf, whose tensor an optimizer will change in place. */
  public static Variable parameter(Tensor value) {
    return new Variable(null, value, true);
  }

  /** A leaf with no gradient that may be used on every tape: a fixed table of numbers. */
  public static Variable fixed(Tensor value) {
    return new Variable(null, value, false);
  }

  static Variable onTape(Tape tape, Tensor value, boolean requiresGradient) {
    return new Variable(tape, value, requiresGradient);
  }

  /** The tape of this step, or null for a parameter. */
  Tape tape() {
    return tape;
  }

  /**
   * Whether this is a parameter, or fixed numbers: on no tape, and there before and after a step.
   */
  public boolean isParameter() {
    return tape == null;
  }

  /** The numbers. */
  public Tensor value() {
    return value;
  }

  /** The axis lengths of the value. */
  @Override
  public Shape shape() {
    return value.shape();
  }

  @Override
  Variable self() {
    return this;
  }

  /**
   * Lays out the value, of shape {@code [out, in]}, for linear maps on inference tapes. In single
   * precision they give the same bits, sooner; in bfloat16 those of weights rounded to it. The
   * value itself stays as it is. What is packed lasts until {@link #unpack}, or until a gradient
   * comes.
   *
   * @throws IllegalStateException if this belongs to a tape, or is no matrix
   */
  public void pack(Precision precision) {
    if (tape != null || shape().rank() != 2) {
      throw new IllegalStateException(
          "expected a parameter that is a matrix to pack, found " + title());
    }
    int in = shape().dim(1);
    packed = Engine.kernels().products().pack(precision, shape().dim(0), in, value.data(), 0, in);
  }

  /** Drops the packed form; to be called after the value was overwritten. */
  public void unpack() {
    packed = null;
  }

  /** What products on a tape are to read in place of the value; null for the value itself. */
  public PackedMatrix packed(Tape tape) {
    return tape.recording() ? null : packed;
  }

  /** Whether the loss is to be differentiated with respect to this. */
  public boolean requiresGradient() {
    return requiresGradient;
  }

  /**
   * Freezes a parameter, or lets it be trained again. While it is frozen no gradient is computed
   * for it, and optimizers leave it alone; a gradient that it has is forgotten.
   *
   * @throws IllegalStateException if this belongs to a tape
   */
  public void setRequiresGradient(boolean requiresGradient) {
    if (tape != null) {
      throw new IllegalStateException(
          "expected a parameter, found %s, which belongs to a tape".formatted(this));
    }
    this.requiresGradient = requiresGradient;
    clearGradient();
  }

  /** Whether any gradient has reached this. */
  public boolean hasGradient() {
    return hasGradient;
  }

  /**
   * The gradient of the loss with respect to this, of the value's shape.
   *
   * @throws IllegalStateException if none has reached it
   */
  public Tensor gradient() {
    if (!hasGradient) {
      throw new IllegalStateException(
          "no gradient has reached this variable of shape "
              + shape()
              + (requiresGradient ? "; call Tape.backward first" : ", which requires none"));
    }
    return gradient;
  }

  /** Forgets the gradient; its memory is kept for the next one. */
  public void clearGradient() {
    hasGradient = false;
  }

  /** The gradient's memory, which the caller fills; from now on there is a gradient. */
  private float[] openGradient() {
    checkNotWalked();
    packed = null; // An optimizer will change the value.
    if (gradient == null) {
      gradient = tape == null ? Tensor.zeros(shape()) : tape.take(shape());
    }
    hasGradient = true;
    return gradient.data();
  }

  /**
   * Lets a backward rule compute its part of the gradient where the gradient is kept; does nothing
   * if this requires no gradient.
   *
   * <pre>{@code
   * bias.addGradient((sums, accumulate) -> kernels.reductions().columnSums(n, out, g, 0, sums, 0, accumulate));
   * }</pre>
   *
   * @throws IllegalStateException if an earlier backward has passed the gradient on already
   */
  public void addGradient(GradientWriter writer) {
    if (requiresGradient) {
      boolean accumulate = hasGradient;
      writer.write(openGradient(), accumulate);
    }
  }

  /**
   * The memory of the gradient, for a backward rule that writes the gradients of several variables
   * in one pass; one variable's is written by {@link #addGradient(GradientWriter)}. The rule must
   * write there if the gradient is wanted. Where an operation may get one variable twice, the rule
   * writes in the order in which it asked.
   *
   * @throws IllegalStateException if an earlier backward has passed the gradient on already
   */
  public GradientTarget gradientTarget() {
    if (!requiresGradient) {
      return GradientTarget.NONE;
    }
    boolean accumulate = hasGradient;
    return new GradientTarget(openGradient(), accumulate);
  }

  /**
   * The gradient's memory to add to, zeros if no gradient has reached this: for a rule that adds to
   * some elements only, as that of a slice. Only for variables that require a gradient.
   *
   * @return row-major, of the value's shape; the array may be longer
   * @throws IllegalStateException if an earlier backward has passed the gradient on already
   */
  public float[] gradientAccumulator() {
    boolean first = !hasGradient;
    float[] sums = openGradient();
    if (first) {
      Arrays.fill(sums, 0, value.size(), 0f);
    }
    return sums;
  }

  /**
   * Adds a tensor to the gradient and takes ownership of it: it may become the gradient itself, so
   * the caller neither changes it later nor hands it to a second variable. It must live as long as
   * this: taken from the same tape, say.
   *
   * @throws IllegalArgumentException if the tensor has not as many elements as the value
   * @throws IllegalStateException if an earlier backward has passed the gradient on already
   */
  public void transferGradient(Tensor addend) {
    checkNotWalked();
    if (!hasGradient && tape != null && addend.shape().equals(shape())) {
      gradient = addend;
      hasGradient = true;
    } else {
      addGradient(addend);
    }
  }

  /**
   * Adds to the gradient a tensor that stays the caller's own.
   *
   * @throws IllegalArgumentException if the tensor has not as many elements as the value
   * @throws IllegalStateException if an earlier backward has passed the gradient on already
   */
  public void addGradient(Tensor addend) {
    if (addend.size() != value.size()) {
      throw new IllegalArgumentException(
          "expected a gradient of shape %s, found %s".formatted(shape(), addend.shape()));
    }
    boolean first = !hasGradient;
    float[] sum = openGradient();
    if (first) {
      System.arraycopy(addend.data(), 0, sum, 0, value.size());
    } else {
      Engine.kernels().elementwise().accumulate(value.size(), addend.data(), 0, sum, 0);
    }
  }

  /** Marks the gradient as complete: the rule runs now, and what is added later would be lost. */
  void markWalked() {
    walked = true;
  }

  void checkNotWalked() {
    if (walked) {
      throw new IllegalStateException(
          ("an earlier backward on this tape has walked over %s and freed what led to it; call"
                  + " backward once, on the sum of the losses or on a list of them, or compute it"
                  + " again")
              .formatted(title()));
    }
  }

  /** What an error message calls this: its kind and shape. */
  String title() {
    return (tape == null ? "Parameter" : "Variable") + shape();
  }

  /** Kind and shape, then the value as NumPy prints it, a matrix from a line of its own on. */
  @Override
  public String toString() {
    return title() + (shape().rank() < 2 ? " " : "\n") + value;
  }
}
