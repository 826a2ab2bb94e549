// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.kernel.Engine;
import org.palate.kernel.PackedMatrix;
import org.palate.kernel.Precision;
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
 * packed form in place of the value. Training drops it; whoever writes into {@code value().data()}
 * in another way calls {@link #unpack}.
 */
public final class Variable {
  private final Tape tape;
  private final Tensor value;
  private boolean requiresGradient;

  /** The gradient's memory; what it holds counts only while {@link #hasGradient}. */
  private Tensor gradient;

  private boolean hasGradient;

  /** Whether a backward walk has run the rule behind this, which no other walk can do again. */
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
  public Shape shape() {
    return value.shape();
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
          "only a parameter that is a matrix can be packed, not " + this);
    }
    int in = shape().dim(1);
    packed = Engine.kernels().pack(precision, shape().dim(0), in, value.data(), 0, in);
  }

  /** Forgets the packed form, as whoever overwrites the value must. */
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

  /**
   * The memory of the gradient, for a backward rule that writes there itself. A rule asks {@link
   * #hasGradient} first: if false it must overwrite every element, else add to what is there.
   *
   * @throws IllegalStateException if an earlier backward has passed this on already
   */
  public Tensor openGradient() {
    checkNotWalked();
    packed = null; // An optimizer will change the value.
    if (gradient == null) {
      gradient = tape == null ? Tensor.zeros(shape()) : tape.take(shape());
    }
    hasGradient = true;
    return gradient;
  }

  /**
   * Adds to the gradient. The tensor is the caller's gift: it may become the gradient itself, so
   * the caller neither changes it later nor gives it twice.
   */
  public void giveGradient(Tensor gift) {
    checkNotWalked();
    if (!hasGradient && tape != null && gift.shape().equals(shape())) {
      gradient = gift;
      hasGradient = true;
    } else {
      addGradient(gift);
    }
  }

  /** Adds to the gradient a tensor that stays the caller's own. */
  public void addGradient(Tensor addend) {
    if (addend.size() != value.size()) {
      throw new IllegalArgumentException(
          "a gradient of shape %s for a value of shape %s".formatted(addend.shape(), shape()));
    }
    boolean first = !hasGradient;
    float[] sum = openGradient().data();
    if (first) {
      System.arraycopy(addend.data(), 0, sum, 0, value.size());
    } else {
      Engine.kernels().accumulate(value.size(), addend.data(), 0, sum, 0);
    }
  }

  /** Notes that the gradient is being passed on: it is complete, and more would be lost. */
  void markWalked() {
    walked = true;
  }

  void checkNotWalked() {
    if (walked) {
      throw new IllegalStateException(
          ("an earlier backward on this tape has walked over %s and freed what led to it; call"
                  + " backward once, on the sum of the losses or on a list of them, or compute it"
                  + " again")
              .formatted(this));
    }
  }

  @Override
  public String toString() {
    return (tape == null ? "Parameter" : "Variable") + shape();
  }
}
