// SPDX-License-Identifier: Apache-2.0
package org.palate.linalg;

import org.palate.kernel.product.Form;

/**
 * {@code A^-1 = M^T M} with {@code M = L^-1}, in place of L.
 *
 * <p>First L is inverted, half by half: with {@code L = [[P, 0], [Q, R]]}, {@code M = [[P^-1, 0],
 * [-R^-1 Q P^-1, R^-1]]}. Then row blocks of the product replace those of M from the first on,
 * which no later row block of the product needs.
 */
final class CholeskyInverse {
  // Half of each square of such a size on the diagonal is waste; smaller ones read more memory.
  /** Columns below an inverted triangle that are worked out at a time. */
  private static final int STRIP = 128;

  /** Rows of a triangular matrix that are multiplied at a time. */
  private static final int TRIANGLE_ROWS = 96;

  /** Rows of the result that are worked out at a time. */
  private static final int RESULT_ROWS = 192;

  private final BlockProducts products;
  private final int n;
  private final float[] a;
  private final float[] scratch;

  CholeskyInverse(BlockProducts products, int n, float[] l) {
    this.products = products;
    this.n = n;
    this.a = l;
    scratch = new float[Math.max(STRIP, RESULT_ROWS) * n];
  }

  void invert() {
    invertTriangle(0, n);
    for (int from = 0; from < n; from += RESULT_ROWS) {
      multiplyTransposed(from, Math.min(RESULT_ROWS, n - from));
    }
  }

  /** {@code M = L^-1} for the rows and columns {@code [from, to)}. */
  private void invertTriangle(int from, int to) {
    if (to - from <= DiagonalBlock.SIZE) {
      DiagonalBlock.invert(to - from, at(from, from), at(from, from));
      return;
    }
    int middle = DiagonalBlock.middle(from, to);
    invertTriangle(from, middle);
    invertTriangle(middle, to);
    for (int strip = from; strip < middle; strip += STRIP) {
      invertBelow(middle, to, strip, Math.min(STRIP, middle - strip));
    }
  }

  /** {@code -R^-1 Q P^-1}, a strip of its columns; Q is still there from this strip on. */
  private void invertBelow(int middle, int to, int strip, int width) {
    int height = to - middle;
    Block right = new Block(scratch, 0, width);
    products.store(
        Form.NN, height, width, middle - strip, at(middle, strip), at(strip, strip), right);
    for (int i = 0; i < height * width; i++) {
      scratch[i] = -scratch[i];
    }
    for (int row = middle; row < to; row += TRIANGLE_ROWS) {
      int rows = Math.min(TRIANGLE_ROWS, to - row);
      int k = row + rows - middle;
      products.store(Form.NN, rows, width, k, at(row, middle), right, at(row, strip));
    }
  }

  /** Rows of {@code M^T M} up to the diagonal, and the same as columns. */
  private void multiplyTransposed(int from, int height) {
    int width = from + height;
    Block rows = new Block(scratch, 0, width);
    products.store(Form.TN, height, width, n - from, at(from, from), at(from, 0), rows);
    for (int i = 0; i < height; i++) {
      System.arraycopy(scratch, i * width, a, (from + i) * n, width);
    }
    for (int j = 0; j < width; j++) {
      for (int i = 0; i < height; i++) {
        a[j * n + from + i] = scratch[i * width + j];
      }
    }
  }

  private Block at(int row, int column) {
    return new Block(a, row * n + column, n);
  }
}
