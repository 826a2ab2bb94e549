// SPDX-License-Identifier: Apache-2.0
package org.palate.linalg;

/** A matrix inside an array, row-major: its first element, and how far apart its rows are. */
record Block(float[] data, int at, int stride) {

  /** The part of this matrix that begins at a row and a column. */
  Block from(int row, int column) {
    return new Block(data, at + row * stride + column, stride);
  }
}
