// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

import java.util.Arrays;

/**
 * The fast twin of {@link ScalarKernels}: the same contract on vectors of 128, 256 or 512 bits.
 *
 * <p>Here are the checks and the choice of a path; the loops are in {@link VectorProduct}, {@link
 * SwappedProduct}, {@link PackedProduct}, {@link VectorRowProduct}, {@link VectorElementwise},
 * {@link VectorFunctions}, {@link VectorReductions}, {@link VectorRows}, {@link VectorAttention},
 * {@link VectorNormalization}, {@link VectorInteraction}, {@link VectorCells} and {@link
 * VectorUpdates}.
 */
public final class VectorKernels implements Kernels {

  /** Up to so many rows, products read B as it is; beyond, packing it is quicker. */
  private static final int FEW_ROWS = 3;

  /** The same where the sums run along contiguous memory. */
  private static final int FEW_CHAINS = 2;

  private final ScratchPool products =
      new ScratchPool(Math.max(VectorProduct.SCRATCH, SwappedProduct.SCRATCH));
  private final ScratchPool lanes = new ScratchPool(LANES);

  private final Kernels scalar = new ScalarKernels();

  /** Null where products are vectors from the first call on. */
  private final ProductWarmup warmup;

  private VectorKernels(boolean warmsUp) {
    warmup = warmsUp ? new ProductWarmup(scalar, new VectorKernels()) : null;
  }

  /** Vectors from the first call on, however long it takes until they are compiled. */
  VectorKernels() {
    this(false);
  }

  /** Vectors, but for matrix products that come before those are compiled; see ProductWarmup. */
  static VectorKernels warmingUp() {
    return new VectorKernels(true);
  }

  /** Whether some products are still made by plain loops. */
  boolean isWarmingUp() {
    return warmup != null && warmup.isUnderWay();
  }

  @Override
  public void gemm(
      Form form,
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
      int ldc,
      boolean accumulate) {
    Ranges.product(form, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc);
    if (m == 0 || n == 0) {
      return;
    }
    if (!isReady(form)) {
      scalar.gemm(form, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc, accumulate);
      return;
    }
    if (k == 0) {
      for (int i = 0; i < m && !accumulate; i++) {
        Arrays.fill(c, cOffset + i * ldc, cOffset + i * ldc + n, 0f);
      }
    } else if (form == Form.NT && m <= FEW_CHAINS) {
      float[] sums = lanes.borrow();
      for (int i = 0; i < m; i++) {
        int aAt = aOffset + i * lda;
        int cAt = cOffset + i * ldc;
        VectorRowProduct.chains(n, k, b, bOffset, ldb, a, aAt, 1, c, cAt, 1, accumulate, sums);
      }
      lanes.giveBack(sums);
    } else if (form != Form.NT && m <= FEW_ROWS) {
      int aRow = form == Form.TN ? 1 : lda;
      int aCol = form == Form.TN ? lda : 1;
      for (int i = 0; i < m; i++) {
        int aAt = aOffset + i * aRow;
        int cAt = cOffset + i * ldc;
        VectorRowProduct.row(n, k, a, aAt, aCol, b, bOffset, ldb, c, cAt, accumulate);
      }
    } else if (form != Form.TN && n <= FEW_CHAINS) {
      int bRow = form == Form.NT ? 1 : ldb;
      int bCol = form == Form.NT ? ldb : 1;
      float[] sums = lanes.borrow();
      for (int j = 0; j < n; j++) {
        int bAt = bOffset + j * bCol;
        int cAt = cOffset + j;
        VectorRowProduct.chains(m, k, a, aOffset, lda, b, bAt, bRow, c, cAt, ldc, accumulate, sums);
      }
      lanes.giveBack(sums);
    } else if (form == Form.TN && n == 1 && ldc == 1) {
      VectorRowProduct.row(m, k, b, bOffset, ldb, a, aOffset, lda, c, cOffset, accumulate);
    } else {
      float[] scratch = products.borrow();
      VectorProduct.gemm(
          form,
          m,
          n,
          k,
          a,
          aOffset,
          lda,
          b,
          bOffset,
          ldb,
          null,
          c,
          cOffset,
          ldc,
          accumulate,
          scratch);
      products.giveBack(scratch);
    }
  }

