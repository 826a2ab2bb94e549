// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.attention;

import java.util.Objects;
import org.palate.autograd.Layout;
import org.palate.autograd.Variable;

/**
 * The heads of queries, keys or values, and where they lie in a variable: side by side as columns,
 * {@code [batch, length, columns]}, as a linear layer leaves them, or apart, {@code [batch, heads,
 * length, dim]}. Attention reads either where it is, so nothing is transposed.
 */
public final class Heads {
  private final Variable x;
  private final HeadLayout layout;

  private Heads(Variable x, HeadLayout layout) {
    this.x = x;
    this.layout = layout;
  }

  /** Heads that lie apart: {@code [batch, heads, length, dim]}. */
  public static Heads apart(Variable x) {
    Objects.requireNonNull(x, "heads: expected a variable x, found null");
    if (x.shape().rank() != 4) {
      throw new IllegalArgumentException(
          "expected heads apart [batch, heads, length, dim], found " + x.shape());
    }
    int dim = x.shape().last();
    return new Heads(
        x,
        new HeadLayout(x.shape().dim(0), x.shape().dim(1), x.shape().dim(2), dim, dim, 0, false));
  }

  /** All columns of {@code [batch, length, heads * dim]}. */
  public static Heads sideBySide(Variable x, int heads) {
    Objects.requireNonNull(x, "heads: expected a variable x, found null");
    return columns(x, 0, x.shape().last(), heads);
  }

  /**
   * The columns {@code [from, to)} of {@code [batch, length, columns]}, split evenly.
   *
   * @throws IllegalArgumentException if the heads do not divide the columns
   */
  public static Heads columns(Variable x, int from, int to, int heads) {
    Objects.requireNonNull(x, "heads: expected a variable x, found null");
    if (x.shape().rank() != 3 || from < 0 || from > to || to > x.shape().last()) {
      throw new IllegalArgumentException(
          "expected heads side by side in columns %d to %d of [batch, length, columns], found %s"
              .formatted(from, to, x.shape()));
    }
    if (heads < 1 || (to - from) % heads != 0) {
      throw new IllegalArgumentException(
          "expected columns for %d heads of one width, found %d columns"
              .formatted(heads, to - from));
    }
    return new Heads(
        x,
        new HeadLayout(
            x.shape().dim(0),
            heads,
            x.shape().dim(1),
            (to - from) / heads,
            x.shape().last(),
            from,
            true));
  }

  Variable x() {
    return x;
  }

  HeadLayout layout() {
    return layout;
  }

  /** The array that the layout points into. */
  float[] data() {
    return x.value().data();
  }

  /** The heads as a variable of their own, {@code [batch, heads, length, dim]}. */
  Variable asApart() {
    if (!layout.sideBySide()) {
      return x;
    }
    Variable own = Layout.slice(x, 2, layout.from(), layout.to());
    return Layout.permute(
        Layout.reshape(own, layout.batch(), layout.length(), layout.heads(), layout.dim()),
        0,
        2,
        1,
        3);
  }

  /** Whether the two are parts of one variable that share no column. */
  boolean disjointFrom(Heads other) {
    return x == other.x
        && layout.sideBySide()
        && other.layout.sideBySide()
        && (layout.to() <= other.layout.from() || other.layout.to() <= layout.from());
  }

  @Override
  public String toString() {
    return layout.toString();
  }
}
