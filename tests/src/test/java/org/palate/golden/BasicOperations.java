// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.palate.autograd.Activations;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Indexing;
import org.palate.autograd.Layout;
import org.palate.autograd.Products;
import org.palate.autograd.Rectifiers;
import org.palate.autograd.Reductions;
import org.palate.autograd.Softmax;
import org.palate.autograd.Variable;
import org.palate.autograd.lookup.Lookups;
import org.palate.autograd.lookup.Lookups.BagMode;
import org.palate.io.JsonObject;

/** Operations of {@code palate.autograd}. */
final class BasicOperations {
  private BasicOperations() {}

  static Map<String, GoldenOperation> operations() {
    Map<String, GoldenOperation> all = new LinkedHashMap<>();
    all.put("linear", BasicOperations::linear);
    all.put("elementwise", BasicOperations::elementwise);
    all.put("activation", BasicOperations::activation);
    all.put("prelu", run -> run.output("y", Rectifiers.prelu(run.input("x"), run.param("weight"))));
    all.put("matmul", BasicOperations::matmul);
    all.put("softmax", BasicOperations::softmax);
    all.put("reduce", BasicOperations::reduce);
    all.put("concat", run -> run.output("y", Layout.concat(axis(run), parts(run))));
    all.put("stack", run -> run.output("y", Layout.stack(axis(run), parts(run))));
    all.put("split", BasicOperations::split);
    all.put("permute", run -> run.output("y", Layout.permute(run.input("x"), ints(run, "perm"))));
    all.put("reshape", run -> run.output("y", Layout.reshape(run.input("x"), ints(run, "shape"))));
    all.put("slice", BasicOperations::slice);
    all.put(
        "gather",
        run ->
            run.output("y", Indexing.gather(run.input("x"), axis(run), run.ints("input.index"))));
    all.put(
        "index_select",
        run ->
            run.output(
                "y", Indexing.indexSelect(run.input("x"), axis(run), run.ints("input.index"))));
    all.put("embedding", BasicOperations::embedding);
    all.put("embedding_bag", BasicOperations::embeddingBag);
    return all;
  }

  private static void activation(GoldenRun run) throws IOException {
    Variable x = run.input("x");
    JsonObject attrs = run.attrs();
    String fn = attrs.getString("fn");
    run.output(
        "y",
        switch (fn) {
          case "exp" -> Activations.exp(x);
          case "log" -> Activations.log(x);
          case "sigmoid" -> Activations.sigmoid(x);
          case "tanh" -> Activations.tanh(x);
          case "logsigmoid" -> Activations.logSigmoid(x);
          case "sqrt" -> Activations.sqrt(x);
          case "square" -> Activations.square(x);
          case "abs" -> Activations.abs(x);
          case "relu" -> Activations.relu(x);
          case "leaky_relu" -> Rectifiers.leakyRelu(x, attrs.getFloat("negative_slope", 0.01f));
          case "elu" -> Rectifiers.elu(x, attrs.getFloat("alpha", 1f));
          case "silu" -> Rectifiers.silu(x);
          case "gelu" ->
              attrs.getString("approximate", "none").equals("tanh")
                  ? Rectifiers.geluTanh(x)
                  : Rectifiers.gelu(x);
          case "softplus" ->
              Rectifiers.softplus(x, attrs.getFloat("beta", 1f), attrs.getFloat("threshold", 20f));
          default -> throw new IllegalArgumentException("fn " + fn);
        });
  }

  private static int axis(GoldenRun run) {
    return run.attrs().getInt("dim");
  }

  private static int[] ints(GoldenRun run, String attribute) {
    return run.attrs().getArray(attribute).toInts();
  }

  /** The inputs x0, x1, … as many as there are. */
  private static Variable[] parts(GoldenRun run) throws IOException {
    List<Variable> parts = new ArrayList<>();
    while (run.has("input.x" + parts.size())) {
      parts.add(run.input("x" + parts.size()));
    }
    return parts.toArray(Variable[]::new);
  }

  private static void matmul(GoldenRun run) throws IOException {
    run.output(
        "y",
        Products.matmul(
            run.input("a"),
            run.attrs().getBoolean("trans_a"),
            run.input("b"),
            run.attrs().getBoolean("trans_b")));
  }

