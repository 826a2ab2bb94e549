// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.List;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;

/**
 * The operations that are methods of {@link Variable}: what PyTorch's users type behind a tensor.
 *
 * <p>Each names the class that has its formula and its gradient. Axes are from 0, or from the end
 * if negative; two operands of arithmetic fit as in NumPy, where axes of length 1 are repeated. The
 * result is on the tape of the operands, of which one at least is on a tape.
 */
abstract sealed class VariableOperations permits Variable {
  /** The value's axis lengths. */
  public abstract Shape shape();

  abstract Variable self();

  // ---------------------------------------------------------------- arithmetic

  /** {@code this + other}, element by element; see {@link Arithmetic}. */
  public final Variable add(Variable other) {
    return Arithmetic.add(self(), other);
  }

  /** {@code this + number}. */
  public final Variable add(float number) {
    return Scalars.add(self(), number);
  }

  /** {@code this - other}, element by element. */
  public final Variable sub(Variable other) {
    return Arithmetic.sub(self(), other);
  }

  /** {@code this - number}. */
  public final Variable sub(float number) {
    return Scalars.add(self(), -number);
  }

  /** {@code number - this}. */
  public final Variable rsub(float number) {
    return Scalars.rsub(self(), number);
  }

  /** {@code this * other}, element by element. */
  public final Variable mul(Variable other) {
    return Arithmetic.mul(self(), other);
  }

  /** {@code this * number}. */
  public final Variable mul(float number) {
    return Arithmetic.scale(self(), number);
  }

  /** {@code this / other}, element by element. */
  public final Variable div(Variable other) {
    return Arithmetic.div(self(), other);
  }

  /** {@code this / number}. */
  public final Variable div(float number) {
    return Scalars.div(self(), number);
  }

  /** {@code 1 / this}. */
  public final Variable reciprocal() {
    return Scalars.rdiv(self(), 1f);
  }

  /** {@code -this}. */
  public final Variable neg() {
    return Arithmetic.neg(self());
  }

  // ---------------------------------------------------------------- products

  /**
   * The matrix product, of batches too: {@code [..., m, k]} and {@code [..., k, n]} give {@code
   * [..., m, n]}. A vector {@code [k]} on the left is a row, on the right a column, and the result
   * lacks that axis. See {@link Products}.
   */
  public final Variable matmul(Variable other) {
    return Axes.matmul(self(), other);
  }

  /**
   * {@code x Wᵀ + b}: shape {@code [..., in]} to {@code [..., out]}.
   *
   * @param weight shape {@code [out, in]}
   * @param bias shape {@code [out]}, or null for none
   */
  public final Variable linear(Variable weight, Variable bias) {
    return Products.linear(self(), weight, bias);
  }

  /** The inner products of the rows of two tensors {@code [..., dim]}: shape {@code [...]}. */
  public final Variable rowDot(Variable other) {
    return Reductions.rowDot(self(), other);
  }

  // ---------------------------------------------------------------- sums and extremes

  /** The sum of all elements, a scalar; see {@link Reductions}. */
  public final Variable sum() {
    return Reductions.sum(self());
  }

  /** The sums over these axes, which the result lacks. */
  public final Variable sum(int... axes) {
    return Reductions.sum(self(), false, axes);
  }

  /** The sums over an axis, which stays with length 1 if {@code keepDim}. */
  public final Variable sum(int axis, boolean keepDim) {
    return Reductions.sum(self(), keepDim, axis);
  }

  /** The mean of all elements, a scalar. */
  public final Variable mean() {
    return Reductions.mean(self());
  }

  /** The means over these axes, which the result lacks. */
  public final Variable mean(int... axes) {
    return Reductions.mean(self(), false, axes);
  }

  /** The means over an axis, which stays with length 1 if {@code keepDim}. */
  public final Variable mean(int axis, boolean keepDim) {
    return Reductions.mean(self(), keepDim, axis);
  }

  /** The largest of all elements, a scalar; equal ones share the gradient. */
  public final Variable max() {
    return Reductions.amax(self(), false);
  }

  /** The largest elements along an axis, which the result lacks, and their positions. */
  public final Reductions.Max max(int axis) {
    return Reductions.max(self(), axis, false);
  }

  /** The largest elements along an axis, which stays with length 1 if {@code keepDim}. */
  public final Reductions.Max max(int axis, boolean keepDim) {
    return Reductions.max(self(), axis, keepDim);
  }

  /** The largest elements over these axes; equal ones share the gradient. */
  public final Variable amax(int... axes) {
    return Reductions.amax(self(), false, axes);
  }

