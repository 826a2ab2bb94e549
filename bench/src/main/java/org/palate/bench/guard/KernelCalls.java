// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.guard;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palate.bench.work.ProductWork;
import org.palate.bench.work.Values;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.kernel.cell.GruUpdate;
import org.palate.kernel.product.Form;
import org.palate.kernel.product.PackedMatrix;
import org.palate.kernel.product.Precision;
import org.palate.kernel.row.PagedRows;
import org.palate.kernel.update.AdamStep;

/**
 * One call of every kernel, by name, at sizes that are no multiple of any vector or tile, so that
 * main loops and remainders both run.
 */
final class KernelCalls {
  private static final int N = 2063;
  private static final int ROWS = 43;
  private static final int COLUMNS = 47;
  private static final int DIM = 21;

  private final Kernels kernels = Engine.kernels();
  private final float[] a = Values.floats("a", N);
  private final float[] b = Values.floats("b", N);
  private final float[] c = Values.floats("c", N);
  private final float[] sums = new float[N];
  private final float[] out = new float[N];
  private final float[][] pages = {Values.floats("page", 64 * DIM), Values.floats("p", 64 * DIM)};
  private final PagedRows table = new PagedRows(pages, 6, 0, DIM);
  private final int[] ids = Values.ints("ids", 60, 128);
  private final int[] slots = Values.ints("slots", 60, 64);
  private final int[] offsets = {0, 0, 7, 30, 60};
  private final AdamStep adam = AdamStep.dense(1e-3, 0.9, 0.999, 1e-8, 0.01, 10);
  private final Map<String, Meter.Work> calls = new LinkedHashMap<>();

  KernelCalls() {
    for (Form form : Form.values()) {
      product(form, ROWS, COLUMNS, 40);
      product(form, 1, 397, 300);
      product(form, 397, 1, 300);
    }
    productOfRowsAnywhere();
    for (Precision precision : Precision.values()) {
      packedProduct(precision, ROWS, COLUMNS, 40);
      packedProduct(precision, 1, 397, 300);
    }
    elementwise();
    reductions();
    rows();
    attention();
    normalization();
    cells();
    updates();
  }

  /** The calls by the names of their kernels. */
  Map<String, Meter.Work> byName() {
    return calls;
  }

  private void call(String name, Runnable kernel) {
    calls.put(
        name,
        () -> {
          kernel.run();
          return out[0];
        });
  }

  private void product(Form form, int m, int n, int k) {
    ProductWork product = new ProductWork(form, m, k, n);
    calls.put("products.gemm " + form + " " + m + "x" + k + "x" + n, () -> product.run()[0]);
  }

  private void productOfRowsAnywhere() {
    int[] starts = Values.ints("starts", 40, N - COLUMNS);
    call(
        "products.gemmRows",
        () ->
            kernels
                .products()
                .gemmRows(
                    Form.NN, ROWS, COLUMNS, 40, a, 0, 40, b, 0, starts, out, 0, COLUMNS, false));
  }

  private void packedProduct(Precision precision, int m, int n, int k) {
    float[] x = Values.floats("a", m * k);
    PackedMatrix w = kernels.products().pack(precision, n, k, Values.floats("b", n * k), 0, k);
    call(
        "products.gemmPacked " + precision + " " + m + "x" + k + "x" + n,
        () -> kernels.products().gemmPacked(m, x, 0, k, w, 0, n, out, 0, n, false));
  }

  private void elementwise() {
    call("elementwise.fill", () -> kernels.elementwise().fill(N, 1f, out, 0));
    call("elementwise.add", () -> kernels.elementwise().add(N, a, 0, b, 0, out, 0));
    call("elementwise.subtract", () -> kernels.elementwise().subtract(N, a, 0, b, 0, out, 0));
    call("elementwise.multiply", () -> kernels.elementwise().multiply(N, a, 0, b, 0, out, 0));
    call("elementwise.divide", () -> kernels.elementwise().divide(N, a, 0, b, 0, out, 0));
    call("elementwise.scale", () -> kernels.elementwise().scale(N, 0.5f, a, 0, out, 0));
    call("elementwise.axpy", () -> kernels.elementwise().axpy(N, 1e-3f, a, 0, out, 0));
    call(
        "elementwise.multiplyAdd",
        () -> kernels.elementwise().multiplyAdd(N, a, 0, b, 0, c, 0, out, 0));
    call("elementwise.accumulate", () -> kernels.elementwise().accumulate(N, a, 0, sums, 0));
    call(
        "elementwise.addRow",
        () -> kernels.elementwise().addRow(ROWS, COLUMNS, a, 0, b, 0, out, 0));
    call("elementwise.relu", () -> kernels.elementwise().relu(N, a, 0, out, 0));
    call(
        "elementwise.reluBackward",
        () -> kernels.elementwise().reluBackward(N, a, 0, b, 0, out, 0));
    call("elementwise.sqrt", () -> kernels.elementwise().sqrt(N, a, 0, out, 0));
    call("elementwise.exp", () -> kernels.elementwise().exp(N, a, 0, out, 0));
    call("elementwise.log", () -> kernels.elementwise().log(N, a, 0, out, 0));
    call("elementwise.sigmoid", () -> kernels.elementwise().sigmoid(N, a, 0, out, 0));
    call("elementwise.tanh", () -> kernels.elementwise().tanh(N, a, 0, out, 0));
    call("elementwise.softplus", () -> kernels.elementwise().softplus(N, a, 0, out, 0));
  }