  private static void softmax(GoldenRun run) throws IOException {
    Variable x = run.input("x");
    String fn = run.attrs().getString("fn");
    run.output(
        "y",
        switch (fn) {
          case "softmax" -> Softmax.softmax(x, axis(run));
          case "log_softmax" -> Softmax.logSoftmax(x, axis(run));
          case "logsumexp" -> Softmax.logSumExp(x, axis(run));
          default -> throw new IllegalArgumentException("fn " + fn);
        });
  }

  private static void reduce(GoldenRun run) throws IOException {
    Variable x = run.input("x");
    int[] axes = run.isNull("dims") ? new int[0] : ints(run, "dims");
    boolean keep = run.attrs().getBoolean("keepdim");
    String fn = run.attrs().getString("fn");
    switch (fn) {
      case "sum" -> run.output("y", Reductions.sum(x, keep, axes));
      case "mean" -> run.output("y", Reductions.mean(x, keep, axes));
      case "amax" -> run.output("y", Reductions.amax(x, keep, axes));
      case "max" -> {
        Reductions.Max max = Reductions.max(x, axes[0], keep);
        run.output("y", max.values());
        run.output("indices", Arrays.stream(max.positions().data()).asLongStream().toArray());
      }
      default -> throw new IllegalArgumentException("fn " + fn);
    }
  }

  private static void split(GoldenRun run) throws IOException {
    List<Variable> parts = Layout.split(run.input("x"), axis(run), ints(run, "sizes"));
    for (int i = 0; i < parts.size(); i++) {
      run.output("y" + i, parts.get(i));
    }
  }

  /** Positions may count from the end, and may be beyond it, as in Python. */
  private static void slice(GoldenRun run) throws IOException {
    Variable x = run.input("x");
    int length = x.shape().dim(axis(run));
    int start = run.isNull("start") ? 0 : position(run.attrs().getInt("start"), length);
    int end = run.isNull("end") ? length : position(run.attrs().getInt("end"), length);
    int step = run.isNull("step") ? 1 : run.attrs().getInt("step");
    run.output("y", Layout.slice(x, axis(run), Math.min(start, end), end, step));
  }

  private static int position(int given, int length) {
    return Math.clamp(given < 0 ? given + length : given, 0, length);
  }

  private static void linear(GoldenRun run) throws IOException {
    Variable bias = run.attrs().getBoolean("bias") ? run.param("bias") : null;
    run.output("y", Products.linear(run.input("x"), run.param("weight"), bias));
  }

  private static void elementwise(GoldenRun run) throws IOException {
    Variable a = run.input("a");
    Variable b = run.input("b");
    String fn = run.attrs().getString("fn");
    run.output(
        "y",
        switch (fn) {
          case "add" -> Arithmetic.add(a, b);
          case "sub" -> Arithmetic.sub(a, b);
          case "mul" -> Arithmetic.mul(a, b);
          case "div" -> Arithmetic.div(a, b);
          default -> throw new IllegalArgumentException("fn " + fn);
        });
  }

  private static int padding(GoldenRun run) {
    return run.isNull("padding_idx") ? Lookups.NO_PADDING : run.attrs().getInt("padding_idx");
  }

  private static void embedding(GoldenRun run) throws IOException {
    run.output(
        "y",
        Lookups.embedding(run.tape(), run.table("weight"), run.ints("input.ids"), padding(run)));
  }

  private static void embeddingBag(GoldenRun run) throws IOException {
    int[] ids = run.ints("input.ids").data();
    int[] offsets = run.ints("input.offsets").data();
    if (!run.attrs().getBoolean("include_last_offset", false)) {
      offsets = Arrays.copyOf(offsets, offsets.length + 1);
      offsets[offsets.length - 1] = ids.length;
    }
    Variable weights = run.has("input.per_sample_weights") ? run.input("per_sample_weights") : null;
    BagMode mode = BagMode.valueOf(run.attrs().getString("mode").toUpperCase(Locale.ROOT));
    run.output(
        "y",
        Lookups.embeddingBag(
            run.tape(), run.table("weight"), ids, offsets, weights, mode, padding(run)));
  }
}