  @Override
  public void gemmRows(
      Form form,
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
      int ldc,
      boolean accumulate) {
    Ranges.productOfRows(form, m, n, k, a, aOffset, lda, b, bOffset, bRows, c, cOffset, ldc);
    if (!isReady(form)) {
      scalar.gemmRows(
          form, m, n, k, a, aOffset, lda, b, bOffset, bRows, c, cOffset, ldc, accumulate);
      return;
    }
    if (k == 0 && !accumulate) {
      for (int i = 0; i < m; i++) {
        Arrays.fill(c, cOffset + i * ldc, cOffset + i * ldc + n, 0f);
      }
    }
    if (m == 0 || n == 0 || k == 0) {
      return;
    }
    float[] scratch = products.borrow();
    if (form != Form.NT && VectorProduct.TILE == 8) {
      SwappedProduct.gemm(
          form, m, n, k, a, aOffset, lda, b, bOffset, bRows, c, cOffset, ldc, accumulate, scratch);
    } else {
      VectorProduct.gemm(
          form,
          m,
          n,
          k,
          a,
          aOffset,
          lda,
          b,
          bOffset,
          0,
          bRows,
          c,
          cOffset,
          ldc,
          accumulate,
          scratch);
    }
    products.giveBack(scratch);
  }

  @Override
  public PackedMatrix pack(Precision precision, int n, int k, float[] b, int bOffset, int ldb) {
    Ranges.packed(n, k, b, bOffset, ldb);
    boolean halves = VectorProduct.isHalf(1);
    return new PackedMatrix(precision, n, k, b, bOffset, ldb, PackedProduct.PANEL, halves);
  }

  @Override
  public void gemmPacked(
      int m,
      float[] a,
      int aOffset,
      int lda,
      PackedMatrix b,
      int from,
      int to,
      float[] c,
      int cOffset,
      int ldc,
      boolean accumulate) {
    Ranges.packedProduct(m, a, aOffset, lda, b, from, to, c, cOffset, ldc);
    Ranges.panels(b, PackedProduct.PANEL);
    if (m == 0 || from == to) {
      return;
    }
    if (b.columns() == 0 || warmup != null && !warmup.isReady(b.precision())) {
      scalar.gemmPacked(m, a, aOffset, lda, b, from, to, c, cOffset, ldc, accumulate);
      return;
    }
    float[] scratch = products.borrow();
    PackedProduct.gemm(m, a, aOffset, lda, b, from, to, c, cOffset, ldc, accumulate, scratch);
    products.giveBack(scratch);
  }

  private boolean isReady(Form form) {
    return warmup == null || warmup.isReady(form);
  }

  @Override
  public void fill(int n, float value, float[] out, int outOffset) {
    Ranges.floats("out", out, outOffset, n);
    Arrays.fill(out, outOffset, outOffset + n, value);
  }

  @Override
  public void add(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset) {
    Ranges.floats("a", a, aOffset, n);
    Ranges.floats("b", b, bOffset, n);
    Ranges.floats("out", out, outOffset, n);
    VectorElementwise.add(n, a, aOffset, b, bOffset, out, outOffset);
  }

  @Override
  public void subtract(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset) {
    Ranges.floats("a", a, aOffset, n);
    Ranges.floats("b", b, bOffset, n);
    Ranges.floats("out", out, outOffset, n);
    VectorElementwise.subtract(n, a, aOffset, b, bOffset, out, outOffset);
  }

  @Override
  public void multiply(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset) {
    Ranges.floats("a", a, aOffset, n);
    Ranges.floats("b", b, bOffset, n);
    Ranges.floats("out", out, outOffset, n);
    VectorElementwise.multiply(n, a, aOffset, b, bOffset, out, outOffset);
  }

  @Override
  public void divide(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset) {
    Ranges.floats("a", a, aOffset, n);
    Ranges.floats("b", b, bOffset, n);
    Ranges.floats("out", out, outOffset, n);
    VectorElementwise.divide(n, a, aOffset, b, bOffset, out, outOffset);
  }

  @Override
  public void scale(int n, float alpha, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    VectorElementwise.scale(n, alpha, x, xOffset, out, outOffset);
  }

  @Override
  public void axpy(int n, float alpha, float[] x, int xOffset, float[] y, int yOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("y", y, yOffset, n);
    VectorElementwise.axpy(n, alpha, x, xOffset, y, yOffset);
  }

