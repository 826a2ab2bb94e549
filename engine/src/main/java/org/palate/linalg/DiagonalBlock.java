// SPDX-License-Identifier: Apache-2.0
package org.palate.linalg;

/**
 * Plain loops in double for the blocks on the diagonal, where no product is large enough for more.
 */
final class DiagonalBlock {
  /** Rows and columns of a block at most. */
  static final int SIZE = 32;

  /** Columns of right-hand sides that are solved for at a time. */
  private static final int STRIP = 64;

  private DiagonalBlock() {}

  /** Where a range of more than {@link #SIZE} is halved, on a multiple of it. */
  static int middle(int from, int to) {
    int half = (to - from) / 2;
    return from + (half + SIZE - 1) / SIZE * SIZE;
  }

  /**
   * Overwrites the lower triangle by that of L; what is above the diagonal stays.
   *
   * @param a {@code [size, size]}, of which the lower triangle is read
   * @param first the number in the whole matrix of this block's first pivot
   * @throws ArithmeticException if a pivot is not above 0, or not finite
   */
  static void factor(int size, Block a, int first) {
    double[] upper = new double[size * size]; // L transposed, so that inner loops run along rows
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        upper[j * size + i] = a.data()[a.at() + i * a.stride() + j];
      }
    }
    for (int p = 0; p < size; p++) {
      int row = p * size;
      double root = root(upper[row + p], first + p);
      upper[row + p] = root;
      for (int j = p + 1; j < size; j++) {
        upper[row + j] /= root;
      }
      for (int i = p + 1; i < size; i++) {
        double factor = upper[row + i];
        int target = i * size;
        for (int j = i; j < size; j++) {
          upper[target + j] -= factor * upper[row + j];
        }
      }
    }
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        a.data()[a.at() + i * a.stride() + j] = (float) upper[j * size + i];
      }
    }
  }

  private static double root(double pivot, int number) {
    double root = Math.sqrt(pivot);
    float stored = (float) root;
    if (!(stored > 0 && stored < Float.POSITIVE_INFINITY)) { // NaN is neither
      throw new ArithmeticException(
          "expected a positive definite matrix, every pivot above 0 and finite, found pivot %d of %s"
              .formatted(number, pivot));
    }
    return root;
  }

  /**
   * The inverse of a lower triangular block, zeros above the diagonal.
   *
   * @param l {@code [size, size]}, of which the lower triangle is read
   * @param out receives {@code [size, size]}; may be l
   */
  static void invert(int size, Block l, Block out) {
    double[] inverse = new double[size * size];
    for (int i = 0; i < size; i++) {
      int row = i * size;
      int coefficients = l.at() + i * l.stride();
      for (int p = 0; p < i; p++) {
        double factor = l.data()[coefficients + p];
        int earlier = p * size;
        for (int j = 0; j <= p; j++) {
          inverse[row + j] -= factor * inverse[earlier + j];
        }
      }
      inverse[row + i] = 1;
      double pivot = l.data()[coefficients + i];
      for (int j = 0; j <= i; j++) {
        inverse[row + j] /= pivot;
      }
    }
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        out.data()[out.at() + i * out.stride() + j] = (float) inverse[i * size + j];
      }
    }
  }

  /** {@code B = -L^-1 B} for B {@code [size, m]}. */
  static void solve(int size, Block l, int m, Block b) {
    double[] rows = new double[size * Math.min(m, STRIP)];
    for (int strip = 0; strip < m; strip += STRIP) {
      int width = Math.min(STRIP, m - strip);
      Block columns = b.from(0, strip);
      load(size, width, columns, rows);
      for (int i = 0; i < size; i++) {
        for (int p = 0; p < i; p++) {
          subtract(width, l.data()[l.at() + i * l.stride() + p], rows, p, i);
        }
        divide(width, l.data()[l.at() + i * l.stride() + i], rows, i);
      }
      storeNegated(size, width, rows, columns);
    }
  }

  /** {@code B = -L^-T B} for B {@code [size, m]}. */
  static void solveTransposed(int size, Block l, int m, Block b) {
    double[] rows = new double[size * Math.min(m, STRIP)];
    for (int strip = 0; strip < m; strip += STRIP) {
      int width = Math.min(STRIP, m - strip);
      Block columns = b.from(0, strip);
      load(size, width, columns, rows);
      for (int i = size - 1; i >= 0; i--) {
        for (int p = size - 1; p > i; p--) {
          subtract(width, l.data()[l.at() + p * l.stride() + i], rows, p, i);
        }
        divide(width, l.data()[l.at() + i * l.stride() + i], rows, i);
      }
      storeNegated(size, width, rows, columns);
    }
  }

  private static void load(int size, int width, Block b, double[] rows) {
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < width; j++) {
        rows[i * width + j] = b.data()[b.at() + i * b.stride() + j];
      }
    }
  }

  private static void subtract(int width, double factor, double[] rows, int from, int to) {
    for (int j = 0; j < width; j++) {
      rows[to * width + j] -= factor * rows[from * width + j];
    }
  }

  private static void divide(int width, double pivot, double[] rows, int row) {
    for (int j = 0; j < width; j++) {
      rows[row * width + j] /= pivot;
    }
  }

  private static void storeNegated(int size, int width, double[] rows, Block b) {
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < width; j++) {
        b.data()[b.at() + i * b.stride() + j] = (float) -rows[i * width + j];
      }
    }
  }
}