  /** The smallest elements over these axes; equal ones share the gradient. */
  public final Variable amin(int... axes) {
    return Reductions.amax(neg(), false, axes).neg();
  }

  /** The position of the largest element along an axis, which the result lacks; no gradient. */
  public final IntTensor argmax(int axis) {
    return TopK.argmax(self(), axis, false);
  }

  /** The k largest elements along an axis, largest first, and their positions. */
  public final TopK topK(int k, int axis) {
    return TopK.of(self(), k, axis);
  }

  /** The running sums along an axis; see {@link CumulativeSum}. */
  public final Variable cumSum(int axis) {
    return CumulativeSum.of(self(), axis);
  }

  /** The Euclidean norm of all elements, or over these axes, which the result lacks. */
  public final Variable norm(int... axes) {
    return Functions.norm(self(), false, axes);
  }

  /** The Euclidean norm over an axis, which stays with length 1 if {@code keepDim}. */
  public final Variable norm(int axis, boolean keepDim) {
    return Functions.norm(self(), keepDim, axis);
  }

  // ---------------------------------------------------------------- shapes

  /** The same elements under another shape; one length may be -1. See {@link Layout}. */
  public final Variable reshape(int... dims) {
    return Layout.reshape(self(), dims);
  }

  /** The axes from {@code first} to {@code last}, both included, as one; see {@link Axes}. */
  public final Variable flatten(int first, int last) {
    return Axes.flatten(self(), first, last);
  }

  /** All elements as one axis. */
  public final Variable flatten() {
    return Axes.flatten(self(), 0, -1);
  }

  /** A new axis of length 1, which is at {@code axis} in the result. */
  public final Variable unsqueeze(int axis) {
    return Axes.unsqueeze(self(), axis);
  }

  /** Without this axis, if it has length 1. */
  public final Variable squeeze(int axis) {
    return Axes.squeeze(self(), axis);
  }

  /** Without any axis of length 1. */
  public final Variable squeeze() {
    return Axes.squeeze(self());
  }

  /** Repeated to this shape, along axes that are lacking or of length 1; -1 keeps a length. */
  public final Variable broadcastTo(int... dims) {
    return Axes.broadcastTo(self(), dims);
  }

  /** Two axes exchanged. */
  public final Variable transpose(int first, int second) {
    return Layout.transpose(self(), first, second);
  }

  /** The axes in another order: axis i of the result is axis {@code order[i]} of this. */
  public final Variable permute(int... order) {
    return Axes.permute(self(), order);
  }

  /** Tensors one after another along an axis; their other axes agree. */
  public static Variable concat(int axis, Variable... parts) {
    return Layout.concat(axis, parts);
  }

  /** Tensors of one shape along a new axis, which is at {@code axis} in the result. */
  public static Variable stack(int axis, Variable... parts) {
    return Layout.stack(axis, parts);
  }

  // ---------------------------------------------------------------- parts

  /** The positions from start to before end of an axis. */
  public final Variable slice(int axis, int start, int end) {
    return Layout.slice(self(), axis, start, end);
  }

  /** {@code length} positions of an axis from {@code start} on. */
  public final Variable narrow(int axis, int start, int length) {
    return Layout.slice(self(), axis, start, start + length);
  }

  /** One position of an axis, from its end if negative; the result lacks the axis. */
  public final Variable select(int axis, int position) {
    return Axes.select(self(), axis, position);
  }

  /** An axis in parts of these lengths. */
  public final List<Variable> split(int axis, int... sizes) {
    return Layout.split(self(), axis, sizes);
  }

  /** Positions of an axis, in this order: index {@code [n]}, see {@link Indexing}. */
  public final Variable indexSelect(int axis, IntTensor index) {
    return Indexing.indexSelect(self(), axis, index);
  }

  /** {@code y[.., i, ..] = this[.., index[.., i, ..], ..]}: the shape of the index. */
  public final Variable gather(int axis, IntTensor index) {
    return Indexing.gather(self(), axis, index);
  }

  /** This with the source's elements at the index's positions of an axis; see {@link Scatter}. */
  public final Variable scatter(int axis, IntTensor index, Variable source) {
    return Scatter.scatter(self(), axis, index, source);
  }

  /** This with the source's elements added at the index's positions of an axis. */
  public final Variable scatterAdd(int axis, IntTensor index, Variable source) {
    return Scatter.scatterAdd(self(), axis, index, source);
  }

  // ---------------------------------------------------------------- choices

  /** This where the condition, a flag for each element, is true, else other. */
  public final Variable where(boolean[] condition, Variable other) {
    return Choices.where(condition, shape(), self(), other);
  }

