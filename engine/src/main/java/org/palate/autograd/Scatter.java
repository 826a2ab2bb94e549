// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.tensor.IntTensor;
import org.palate.tensor.Tensor;

/**
 * Elements written, or added, to positions along an axis; the reverse of {@link Indexing#gather}.
 */
public final class Scatter {
  private Scatter() {}

  /**
   * x with {@code y[.., index[.., i, ..], ..] = source[.., i, ..]}; of several for one place the
   * last in the order of the index stays. Gradients: g, and 0 where something was written; for the
   * source g of its place if it stayed, else 0.
   *
   * @param axis from 0, or from the end if negative
   * @param index as many axes as x, along the others at most as long
   * @param source the shape of the index
   * @return the shape of x
   * @throws IndexOutOfBoundsException if an index is not a position of the axis
   */
  public static Variable scatter(Variable x, int axis, IntTensor index, Variable source) {
    Tape tape = Tape.of(x, source);
    int[] places = places("scatter", x, axis, index, source);
    Tensor y = copy(tape, x.value());
    for (int i = 0; i < places.length; i++) {
      y.data()[places[i]] = source.value().data()[i];
    }
    return tape.record(
        y,
        g -> {
          if (x.requiresGradient()) {
            Tensor dx = copy(tape, g);
            for (int place : places) {
              dx.data()[place] = 0f;
            }
            x.transferGradient(dx);
          }
          if (source.requiresGradient()) {
            source.transferGradient(ofLast(tape, g, places, source));
          }
        },
        x,
        source);
  }

  private static Tensor ofLast(Tape tape, Tensor g, int[] places, Variable source) {
    int[] last = new int[g.size()];
    for (int i = 0; i < places.length; i++) {
      last[places[i]] = i;
    }
    Tensor gradient = tape.take(source.shape());
    for (int i = 0; i < places.length; i++) {
      gradient.data()[i] = last[places[i]] == i ? g.data()[places[i]] : 0f;
    }
    return gradient;
  }

  /**
   * x with {@code y[.., index[.., i, ..], ..] += source[.., i, ..]}, in the order of the index.
   * Gradients: g; for the source g of its place.
   *
   * @param axis from 0, or from the end if negative
   * @param index as many axes as x, along the others at most as long
   * @param source the shape of the index
   * @return the shape of x
   * @throws IndexOutOfBoundsException if an index is not a position of the axis
   */
  public static Variable scatterAdd(Variable x, int axis, IntTensor index, Variable source) {
    Tape tape = Tape.of(x, source);
    int[] places = places("scatterAdd", x, axis, index, source);
    Tensor y = copy(tape, x.value());
    for (int i = 0; i < places.length; i++) {
      y.data()[places[i]] += source.value().data()[i];
    }
    return tape.record(
        y,
        g -> {
          if (x.requiresGradient()) {
            x.addGradient(g);
          }
          if (source.requiresGradient()) {
            Tensor gradient = tape.take(source.shape());
            for (int i = 0; i < places.length; i++) {
              gradient.data()[i] = g.data()[places[i]];
            }
            source.transferGradient(gradient);
          }
        },
        x,
        source);
  }

  private static int[] places(
      String operation, Variable x, int axis, IntTensor index, Variable source) {
    if (!source.shape().equals(index.shape())) {
      throw new IllegalArgumentException(
          "%s: expected a source of the index's shape %s, found %s"
              .formatted(operation, index.shape(), source.shape()));
    }
    return Indexing.places(operation, x.shape(), axis, index);
  }

  private static Tensor copy(Tape tape, Tensor x) {
    Tensor y = tape.take(x.shape());
    System.arraycopy(x.data(), 0, y.data(), 0, x.size());
    return y;
  }
}
