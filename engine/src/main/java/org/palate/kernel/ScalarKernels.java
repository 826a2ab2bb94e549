// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

import java.util.Arrays;

/**
 * The specification of {@link Kernels} as plain loops: what each output is, in which order it is
 * summed. Runs wherever Java runs.
 */
public final class ScalarKernels implements Kernels {

  /** Columns of B that {@link #gemm} handles at a time; any number gives the same bits. */
  private static final int STRIP = 64;

  /** Rows in a panel of a packed matrix, the least there are. */
  private static final int PANEL = 2;

  private final ScratchPool scratch = new ScratchPool((K_BLOCK + 1) * STRIP);

  ScalarKernels() {}

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
    product(form, m, n, k, a, aOffset, lda, b, bOffset, ldb, null, c, cOffset, ldc, accumulate);
  }

  /** The product, whose stored rows of B start at bRows, or else ldb apart. */
  private void product(
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
      int[] bRows,
      float[] c,
      int cOffset,
      int ldc,
      boolean accumulate) {
    if (k == 0 && !accumulate) {
      for (int i = 0; i < m; i++) {
        Arrays.fill(c, cOffset + i * ldc, cOffset + i * ldc + n, 0f);
      }
    }
    // A[i, p] is at aOffset + i * aRow + p * aCol.
    int aRow = form == Form.TN ? 1 : lda;
    int aCol = form == Form.TN ? lda : 1;

    float[] buffer = scratch.borrow(); // a block of B, [block, width], then one row of sums
    int sums = K_BLOCK * STRIP;
    for (int strip = 0; strip < n; strip += STRIP) {
      int width = Math.min(STRIP, n - strip);
      for (int from = 0; from < k; from += K_BLOCK) {
        int block = Math.min(K_BLOCK, k - from);
        for (int p = 0; p < block; p++) {
          for (int j = 0; j < width; j++) {
            int row = form == Form.NT ? strip + j : from + p;
            int col = form == Form.NT ? from + p : strip + j;
            int start = bRows == null ? row * ldb : bRows[row];
            buffer[p * STRIP + j] = b[bOffset + start + col];
          }
        }
        boolean store = from == 0 && !accumulate;
        for (int i = 0; i < m; i++) {
          Arrays.fill(buffer, sums, sums + width, 0f);
          for (int p = 0; p < block; p++) {
            float aip = a[aOffset + i * aRow + (from + p) * aCol];
            for (int j = 0; j < width; j++) {
              buffer[sums + j] = Math.fma(aip, buffer[p * STRIP + j], buffer[sums + j]);
            }
          }
          int row = cOffset + i * ldc + strip;
          for (int j = 0; j < width; j++) {
            c[row + j] = store ? buffer[sums + j] : c[row + j] + buffer[sums + j];
          }
        }
      }
    }
    scratch.giveBack(buffer);
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
    product(form, m, n, k, a, aOffset, lda, b, bOffset, 0, bRows, c, cOffset, ldc, accumulate);
  }

  @Override
  public PackedMatrix pack(Precision precision, int n, int k, float[] b, int bOffset, int ldb) {
    Ranges.packed(n, k, b, bOffset, ldb);
    return new PackedMatrix(precision, n, k, b, bOffset, ldb, PANEL, false);
  }

  /** Block by block, each put back into rows. Takes matrices in panels of any width. */
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
    int k = b.columns();
    float[] rows = scratch.borrow();
    for (int strip = from; strip < to; strip += STRIP) {
      int width = Math.min(STRIP, to - strip);
      int cAt = cOffset + strip - from;
      int kc = 0;
      do {
        int block = Math.min(K_BLOCK, k - kc);
        for (int j = 0; j < width && block > 0; j++) {
          b.unpack(strip + j, kc, rows, j * K_BLOCK);
        }
        boolean add = accumulate || kc > 0;
        int aAt = aOffset + kc;
        product(Form.NT, m, width, block, a, aAt, lda, rows, 0, K_BLOCK, null, c, cAt, ldc, add);
        kc += K_BLOCK;
      } while (kc < k);
    }
    scratch.giveBack(rows);
  }

  @Override
  public void fill(int n, float value, float[] out, int outOffset) {
    Ranges.floats("out", out, outOffset, n);
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = value;
    }
  }

  @Override
  public void add(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset) {
    Ranges.floats("a", a, aOffset, n);
    Ranges.floats("b", b, bOffset, n);
    Ranges.floats("out", out, outOffset, n);
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = a[aOffset + i] + b[bOffset + i];
    }
  }

  @Override
  public void subtract(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset) {
    Ranges.floats("a", a, aOffset, n);
    Ranges.floats("b", b, bOffset, n);
    Ranges.floats("out", out, outOffset, n);
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = a[aOffset + i] - b[bOffset + i];
    }
  }

  @Override
  public void multiply(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset) {
    Ranges.floats("a", a, aOffset, n);
    Ranges.floats("b", b, bOffset, n);
    Ranges.floats("out", out, outOffset, n);
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = a[aOffset + i] * b[bOffset + i];
    }
  }

  @Override
  public void divide(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset) {
    Ranges.floats("a", a, aOffset, n);
    Ranges.floats("b", b, bOffset, n);
    Ranges.floats("out", out, outOffset, n);
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = a[aOffset + i] / b[bOffset + i];
    }
  }

  @Override
  public void scale(int n, float alpha, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = alpha * x[xOffset + i];
    }
  }

  @Override
  public void axpy(int n, float alpha, float[] x, int xOffset, float[] y, int yOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("y", y, yOffset, n);
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = Math.fma(alpha, x[xOffset + i], y[yOffset + i]);
    }
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
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = Math.fma(a[aOffset + i], b[bOffset + i], c[cOffset + i]);
    }
  }

  @Override
  public void accumulate(int n, float[] x, int xOffset, float[] y, int yOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("y", y, yOffset, n);
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = y[yOffset + i] + x[xOffset + i];
    }
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
      for (int c = 0; c < cols; c++) {
        out[outOffset + r * cols + c] = x[xOffset + r * cols + c] + row[rowOffset + c];
      }
    }
  }

  @Override
  public void relu(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = x[xOffset + i] <= 0f ? 0f : x[xOffset + i];
    }
  }

  @Override
  public void reluBackward(
      int n, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    Ranges.floats("y", y, yOffset, n);
    Ranges.floats("dy", dy, dyOffset, n);
    Ranges.floats("dx", dx, dxOffset, n);
    for (int i = 0; i < n; i++) {
      dx[dxOffset + i] = y[yOffset + i] <= 0f ? 0f : dy[dyOffset + i];
    }
  }

  @Override
  public void sqrt(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = (float) Math.sqrt(x[xOffset + i]);
    }
  }

  @Override
  public void exp(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = FloatMath.exp(x[xOffset + i]);
    }
  }

  @Override
  public void log(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = FloatMath.log(x[xOffset + i]);
    }
  }

  @Override
  public void sigmoid(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = FloatMath.sigmoid(x[xOffset + i]);
    }
  }

  @Override
  public void tanh(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = FloatMath.tanh(x[xOffset + i]);
    }
  }

  @Override
  public void softplus(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = FloatMath.softplus(x[xOffset + i]);
    }
  }

  @Override
  public float sum(int n, float[] x, int xOffset) {
    Ranges.floats("x", x, xOffset, n);
    float[] lanes = scratch.borrow();
    Arrays.fill(lanes, 0, LANES, 0f);
    for (int i = 0; i < n; i++) {
      lanes[i % LANES] += x[xOffset + i];
    }
    float sum = fold(lanes);
    scratch.giveBack(lanes);
    return sum;
  }

  @Override
  public float dot(int n, float[] a, int aOffset, float[] b, int bOffset) {
    Ranges.floats("a", a, aOffset, n);
    Ranges.floats("b", b, bOffset, n);
    float[] lanes = scratch.borrow();
    float dot = dot(n, a, aOffset, b, bOffset, lanes);
    scratch.giveBack(lanes);
    return dot;
  }

  @Override
  public float sumOfSquares(int n, float[] x, int xOffset) {
    return dot(n, x, xOffset, x, xOffset);
  }

  @Override
  public float max(int n, float[] x, int xOffset) {
    Ranges.atLeastOne("n", n);
    Ranges.floats("x", x, xOffset, n);
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, x[xOffset + i]);
    }
    return max;
  }

  @Override
  public int firstAbove(int n, float[] x, int xOffset, float bound) {
    Ranges.count("n", n);
    Ranges.floats("x", x, xOffset, n);
    int i = 0;
    while (i < n && x[xOffset + i] <= bound) {
      i++;
    }
    return i;
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
    float[] lanes = scratch.borrow();
    for (int r = 0; r < rows; r++) {
      out[outOffset + r] = dot(dim, a, aOffset + r * dim, b, bOffset + r * dim, lanes);
    }
    scratch.giveBack(lanes);
  }

  @Override
  public void columnSums(
      int rows, int cols, float[] x, int xOffset, float[] out, int outOffset, boolean accumulate) {
    Ranges.count("rows", rows);
    Ranges.floats("x", x, xOffset, (long) rows * cols);
    Ranges.floats("out", out, outOffset, cols);
    for (int c = 0; c < cols; c++) {
      float total = accumulate ? out[outOffset + c] : 0f;
      for (int from = 0; from < rows; from += K_BLOCK) {
        float sum = 0f;
        for (int r = from; r < Math.min(from + K_BLOCK, rows); r++) {
          sum += x[xOffset + r * cols + c];
        }
        total = from == 0 && !accumulate ? sum : total + sum;
      }
      out[outOffset + c] = total;
    }
  }

  @Override
  public void gatherRows(PagedRows table, int[] ids, int from, int to, float[] out, int outOffset) {
    Ranges.rows(table, ids, from, to);
    Ranges.floats("out", out, outOffset, (long) (to - from) * table.dim());
    int dim = table.dim();
    for (int i = from; i < to; i++) {
      float[] page = table.page(ids[i]);
      int row = table.start(ids[i]);
      System.arraycopy(page, row, out, outOffset + (i - from) * dim, dim);
    }
  }

  @Override
  public void scatterRows(
      PagedRows table, int[] ids, int from, int to, float[] source, int sourceOffset) {
    Ranges.rows(table, ids, from, to);
    Ranges.floats("source", source, sourceOffset, (long) (to - from) * table.dim());
    int dim = table.dim();
    for (int i = from; i < to; i++) {
      float[] page = table.page(ids[i]);
      int row = table.start(ids[i]);
      System.arraycopy(source, sourceOffset + (i - from) * dim, page, row, dim);
    }
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
    int dim = table.dim();
    for (int g = fromBag; g < toBag; g++) {
      int sum = outOffset + (g - fromBag) * dim;
      Ranges.positions("ids", ids.length, offsets[g], offsets[g + 1]);
      Arrays.fill(out, sum, sum + dim, 0f);
      for (int i = offsets[g]; i < offsets[g + 1]; i++) {
        float[] page = table.page(ids[i]);
        int row = table.start(ids[i]);
        addRow(dim, page, row, weights == null ? 1f : weights[i], out, sum);
      }
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
    for (int i = from; i < to; i++) {
      int src = Ranges.rowStart(source, sourceRow == null ? i : sourceRow[i], dim);
      int dst = Ranges.rowStart(target, slot[i], dim);
      addRow(dim, source, src, weights == null ? 1f : weights[i], target, dst);
    }
  }

  /** {@code y += weight * x}; fma by a weight of one is the plain sum. */
  private static void addRow(
      int dim, float[] x, int xOffset, float weight, float[] y, int yOffset) {
    for (int d = 0; d < dim; d++) {
      y[yOffset + d] = Math.fma(weight, x[xOffset + d], y[yOffset + d]);
    }
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
      int row = xOffset + r * stride;
      float max = Float.NEGATIVE_INFINITY;
      for (int j = 0; j < n; j++) {
        float s = scale * x[row + j];
        if (bias != null) {
          s = Math.fma(scale, x[row + j], bias[biasOffset + r * biasStride + j]);
        }
        x[row + j] = s;
        max = Math.max(max, s);
      }
      if (max == Float.NEGATIVE_INFINITY) {
        n = 0;
      }
      for (int j = 0; j < n; j++) {
        x[row + j] = FloatMath.exp(x[row + j] - max);
      }
      float share = 1f / sum(n, x, row);
      for (int j = 0; j < width; j++) {
        x[row + j] = j < n ? x[row + j] * share : 0f;
      }
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
      for (int j = 0; j < cols; j++) {
        int at = r * stride + j;
        float centred = x[xOffset + at] - totals[totalsOffset + r];
        x[xOffset + at] = scale * (weights[weightsOffset + at] * centred);
      }
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
    for (int i = 0; i < n; i++) {
      long draw = SplitMix.draw(key, (index + i) / 2);
      int bits = (int) (i % 2 == 0 ? draw : draw >>> 32);
      boolean dropped = Integer.compareUnsigned(bits, threshold) < 0;
      out[outOffset + i] = dropped ? 0f : factor * x[xOffset + i];
    }
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
      int from = xOffset + r * n;
      int to = outOffset + r * n;
      float mean = sum(n, x, from) / n;
      for (int i = 0; i < n; i++) {
        out[to + i] = x[from + i] - mean;
      }
      float rstd = 1f / (float) Math.sqrt(sumOfSquares(n, out, to) / n + eps);
      for (int i = 0; i < n; i++) {
        float h = out[to + i] * rstd;
        out[to + i] = weight == null ? h : Math.fma(h, weight[i], bias[i]);
      }
      stats[statsOffset + 2 * r] = mean;
      stats[statsOffset + 2 * r + 1] = rstd;
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
      int from = xOffset + r * n;
      int g = dyOffset + r * n;
      int to = dxOffset + r * n;
      float mean = stats[statsOffset + 2 * r];
      float rstd = stats[statsOffset + 2 * r + 1];
      for (int i = 0; i < n; i++) {
        float h = (x[from + i] - mean) * rstd;
        dx[to + i] = weight == null ? h : h * weight[i];
      }
      float c1 = (weight == null ? sum(n, dy, g) : dot(n, dy, g, weight, 0)) / n;
      float c2 = dot(n, dy, g, dx, to) / n;
      for (int i = 0; i < n; i++) {
        float h = (x[from + i] - mean) * rstd;
        float centred = weight == null ? dy[g + i] - c1 : Math.fma(dy[g + i], weight[i], -c1);
        dx[to + i] = rstd * Math.fma(-h, c2, centred);
        if (weight != null) {
          dWeight[dOffset + i] = Math.fma(dy[g + i], h, dWeight[dOffset + i]);
          dBias[dOffset + i] += dy[g + i];
        }
      }
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
    float[] lanes = scratch.borrow();
    for (int e = 0; e < batch; e++) {
      Arrays.fill(lanes, 0, LANES, 0f);
      for (int d = 0; d < dim; d++) {
        float sum = 0f;
        float squares = 0f;
        for (int f = 0; f < fields; f++) {
          float value = x[xOffset + (e * fields + f) * dim + d];
          sum += value;
          squares = Math.fma(value, value, squares);
        }
        sums[sumsOffset + e * dim + d] = sum;
        lanes[d % LANES] += Math.fma(sum, sum, -squares);
      }
      out[outOffset + e] = 0.5f * fold(lanes);
    }
    scratch.giveBack(lanes);
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
      float g = dOut[dOutOffset + e];
      for (int f = 0; f < fields; f++) {
        int row = (e * fields + f) * dim;
        for (int d = 0; d < dim; d++) {
          float others = sums[sumsOffset + e * dim + d] - x[xOffset + row + d];
          float old = dx[dxOffset + row + d];
          dx[dxOffset + row + d] = accumulate ? Math.fma(g, others, old) : g * others;
        }
      }
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
      ScalarCells.lstmForward(
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
    tanh(rows * hidden, c, cOffset, c, cOffset);
    for (int row = 0; row < rows; row++) {
      int at = row * hidden;
      ScalarCells.lstmBackward(
          0,
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
      ScalarCells.gruGates(hidden, x, xOffset + 3 * at, h, hOffset + 3 * at, bias, biasOffset);
      ScalarCells.gruState(
          update,
          0,
          hidden,
          x,
          xOffset + 3 * at,
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
    float[] sums = scratch.borrow();
    for (int row = 0; row < rows; row++) {
      int at = row * hidden;
      float a = attention == null ? 0f : attention[attentionOffset + row];
      Arrays.fill(sums, 0, LANES, 0f);
      ScalarCells.gruBackward(
          update,
          0,
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
        dAttention[dAttentionOffset + row] = -fold(sums);
      }
    }
    scratch.giveBack(sums);
  }

  @Override
  public void sgd(
      int n, float[] p, int pOffset, float[] g, int gOffset, float lr, float weightDecay) {
    Ranges.floats("p", p, pOffset, n);
    Ranges.floats("g", g, gOffset, n);
    for (int i = 0; i < n; i++) {
      float d = Math.fma(weightDecay, p[pOffset + i], g[gOffset + i]);
      p[pOffset + i] = Math.fma(-lr, d, p[pOffset + i]);
    }
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
    float share = 1f - dampening;
    for (int i = 0; i < n; i++) {
      float d = Math.fma(weightDecay, p[pOffset + i], g[gOffset + i]);
      float b = first ? d : Math.fma(momentum, buf[bufOffset + i], share * d);
      buf[bufOffset + i] = b;
      float u = nesterov ? Math.fma(momentum, b, d) : b;
      p[pOffset + i] = Math.fma(-lr, u, p[pOffset + i]);
    }
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
    for (int i = 0; i < n; i++) {
      float d = Math.fma(weightDecay, p[pOffset + i], g[gOffset + i]);
      float s = Math.fma(d, d, sum[sumOffset + i]);
      sum[sumOffset + i] = s;
      p[pOffset + i] = Math.fma(-lr, d / ((float) Math.sqrt(s) + eps), p[pOffset + i]);
    }
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
    for (int i = 0; i < n; i++) {
      float d = Math.fma(step.weightDecay(), p[pOffset + i], g[gOffset + i]);
      float first = Math.fma(step.beta1(), m[mOffset + i], step.oneMinusBeta1() * d);
      float second = Math.fma(step.beta2(), v[vOffset + i], step.oneMinusBeta2() * d * d);
      m[mOffset + i] = first;
      v[vOffset + i] = second;
      float denominator = Math.fma((float) Math.sqrt(second), step.rootScale(), step.eps());
      p[pOffset + i] = Math.fma(-step.stepSize(), first / denominator, p[pOffset + i]);
    }
  }

  private static float dot(int n, float[] a, int aOffset, float[] b, int bOffset, float[] lanes) {
    Arrays.fill(lanes, 0, LANES, 0f);
    for (int i = 0; i < n; i++) {
      lanes[i % LANES] = Math.fma(a[aOffset + i], b[bOffset + i], lanes[i % LANES]);
    }
    for (int i = n; i % LANES != 0; i++) {
      lanes[i % LANES] += 0f; // A lane may hold -0, where a product was too small for a float.
    }
    return fold(lanes);
  }

  /** The fixed tree of {@link Kernels#sum} over its 16 lanes. */
  private static float fold(float[] lanes) {
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int j = 0; j < half; j++) {
        lanes[j] += lanes[j + half];
      }
    }
    return lanes[0];
  }
}