  /** A value where the mask, a flag for each element, is true, else this. See {@link Choices}. */
  public final Variable maskedFill(boolean[] mask, float value) {
    return Choices.maskedFill(self(), mask, shape(), value);
  }

  /** {@link #maskedFill(boolean[], float)} for a mask of a shape whose axes are repeated. */
  public final Variable maskedFill(boolean[] mask, Shape maskShape, float value) {
    return Choices.maskedFill(self(), mask, maskShape, value);
  }

  /** Held between two bounds; an infinite one is none. Outside them the gradient is 0. */
  public final Variable clamp(float min, float max) {
    return Choices.clamp(self(), min, max);
  }

  /** At least {@code min}. */
  public final Variable clampMin(float min) {
    return Choices.clamp(self(), min, Float.POSITIVE_INFINITY);
  }

  /** At most {@code max}. */
  public final Variable clampMax(float max) {
    return Choices.clamp(self(), Float.NEGATIVE_INFINITY, max);
  }

  /** The smaller of two elements each; equal ones share the gradient. */
  public final Variable minimum(Variable other) {
    return Choices.minimum(self(), other);
  }

  /** The larger of two elements each; equal ones share the gradient. */
  public final Variable maximum(Variable other) {
    return Choices.maximum(self(), other);
  }

  // ---------------------------------------------------------------- functions of an element

  /** {@code e^x}; see {@link Activations}. */
  public final Variable exp() {
    return Activations.exp(self());
  }

  /** The natural logarithm. */
  public final Variable log() {
    return Activations.log(self());
  }

  /** The square root. */
  public final Variable sqrt() {
    return Activations.sqrt(self());
  }

  /** {@code x^2}. */
  public final Variable square() {
    return Activations.square(self());
  }

  /** {@code x^p}; see {@link Functions}. */
  public final Variable pow(float p) {
    return Functions.pow(self(), p);
  }

  /** {@code x^p}, element by element. */
  public final Variable pow(Variable p) {
    return Functions.pow(self(), p);
  }

  /** {@code |x|}, with slope 0 at 0. */
  public final Variable abs() {
    return Activations.abs(self());
  }

  /** The sine of x radians. */
  public final Variable sin() {
    return Functions.sin(self());
  }

  /** The cosine of x radians. */
  public final Variable cos() {
    return Functions.cos(self());
  }

  /** The error function. */
  public final Variable erf() {
    return Functions.erf(self());
  }

  // ---------------------------------------------------------------- activations

  /** {@code max(x, 0)}. */
  public final Variable relu() {
    return Activations.relu(self());
  }

  /** {@code x > 0 ? x : slope x}; see {@link Rectifiers}. */
  public final Variable leakyRelu(float slope) {
    return Rectifiers.leakyRelu(self(), slope);
  }

  /** {@code x > 0 ? x : alpha (e^x - 1)}. */
  public final Variable elu(float alpha) {
    return Rectifiers.elu(self(), alpha);
  }

  /** {@code x sigmoid(x)}. */
  public final Variable silu() {
    return Rectifiers.silu(self());
  }

  /** {@code x Phi(x)} with the normal distribution function Phi. */
  public final Variable gelu() {
    return Rectifiers.gelu(self());
  }

  /** {@code ln(1 + e^x)}. */
  public final Variable softplus() {
    return Activations.softplus(self());
  }

  /** {@code 1 / (1 + e^-x)}. */
  public final Variable sigmoid() {
    return Activations.sigmoid(self());
  }

  /** {@code ln sigmoid(x)}. */
  public final Variable logSigmoid() {
    return Activations.logSigmoid(self());
  }

  /** The hyperbolic tangent. */
  public final Variable tanh() {
    return Activations.tanh(self());
  }

  /** {@code e^x_i / sum_j e^x_j} along an axis; see {@link Softmax}. */
  public final Variable softmax(int axis) {
    return Softmax.softmax(self(), axis);
  }

  /** {@code x_i - ln sum_j e^x_j} along an axis. */
  public final Variable logSoftmax(int axis) {
    return Softmax.logSoftmax(self(), axis);
  }

  /** {@code ln sum_j e^x_j} over an axis, which the result lacks. */
  public final Variable logSumExp(int axis) {
    return Softmax.logSumExp(self(), axis);
  }

  /**
   * Each element 0 with probability p, else divided by 1 - p, where the tape trains; else this as
   * it is. See {@link RandomMask}.
   *
   * @param p the probability of dropping, in [0, 1)
   */
  public final Variable dropout(double p) {
    return Tape.of(self()).training() ? RandomMask.dropout(self(), p) : self();
  }
}