  @Override
  public void multiplyAdd(
      int n,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      float[] out,
      int outOffset) {
    Ranges.floats("a", a, aOffset, n);
    Ranges.floats("b", b, bOffset, n);
    Ranges.floats("c", c, cOffset, n);
    Ranges.floats("out", out, outOffset, n);
    VectorElementwise.multiplyAdd(n, a, aOffset, b, bOffset, c, cOffset, out, outOffset);
  }

  @Override
  public void accumulate(int n, float[] x, int xOffset, float[] y, int yOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("y", y, yOffset, n);
    VectorElementwise.accumulate(n, x, xOffset, y, yOffset);
  }

  @Override
  public void addRow(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      float[] row,
      int rowOffset,
      float[] out,
      int outOffset) {
    Ranges.count("rows", rows);
    Ranges.floats("row", row, rowOffset, cols);
    Ranges.floats("x", x, xOffset, (long) rows * cols);
    Ranges.floats("out", out, outOffset, (long) rows * cols);
    for (int r = 0; r < rows; r++) {
      int at = r * cols;
      VectorElementwise.add(cols, x, xOffset + at, row, rowOffset, out, outOffset + at);
    }
  }

  @Override
  public void relu(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    VectorElementwise.relu(n, x, xOffset, out, outOffset);
  }

  @Override
  public void reluBackward(
      int n, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    Ranges.floats("y", y, yOffset, n);
    Ranges.floats("dy", dy, dyOffset, n);
    Ranges.floats("dx", dx, dxOffset, n);
    VectorElementwise.reluBackward(n, y, yOffset, dy, dyOffset, dx, dxOffset);
  }

  @Override
  public void sqrt(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    VectorElementwise.sqrt(n, x, xOffset, out, outOffset);
  }

  @Override
  public void exp(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    VectorFunctions.exp(n, 0f, x, xOffset, out, outOffset);
  }

  @Override
  public void log(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    VectorFunctions.log(n, x, xOffset, out, outOffset);
  }

  @Override
  public void sigmoid(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    VectorFunctions.sigmoid(n, x, xOffset, out, outOffset);
  }

  @Override
  public void tanh(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    VectorFunctions.tanh(n, x, xOffset, out, outOffset);
  }

  @Override
  public void softplus(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    VectorFunctions.softplus(n, x, xOffset, out, outOffset);
  }

  @Override
  public float sum(int n, float[] x, int xOffset) {
    Ranges.floats("x", x, xOffset, n);
    return VectorReductions.sum(n, x, xOffset);
  }

  @Override
  public float dot(int n, float[] a, int aOffset, float[] b, int bOffset) {
    Ranges.floats("a", a, aOffset, n);
    Ranges.floats("b", b, bOffset, n);
    return VectorReductions.dot(n, a, aOffset, b, bOffset);
  }

  @Override
  public float sumOfSquares(int n, float[] x, int xOffset) {
    return dot(n, x, xOffset, x, xOffset);
  }

  @Override
  public float max(int n, float[] x, int xOffset) {
    Ranges.atLeastOne("n", n);
    Ranges.floats("x", x, xOffset, n);
    return VectorReductions.max(n, x, xOffset);
  }

  @Override
  public int firstAbove(int n, float[] x, int xOffset, float bound) {
    Ranges.count("n", n);
    Ranges.floats("x", x, xOffset, n);
    return VectorReductions.firstAbove(n, x, xOffset, bound);
  }

