// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.parallel.TaskSize;

/** Arithmetic of each element with one number that is not learned. */
public final class Scalars {
  private Scalars() {}

  /** {@code x + addend}. Gradient: g. */
  public static Variable add(Variable x, float addend) {
    return Elementwise.apply(
        x,
        TaskSize.ELEMENTS,
        (in, out, from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = in[i] + addend;
          }
        },
        (in, g, dx, from, to) -> System.arraycopy(g, from, dx, from, to - from));
  }

  /** {@code minuend - x}. Gradient: -g. */
  public static Variable rsub(Variable x, float minuend) {
    return Elementwise.apply(
        x,
        TaskSize.ELEMENTS,
        (in, out, from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = minuend - in[i];
          }
        },
        (in, g, dx, from, to) -> {
          for (int i = from; i < to; i++) {
            dx[i] = -g[i];
          }
        });
  }

  /** {@code x / divisor}, correctly rounded. Gradient: g / divisor. */
  public static Variable div(Variable x, float divisor) {
    return Elementwise.apply(
        x,
        TaskSize.ELEMENTS,
        (in, out, from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = in[i] / divisor;
          }
        },
        (in, g, dx, from, to) -> {
          for (int i = from; i < to; i++) {
            dx[i] = g[i] / divisor;
          }
        });
  }

  /** {@code dividend / x}. Derivative: {@code -(dividend / x) / x}. */
  public static Variable rdiv(Variable x, float dividend) {
    return Elementwise.apply(
        x,
        TaskSize.ELEMENTS,
        (in, out, from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = dividend / in[i];
          }
        },
        (in, g, dx, from, to) -> {
          for (int i = from; i < to; i++) {
            dx[i] = -g[i] * (dividend / in[i] / in[i]);
          }
        });
  }
}
