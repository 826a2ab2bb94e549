// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

/** The checks at the door of a kernel: once per call, or per row of a table, never per element. */
final class Ranges {

  private Ranges() {}

  static void count(String name, int n) {
    if (n < 0) {
      throw new IllegalArgumentException(name + " must not be negative, but is " + n);
    }
  }

  static void atLeastOne(String name, int n) {
    if (n < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, but is " + n);
    }
  }

  /** Checks that {@code array} holds n floats from {@code offset} on. */
  static void floats(String name, float[] array, int offset, long n) {
    if ((offset | n | (array.length - offset - n)) < 0) {
      throw outside(name, array.length, offset, n);
    }
  }

  /** Checks rows of {@code cols} floats whose starts are {@code stride} apart. */
  static void matrix(String name, float[] array, int offset, int rows, int cols, int stride) {
    if (stride < cols) {
      throw new IllegalArgumentException(
          "the rows of " + name + " hold " + cols + " floats, but start " + stride + " apart");
    }
    long n = rows == 0 || cols == 0 ? 0 : (long) (rows - 1) * stride + cols;
    floats(name, array, offset, n);
  }

  /** Checks {@code [from, to)} within an array of positions. */
  static void positions(String name, int length, int from, int to) {
    if (from < 0 || to < from || to > length) {
      throw new IndexOutOfBoundsException(
          name + ": needs positions " + from + " to " + to + ", but there are " + length);
    }
  }

  static void product(
      Kernels.Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float[] c,
      int cOffset,
      int ldc) {
    count("m", m);
    count("n", n);
    count("k", k);
    boolean aTransposed = form == Kernels.Form.TN;
    boolean bTransposed = form == Kernels.Form.NT;
    matrix("a", a, aOffset, aTransposed ? k : m, aTransposed ? m : k, lda);
    matrix("b", b, bOffset, bTransposed ? n : k, bTransposed ? k : n, ldb);
    matrix("c", c, cOffset, m, n, ldc);
  }

  static void productOfRows(
      Kernels.Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int[] bRows,
      float[] c,
      int cOffset,
      int ldc) {
    count("m", m);
    count("n", n);
    count("k", k);
    boolean aTransposed = form == Kernels.Form.TN;
    matrix("a", a, aOffset, aTransposed ? k : m, aTransposed ? m : k, lda);
    matrix("c", c, cOffset, m, n, ldc);
    int rows = form == Kernels.Form.NT ? n : k;
    int length = form == Kernels.Form.NT ? k : n;
    positions("bRows", bRows.length, 0, rows);
    for (int r = 0; r < rows; r++) {
      floats("b", b, bOffset + bRows[r], length);
    }
  }

  static void packedProduct(
      int m,
      float[] a,
      int aOffset,
      int lda,
      PackedMatrix b,
      int from,
      int to,
      float[] c,
      int cOffset,
      int ldc) {
    count("m", m);
    positions("b", b.rows(), from, to);
    matrix("a", a, aOffset, m, b.columns(), lda);
    matrix("c", c, cOffset, m, to - from, ldc);
  }

  /** Checks that a matrix was packed in panels of so many rows. */
  static void panels(PackedMatrix b, int panel) {
    if (b.panel() != panel) {
      throw new IllegalArgumentException(
          "b was packed by other kernels, in panels of %d rows where these want %d"
              .formatted(b.panel(), panel));
    }
  }

  static void packed(int n, int k, float[] b, int bOffset, int ldb) {
    count("n", n);
    count("k", k);
    matrix("b", b, bOffset, n, k, ldb);
  }

  static void bags(
      PagedRows table,
      int[] ids,
      int[] offsets,
      float[] weights,
      int fromBag,
      int toBag,
      float[] out,
      int outOffset) {
    positions("offsets", offsets.length - 1, fromBag, toBag);
    rows(table, ids, offsets[fromBag], offsets[toBag]);
    if (weights != null && weights.length < ids.length) {
      throw new IndexOutOfBoundsException(
          "weights: needs one for each of " + ids.length + " ids, but has " + weights.length);
    }
    floats("out", out, outOffset, (long) (toBag - fromBag) * table.dim());
  }

