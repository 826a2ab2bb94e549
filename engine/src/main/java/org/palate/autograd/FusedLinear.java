// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.kernel.product.Form;
import org.palate.kernel.product.PackedMatrix;
import org.palate.parallel.ParallelProduct;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/**
 * A linear map and what follows it, as one node: {@code y = residual + dropout(f(x Wᵀ + b))}, where
 * f, dropout and residual may each be left out, and W and b may be some rows of larger ones.
 *
 * <p>Blocks of rows go through all steps while they are in the cache; the bits are those of {@link
 * Products#linear}, {@link Activations}, {@link RandomMask#dropout} and {@link Arithmetic#add} one
 * after another. Gradients: with dz the gradient under dropout and f, {@code dx = dz W}, {@code dW
 * = dzᵀ x}, {@code db} the sum of dz's rows, and g for the residual. The derivative of each f
 * follows from its result, so its argument is not kept.
 */
public final class FusedLinear {
  /** What is applied to the sum. */
  public enum Function {
    /** Nothing. */
    IDENTITY,
    /** {@link Activations#relu}. */
    RELU,
    /** {@link Activations#sigmoid}. */
    SIGMOID,
    /** {@link Activations#tanh}. */
    TANH
  }

  /** Rows that go through all steps together. */
  private static final int BLOCK = Kernels.K_BLOCK;

  /** Multiplications below which a second thread does not pay. */
  private static final int WORTH_A_THREAD = 1 << 19;

  private final Tape tape;
  private final Variable x;
  private final Variable weight;
  private final PackedMatrix packed;
  private final Variable bias;
  private final int first;
  private final int out;
  private final int in;
  private final int rows;
  private final Function function;
  private final RandomMask drop;
  private final Variable residual;

  private FusedLinear(
      Variable x,
      Variable weight,
      Variable bias,
      int from,
      int to,
      Function function,
      double dropout,
      Variable residual) {
    this.tape = residual == null ? Tape.of(x, weight) : Tape.of(x, weight, residual);
    this.x = x;
    this.weight = weight;
    this.packed = weight.packed(tape);
    this.bias = bias;
    this.first = from;
    this.out = to - from;
    this.in = x.shape().last();
    this.rows = x.shape().rows();
    this.function = function;
    this.drop = dropout == 0 ? null : RandomMask.of(tape, dropout);
    this.residual = residual;
  }

  /**
   * {@code f(x Wᵀ + b)}.
   *
   * @param x shape {@code [..., in]}
   * @param weight shape {@code [out, in]}
   * @param bias shape {@code [out]}, or null
   * @return shape {@code [..., out]}
   */
  public static Variable linear(Variable x, Variable weight, Variable bias, Function function) {
    return linear(x, weight, bias, 0, rowsOf(weight), function, 0);
  }

  /**
   * {@code dropout(f(x Wᵀ + b))} with some rows of W and b.
   *
   * @param x shape {@code [..., in]}
   * @param weight shape {@code [all, in]}
   * @param bias shape {@code [all]}, or null
   * @param from the first row
   * @param to the row after the last
   * @param dropout the probability that an element is dropped, in [0, 1)
   * @return shape {@code [..., to - from]}
   */
  public static Variable linear(
      Variable x,
      Variable weight,
      Variable bias,
      int from,
      int to,
      Function function,
      double dropout) {
    check(x, weight, bias, from, to);
    boolean derivativeFromResult = function == Function.IDENTITY || function == Function.RELU;
    if (dropout > 0 && !derivativeFromResult) {
      return RandomMask.dropout(linear(x, weight, bias, from, to, function, 0), dropout);
    }
    return new FusedLinear(x, weight, bias, from, to, function, dropout, null).record();
  }

  /**
   * {@code residual + dropout(x Wᵀ + b)}.
   *
   * @param x shape {@code [..., in]}
   * @param weight shape {@code [out, in]}
   * @param bias shape {@code [out]}, or null
   * @param dropout the probability that an element is dropped, in [0, 1)
   * @param residual shape {@code [..., out]}
   * @return shape {@code [..., out]}
   */
  public static Variable addTo(
      Variable residual, Variable x, Variable weight, Variable bias, double dropout) {
    int out = rowsOf(weight);
    check(x, weight, bias, 0, out);
    if (!residual.shape().equals(x.shape().with(-1, out))) {
      throw new IllegalArgumentException(
          "linear: expected a residual of shape %s, found %s"
              .formatted(x.shape().with(-1, out), residual.shape()));
    }
    return new FusedLinear(x, weight, bias, 0, out, Function.IDENTITY, dropout, residual).record();
  }

  private static int rowsOf(Variable weight) {
    return weight.shape().rank() == 0 ? 0 : weight.shape().dim(0);
  }

