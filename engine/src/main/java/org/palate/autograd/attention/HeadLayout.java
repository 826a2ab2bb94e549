// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.attention;

import org.palate.tensor.Shape;

/**
 * Where heads lie in an array; {@link Heads} says in which ways they can.
 *
 * @param columns floats at one position, all heads and what else lies there; dim where heads are
 *     apart
 * @param from the first column of head 0
 */
record HeadLayout(
    int batch, int heads, int length, int dim, int columns, int from, boolean sideBySide) {

  /** Heads of another length and width that lie alike, alone in a tensor of their own. */
  HeadLayout alone(int otherLength, int otherDim) {
    int floats = sideBySide ? heads * otherDim : otherDim;
    return new HeadLayout(batch, heads, otherLength, otherDim, floats, 0, sideBySide);
  }

  /** The shape of a tensor with this layout. */
  Shape shape() {
    return sideBySide ? Shape.of(batch, length, columns) : Shape.of(batch, heads, length, columns);
  }

  /** How many floats all heads have. */
  int size() {
    return batch * heads * length * dim;
  }

  /** Where position 0 of a head starts. */
  int at(int example, int head) {
    return sideBySide
        ? example * length * columns + from + head * dim
        : (example * heads + head) * length * dim;
  }

  /** Where a position of a head starts. */
  int at(int example, int head, int position) {
    return at(example, head) + position * columns;
  }

  /** The column after the last one. */
  int to() {
    return from + heads * dim;
  }

  @Override
  public String toString() {
    return "[batch %d, heads %d, length %d, dim %d]".formatted(batch, heads, length, dim);
  }
}