  static void scatter(int dim, int[] sourceRow, float[] weights, int[] slot, int from, int to) {
    count("dim", dim);
    positions("slot", slot.length, from, to);
    if (sourceRow != null) {
      positions("sourceRow", sourceRow.length, from, to);
    }
    if (weights != null) {
      positions("weights", weights.length, from, to);
    }
  }

  static void cells(int rows, int hidden) {
    count("rows", rows);
    count("hidden", hidden);
  }

  static void gru(
      Kernels.GruUpdate update,
      int rows,
      int hidden,
      float[] x,
      int xOffset,
      float[] h,
      int hOffset,
      float[] attention,
      int attentionOffset) {
    cells(rows, hidden);
    floats("x", x, xOffset, 3L * rows * hidden);
    floats("h", h, hOffset, 3L * rows * hidden);
    if (update != Kernels.GruUpdate.GATE) {
      floats("attention", attention, attentionOffset, rows);
    }
  }

  static void attention(
      int rows,
      int cols,
      int width,
      int visible,
      float[] bias,
      int biasOffset,
      int biasStride,
      float[] x,
      int xOffset,
      int stride) {
    count("rows", rows);
    count("cols", cols);
    count("visible", visible);
    if (width < cols) {
      throw new IllegalArgumentException("width " + width + " is less than cols " + cols);
    }
    matrix("x", x, xOffset, rows, width, stride);
    if (bias != null && biasStride == 0) {
      floats("bias", bias, biasOffset, rows == 0 ? 0 : cols);
    } else if (bias != null) {
      matrix("bias", bias, biasOffset, rows, cols, biasStride);
    }
  }

  static void evenIndex(long index) {
    if (index < 0 || index % 2 != 0) {
      throw new IllegalArgumentException("index must be even and not negative, but is " + index);
    }
  }

  static void sameAbsence(float[] weight, float[] other) {
    if ((weight == null) != (other == null)) {
      throw new IllegalArgumentException("weight and bias come together or not at all");
    }
  }

  /** Checks the rows of a layer norm; weight and bias are either both there or both null. */
  static void layerNorm(
      int rows,
      int n,
      float[] x,
      int xOffset,
      float[] weight,
      float[] bias,
      int weightOffset,
      float[] out,
      int outOffset,
      float[] stats,
      int statsOffset) {
    count("rows", rows);
    atLeastOne("n", n);
    floats("x", x, xOffset, (long) rows * n);
    floats("out", out, outOffset, (long) rows * n);
    floats("stats", stats, statsOffset, 2L * rows);
    sameAbsence(weight, bias);
    if (weight != null) {
      floats("weight", weight, weightOffset, n);
      floats("bias", bias, weightOffset, n);
    }
  }

  static void examples(int batch, int fields, int dim) {
    count("batch", batch);
    count("fields", fields);
    count("dim", dim);
  }

  /** Checks the rows {@code ids[from..to)} of a table. The pages before the last are full. */
  static void rows(PagedRows table, int[] ids, int from, int to) {
    count("dim", table.dim());
    positions("ids", ids.length, from, to);
    long rows = table.count();
    int last = (int) Math.min(Integer.MAX_VALUE, rows - 1);
    // Negative where an id or what it leaves is; a loop that the compiler turns into vectors.
    int signs = 0;
    for (int i = from; i < to; i++) {
      signs |= ids[i] | last - ids[i];
    }
    for (int i = from; i < to && signs < 0; i++) {
      if (ids[i] < 0 || ids[i] > last) {
        throw new IndexOutOfBoundsException("row " + ids[i] + " of a table of " + rows + " rows");
      }
    }
  }

  /** Where a row of an array of rows starts, checked to lie within it. */
  static int rowStart(float[] rows, int row, int dim) {
    long start = (long) row * dim;
    if (row < 0 || start + dim > rows.length) {
      throw new IndexOutOfBoundsException(
          "row " + row + " of " + dim + " floats, in an array of " + rows.length);
    }
    return (int) start;
  }

  private static RuntimeException outside(String name, int length, int offset, long n) {
    if (n < 0) {
      return new IllegalArgumentException(name + ": cannot take " + n + " floats");
    }
    return new IndexOutOfBoundsException(
        name + ": needs " + n + " floats from offset " + offset + ", but has " + length);
  }
}