  private static void check(Variable x, Variable weight, Variable bias, int from, int to) {
    int all = rowsOf(weight);
    if (weight.shape().rank() != 2
        || x.shape().rank() == 0
        || x.shape().last() != weight.shape().dim(1)
        || (bias != null && (bias.shape().rank() != 1 || bias.shape().dim(0) != all))) {
      throw new IllegalArgumentException(
          "linear: expected x [..., in], weight [out, in], bias [out], found %s, %s, %s"
              .formatted(x.shape(), weight.shape(), bias == null ? "none" : bias.shape()));
    }
    if (from < 0 || from > to || to > all) {
      throw new IndexOutOfBoundsException(
          "linear: expected rows of weights %s, found %d to %d"
              .formatted(weight.shape(), from, to));
    }
  }

  private Variable record() {
    Tensor y = tape.take(x.shape().with(-1, out));
    int taskSize = Math.max(8, (WORTH_A_THREAD / Math.max(1, in * out) + 7) & -8);
    Workers.shared()
        .forRange(
            rows,
            taskSize,
            (from, to) -> {
              for (int row = from; row < to; row += BLOCK) {
                forward(row, Math.min(BLOCK, to - row), y.data());
              }
            });
    boolean wanted =
        x.requiresGradient()
            || weight.requiresGradient()
            || (bias != null && bias.requiresGradient())
            || (residual != null && residual.requiresGradient());
    return tape.record(y, wanted, g -> backward(y, g));
  }

  private void forward(int row, int count, float[] y) {
    Kernels kernels = Engine.kernels();
    int at = row * out;
    int n = count * out;
    float[] a = x.value().data();
    if (packed != null) {
      kernels
          .products()
          .gemmPacked(count, a, row * in, in, packed, first, first + out, y, at, out, false);
    } else {
      float[] w = weight.value().data();
      kernels
          .products()
          .gemm(Form.NT, count, out, in, a, row * in, in, w, first * in, in, y, at, out, false);
    }
    if (bias != null) {
      kernels.elementwise().addRow(count, out, y, at, bias.value().data(), first, y, at);
    }
    switch (function) {
      case IDENTITY -> {}
      case RELU -> kernels.elementwise().relu(n, y, at, y, at);
      case SIGMOID -> kernels.elementwise().sigmoid(n, y, at, y, at);
      case TANH -> kernels.elementwise().tanh(n, y, at, y, at);
    }
    if (drop != null) {
      drop.apply(n, at, y, at, y, at);
    }
    if (residual != null) {
      kernels.elementwise().add(n, residual.value().data(), at, y, at, y, at);
    }
  }

  private void backward(Tensor y, Tensor g) {
    if (residual != null && residual.requiresGradient()) {
      residual.addGradient(g);
    }
    Tensor dz = function == Function.IDENTITY && drop == null ? g : beforeFunction(y, g);
    float[] d = dz.data();
    if (bias != null) {
      addRowsGradient(
          bias,
          (sums, accumulate) ->
              Engine.kernels().reductions().columnSums(rows, out, d, 0, sums, first, accumulate));
    }
    addRowsGradient(
        weight,
        (dw, accumulate) ->
            gemm(Form.TN, out, in, rows, d, 0, x.value().data(), 0, dw, first * in, accumulate));
    x.addGradient(
        (dx, accumulate) -> {
          float[] w = weight.value().data();
          gemm(Form.NN, rows, in, out, d, 0, w, first * in, dx, 0, accumulate);
        });
    if (dz != g) {
      tape.release(dz);
    }
  }

  /** Writes the gradient of the rows that are used; that of the others is 0 from here. */
  private void addRowsGradient(Variable whole, GradientWriter writer) {
    if (whole.requiresGradient() && out != rowsOf(whole)) {
      writer.write(whole.gradientAccumulator(), true);
    } else {
      whole.addGradient(writer);
    }
  }

  private Tensor beforeFunction(Tensor y, Tensor g) {
    Tensor dz = tape.take(g.shape());
    Workers.shared()
        .forRange(
            g.size(),
            TaskSize.ELEMENTS,
            (from, to) -> beforeFunction(to - from, from, y.data(), g.data(), dz.data()));
    return dz;
  }

  private void beforeFunction(int n, int at, float[] y, float[] g, float[] dz) {
    Kernels kernels = Engine.kernels();
    switch (function) {
      case IDENTITY -> drop.apply(n, at, g, at, dz, at);
      case RELU -> {
        // A dropped element is 0 in y, so its gradient becomes 0 here.
        kernels.elementwise().reluBackward(n, y, at, g, at, dz, at);
        if (drop != null) {
          kernels.elementwise().scale(n, drop.factor(), dz, at, dz, at);
        }
      }
      case SIGMOID -> Activations.sigmoidBackward(kernels.elementwise(), n, g, at, y, at, dz, at);
      case TANH -> Activations.tanhBackward(kernels.elementwise(), n, g, at, y, at, dz, at);
    }
  }

  private static void gemm(
      Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] c,
      int cAt,
      boolean accumulate) {
    int lda = form == Form.TN ? m : k;
    ParallelProduct.gemm(
        Workers.shared(),
        Engine.kernels(),
        form,
        m,
        n,
        k,
        a,
        aAt,
        lda,
        b,
        bAt,
        n,
        c,
        cAt,
        n,
        accumulate);
  }
}