  @Override
  public void rowDots(
      int rows,
      int dim,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] out,
      int outOffset) {
    Ranges.count("dim", dim);
    Ranges.floats("a", a, aOffset, (long) rows * dim);
    Ranges.floats("b", b, bOffset, (long) rows * dim);
    Ranges.floats("out", out, outOffset, rows);
    for (int r = 0; r < rows; r++) {
      int at = r * dim;
      out[outOffset + r] = VectorReductions.dot(dim, a, aOffset + at, b, bOffset + at);
    }
  }

  @Override
  public void columnSums(
      int rows, int cols, float[] x, int xOffset, float[] out, int outOffset, boolean accumulate) {
    Ranges.count("rows", rows);
    Ranges.floats("x", x, xOffset, (long) rows * cols);
    Ranges.floats("out", out, outOffset, cols);
    VectorReductions.columnSums(rows, cols, x, xOffset, out, outOffset, accumulate);
  }

  @Override
  public void gatherRows(PagedRows table, int[] ids, int from, int to, float[] out, int outOffset) {
    Ranges.rows(table, ids, from, to);
    Ranges.floats("out", out, outOffset, (long) (to - from) * table.dim());
    VectorRows.gather(table, ids, from, to, out, outOffset);
  }

  @Override
  public void scatterRows(
      PagedRows table, int[] ids, int from, int to, float[] source, int sourceOffset) {
    Ranges.rows(table, ids, from, to);
    Ranges.floats("source", source, sourceOffset, (long) (to - from) * table.dim());
    VectorRows.scatter(table, ids, from, to, source, sourceOffset);
  }

  @Override
  public void bagSum(
      PagedRows table,
      int[] ids,
      int[] offsets,
      float[] weights,
      int fromBag,
      int toBag,
      float[] out,
      int outOffset) {
    Ranges.bags(table, ids, offsets, weights, fromBag, toBag, out, outOffset);
    for (int g = fromBag; g < toBag; g++) {
      int from = offsets[g];
      int to = offsets[g + 1];
      Ranges.positions("ids", ids.length, from, to);
      int at = outOffset + (g - fromBag) * table.dim();
      VectorRows.bag(table, ids, weights, from, to, out, at);
    }
  }

  @Override
  public void scatterAddRows(
      int dim,
      float[] source,
      int[] sourceRow,
      float[] weights,
      int[] slot,
      int from,
      int to,
      float[] target) {
    Ranges.scatter(dim, sourceRow, weights, slot, from, to);
    VectorRows.scatterAdd(dim, source, sourceRow, weights, slot, from, to, target);
  }

  @Override
  public void attentionWeights(
      int rows,
      int cols,
      int width,
      int visible,
      float scale,
      float[] bias,
      int biasOffset,
      int biasStride,
      float[] x,
      int xOffset,
      int stride) {
    Ranges.attention(rows, cols, width, visible, bias, biasOffset, biasStride, x, xOffset, stride);
    for (int r = 0; r < rows; r++) {
      int n = (int) Math.min(cols, (long) visible + r);
      int biasAt = biasOffset + r * biasStride;
      VectorAttention.weights(n, width, scale, bias, biasAt, x, xOffset + r * stride);
    }
  }

  @Override
  public void attentionWeightsBackward(
      int rows,
      int cols,
      float scale,
      float[] weights,
      int weightsOffset,
      float[] totals,
      int totalsOffset,
      float[] x,
      int xOffset,
      int stride) {
    Ranges.matrix("weights", weights, weightsOffset, rows, cols, stride);
    Ranges.floats("totals", totals, totalsOffset, rows);
    Ranges.matrix("x", x, xOffset, rows, cols, stride);
    for (int r = 0; r < rows; r++) {
      float total = totals[totalsOffset + r];
      int at = r * stride;
      VectorAttention.backward(cols, scale, weights, weightsOffset + at, total, x, xOffset + at);
    }
  }

  @Override
  public void dropout(
      int n,
      long key,
      long index,
      int threshold,
      float factor,
      float[] x,
      int xOffset,
      float[] out,
      int outOffset) {
    Ranges.evenIndex(index);
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    VectorAttention.dropout(n, key, index, threshold, factor, x, xOffset, out, outOffset);
  }

  @Override
  public void layerNorm(
      int rows,
      int n,
      float eps,
      float[] x,
      int xOffset,
      float[] weight,
      float[] bias,
      float[] out,
      int outOffset,
      float[] stats,
      int statsOffset) {
    Ranges.layerNorm(rows, n, x, xOffset, weight, bias, 0, out, outOffset, stats, statsOffset);
    for (int r = 0; r < rows; r++) {
      int statsAt = statsOffset + 2 * r;
      VectorNormalization.forward(
          n, eps, x, xOffset + r * n, weight, bias, out, outOffset + r * n, stats, statsAt);
    }
  }

  @Override
  public void layerNormBackward(
      int rows,
      int n,
      float[] x,
      int xOffset,
      float[] stats,
      int statsOffset,
      float[] weight,
      float[] dy,
      int dyOffset,
      float[] dx,
      int dxOffset,
      float[] dWeight,
      float[] dBias,
      int dOffset) {
    Ranges.layerNorm(
        rows, n, x, xOffset, dWeight, dBias, dOffset, dx, dxOffset, stats, statsOffset);
    Ranges.sameAbsence(weight, dWeight);
    Ranges.floats("dy", dy, dyOffset, (long) rows * n);
    for (int r = 0; r < rows; r++) {
      float mean = stats[statsOffset + 2 * r];
      float rstd = stats[statsOffset + 2 * r + 1];
      VectorNormalization.backward(
          n,
          x,
          xOffset + r * n,
          mean,
          rstd,
          weight,
          dy,
          dyOffset + r * n,
          dx,
          dxOffset + r * n,
          dWeight,
          dBias,
          dOffset);
    }
  }

  @Override
  public void fmForward(
      int batch,
      int fields,
      int dim,
      float[] x,
      int xOffset,
      float[] sums,
      int sumsOffset,
      float[] out,
      int outOffset) {
    Ranges.examples(batch, fields, dim);
    Ranges.floats("x", x, xOffset, (long) batch * fields * dim);
    Ranges.floats("sums", sums, sumsOffset, (long) batch * dim);
    Ranges.floats("out", out, outOffset, batch);
    float[] scratch = lanes.borrow();
    for (int e = 0; e < batch; e++) {
      int at = xOffset + e * fields * dim;
      int sumsAt = sumsOffset + e * dim;
      out[outOffset + e] = VectorInteraction.forward(fields, dim, x, at, sums, sumsAt, scratch);
    }
    lanes.giveBack(scratch);
  }

  @Override
  public void fmBackward(
      int batch,
      int fields,
      int dim,
      float[] x,
      int xOffset,
      float[] sums,
      int sumsOffset,
      float[] dOut,
      int dOutOffset,
      float[] dx,
      int dxOffset,
      boolean accumulate) {
    Ranges.examples(batch, fields, dim);
    Ranges.floats("x", x, xOffset, (long) batch * fields * dim);
    Ranges.floats("sums", sums, sumsOffset, (long) batch * dim);
    Ranges.floats("dOut", dOut, dOutOffset, batch);
    Ranges.floats("dx", dx, dxOffset, (long) batch * fields * dim);
    for (int e = 0; e < batch; e++) {
      int at = e * fields * dim;
      int sumsAt = sumsOffset + e * dim;
      float g = dOut[dOutOffset + e];
      VectorInteraction.backward(
          fields, dim, x, xOffset + at, sums, sumsAt, g, dx, dxOffset + at, accumulate);
    }
  }

  @Override
  public void lstmForward(
      int rows,
      int hidden,
      float[] gates,
      int gatesOffset,
      float[] bias,
      int biasOffset,
      float[] before,
      int beforeOffset,
      float[] c,
      int cOffset,
      float[] h,
      int hOffset) {
    Ranges.cells(rows, hidden);
    Ranges.floats("gates", gates, gatesOffset, 4L * rows * hidden);
    Ranges.floats("bias", bias, biasOffset, 4L * hidden);
    Ranges.floats("before", before, beforeOffset, (long) rows * hidden);
    Ranges.floats("c", c, cOffset, (long) rows * hidden);
    Ranges.floats("h", h, hOffset, (long) rows * hidden);
    for (int row = 0; row < rows; row++) {
      int at = row * hidden;
      VectorCells.lstmForward(
          hidden,
          gates,
          gatesOffset + 4 * at,
          bias,
          biasOffset,
          before,
          beforeOffset + at,
          c,
          cOffset + at,
          h,
          hOffset + at);
    }
  }

  @Override
  public void lstmBackward(
      int rows,
      int hidden,
      float[] gates,
      int gatesOffset,
      float[] before,
      int beforeOffset,
      float[] c,
      int cOffset,
      float[] dh,
      int dhOffset,
      float[] dc,
      int dcOffset) {
    Ranges.cells(rows, hidden);
    Ranges.floats("gates", gates, gatesOffset, 4L * rows * hidden);
    Ranges.floats("before", before, beforeOffset, (long) rows * hidden);
    Ranges.floats("c", c, cOffset, (long) rows * hidden);
    Ranges.floats("dh", dh, dhOffset, (long) rows * hidden);
    Ranges.floats("dc", dc, dcOffset, (long) rows * hidden);
    for (int row = 0; row < rows; row++) {
      int at = row * hidden;
      VectorCells.lstmBackward(
          hidden,
          gates,
          gatesOffset + 4 * at,
          before,
          beforeOffset + at,
          c,
          cOffset + at,
          dh,
          dhOffset + at,
          dc,
          dcOffset + at);
    }
  }

  @Override
  public void gruForward(
      GruUpdate update,
      int rows,
      int hidden,
      float[] x,
      int xOffset,
      float[] h,
      int hOffset,
      float[] bias,
      int biasOffset,
      float[] attention,
      int attentionOffset,
      float[] before,
      int beforeOffset,
      float[] out,
      int outOffset) {
    Ranges.gru(update, rows, hidden, x, xOffset, h, hOffset, attention, attentionOffset);
    Ranges.floats("bias", bias, biasOffset, 4L * hidden);
    Ranges.floats("before", before, beforeOffset, (long) rows * hidden);
    Ranges.floats("out", out, outOffset, (long) rows * hidden);
    for (int row = 0; row < rows; row++) {
      int at = row * hidden;
      float a = attention == null ? 0f : attention[attentionOffset + row];
      VectorCells.gruForward(
          update,
          hidden,
          x,
          xOffset + 3 * at,
          h,
          hOffset + 3 * at,
          bias,
          biasOffset,
          a,
          before,
          beforeOffset + at,
          out,
          outOffset + at);
    }
  }

  @Override
  public void gruBackward(
      GruUpdate update,
      int rows,
      int hidden,
      float[] x,
      int xOffset,
      float[] h,
      int hOffset,
      float[] attention,
      int attentionOffset,
      float[] dAttention,
      int dAttentionOffset,
      float[] before,
      int beforeOffset,
      float[] d,
      int dOffset) {
    Ranges.gru(update, rows, hidden, x, xOffset, h, hOffset, attention, attentionOffset);
    Ranges.floats("before", before, beforeOffset, (long) rows * hidden);
    Ranges.floats("d", d, dOffset, (long) rows * hidden);
    if (update != GruUpdate.GATE) {
      Ranges.floats("dAttention", dAttention, dAttentionOffset, rows);
    }
    float[] sums = lanes.borrow();
    for (int row = 0; row < rows; row++) {
      int at = row * hidden;
      float a = attention == null ? 0f : attention[attentionOffset + row];
      Arrays.fill(sums, 0, LANES, 0f);
      VectorCells.gruBackward(
          update,
          hidden,
          x,
          xOffset + 3 * at,
          h,
          hOffset + 3 * at,
          a,
          sums,
          before,
          beforeOffset + at,
          d,
          dOffset + at);
      if (update != GruUpdate.GATE) {
        dAttention[dAttentionOffset + row] = -VectorReductions.sum(LANES, sums, 0);
      }
    }
    lanes.giveBack(sums);
  }

  @Override
  public void sgd(
      int n, float[] p, int pOffset, float[] g, int gOffset, float lr, float weightDecay) {
    Ranges.floats("p", p, pOffset, n);
    Ranges.floats("g", g, gOffset, n);
    VectorUpdates.sgd(n, p, pOffset, g, gOffset, lr, weightDecay);
  }

  @Override
  public void sgdMomentum(
      int n,
      float[] p,
      int pOffset,
      float[] g,
      int gOffset,
      float[] buf,
      int bufOffset,
      float lr,
      float momentum,
      float dampening,
      float weightDecay,
      boolean nesterov,
      boolean first) {
    Ranges.floats("p", p, pOffset, n);
    Ranges.floats("g", g, gOffset, n);
    Ranges.floats("buf", buf, bufOffset, n);
    VectorUpdates.sgdMomentum(
        n,
        p,
        pOffset,
        g,
        gOffset,
        buf,
        bufOffset,
        lr,
        momentum,
        dampening,
        weightDecay,
        nesterov,
        first);
  }

  @Override
  public void adagrad(
      int n,
      float[] p,
      int pOffset,
      float[] g,
      int gOffset,
      float[] sum,
      int sumOffset,
      float lr,
      float weightDecay,
      float eps) {
    Ranges.floats("p", p, pOffset, n);
    Ranges.floats("g", g, gOffset, n);
    Ranges.floats("sum", sum, sumOffset, n);
    VectorUpdates.adagrad(n, p, pOffset, g, gOffset, sum, sumOffset, lr, weightDecay, eps);
  }

  @Override
  public void adam(
      int n,
      float[] p,
      int pOffset,
      float[] g,
      int gOffset,
      float[] m,
      int mOffset,
      float[] v,
      int vOffset,
      AdamStep step) {
    Ranges.floats("p", p, pOffset, n);
    Ranges.floats("g", g, gOffset, n);
    Ranges.floats("m", m, mOffset, n);
    Ranges.floats("v", v, vOffset, n);
    VectorUpdates.adam(n, p, pOffset, g, gOffset, m, mOffset, v, vOffset, step);
  }
}