  private void reductions() {
    call("reductions.sum", () -> out[0] = kernels.reductions().sum(N, a, 0));
    call("reductions.dot", () -> out[0] = kernels.reductions().dot(N, a, 0, b, 0));
    call("reductions.sumOfSquares", () -> out[0] = kernels.reductions().sumOfSquares(N, a, 0));
    call("reductions.max", () -> out[0] = kernels.reductions().max(N, a, 0));
    call("reductions.firstAbove", () -> out[0] = kernels.reductions().firstAbove(N, a, 0, 1e9f));
    call(
        "reductions.rowDots",
        () -> kernels.reductions().rowDots(ROWS, COLUMNS, a, 0, b, 0, out, 0));
    call(
        "reductions.columnSums",
        () -> kernels.reductions().columnSums(ROWS, COLUMNS, a, 0, out, 0, true));
  }

  private void rows() {
    float[] weights = Values.floats("weights", ids.length);
    call("rows.gather", () -> kernels.rows().gather(table, ids, 0, 60, out, 0));
    call("rows.scatter", () -> kernels.rows().scatter(table, ids, 0, 60, a, 0));
    call("rows.bagSum", () -> kernels.rows().bagSum(table, ids, offsets, null, 0, 4, out, 0));
    call(
        "rows.bagSum weighted",
        () -> kernels.rows().bagSum(table, ids, offsets, weights, 0, 4, out, 0));
    call(
        "rows.scatterAdd",
        () -> kernels.rows().scatterAdd(DIM, a, null, weights, slots, 0, 60, sums));
    int fields = 7;
    int batch = 13;
    call(
        "interaction.fmForward",
        () -> kernels.interaction().fmForward(batch, fields, DIM, a, 0, sums, 0, out, 0));
    call(
        "interaction.fmBackward",
        () ->
            kernels
                .interaction()
                .fmBackward(batch, fields, DIM, a, 0, sums, 0, b, 0, out, 0, false));
  }

  private void attention() {
    call(
        "attention.weights",
        () ->
            kernels
                .attention()
                .weights(ROWS, COLUMNS - 1, COLUMNS, 3, 1e-3f, null, 0, 0, out, 0, COLUMNS));
    call(
        "attention.weightsBackward",
        () ->
            kernels.attention().weightsBackward(ROWS, COLUMNS, 1e-3f, a, 0, b, 0, out, 0, COLUMNS));
    call(
        "elementwise.dropout",
        () -> kernels.elementwise().dropout(N, 17, 2, 1 << 30, 2f, a, 0, out, 0));
  }

  private void normalization() {
    float[] weight = Values.floats("weight", COLUMNS);
    float[] bias = Values.floats("bias", COLUMNS);
    float[] dWeight = new float[COLUMNS];
    float[] dBias = new float[COLUMNS];
    float[] stats = new float[2 * ROWS];
    call(
        "normalization.layerNorm",
        () ->
            kernels
                .normalization()
                .layerNorm(ROWS, COLUMNS, 1e-5f, a, 0, weight, bias, out, 0, stats, 0));
    call(
        "normalization.layerNormBackward",
        () ->
            kernels
                .normalization()
                .layerNormBackward(
                    ROWS, COLUMNS, a, 0, stats, 0, weight, b, 0, out, 0, dWeight, dBias, 0));
  }

  private void cells() {
    int hidden = 37;
    int batch = 13;
    float[] gates = Values.floats("gates", 4 * batch * hidden);
    float[] states = Values.floats("states", 4 * batch * hidden);
    float[] dc = new float[batch * hidden];
    call(
        "cells.lstmForward",
        () -> kernels.cells().lstmForward(batch, hidden, gates, 0, a, 0, b, 0, dc, 0, out, 0));
    call(
        "cells.lstmBackward",
        () -> kernels.cells().lstmBackward(batch, hidden, gates, 0, b, 0, out, 0, c, 0, dc, 0));
    float[] attention = Values.floats("attention", batch);
    float[] dAttention = new float[batch];
    for (GruUpdate update : GruUpdate.values()) {
      float[] given = update == GruUpdate.GATE ? null : attention;
      float[] dGiven = given == null ? null : dAttention;
      call(
          "cells.gruForward " + update,
          () ->
              kernels
                  .cells()
                  .gruForward(
                      update, batch, hidden, gates, 0, states, 0, a, 0, given, 0, b, 0, out, 0));
      call(
          "cells.gruBackward " + update,
          () ->
              kernels
                  .cells()
                  .gruBackward(
                      update, batch, hidden, gates, 0, states, 0, given, 0, dGiven, 0, b, 0, dc,
                      0));
    }
  }

  private void updates() {
    float[] p = Values.floats("p", N);
    float[] m = new float[N];
    float[] v = new float[N];
    Arrays.fill(v, 1f);
    call("updates.sgd", () -> kernels.updates().sgd(N, p, 0, a, 0, 1e-6f, 0f));
    call(
        "updates.sgdMomentum",
        () -> kernels.updates().sgdMomentum(N, p, 0, a, 0, m, 0, 1e-6f, 0.9f, 0f, 0f, true, false));
    call(
        "updates.adagrad", () -> kernels.updates().adagrad(N, p, 0, a, 0, v, 0, 1e-6f, 0f, 1e-10f));
    call("updates.adam", () -> kernels.updates().adam(N, p, 0, a, 0, m, 0, v, 0, adam));
  }
}
