// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palate.autograd.Choices;
import org.palate.autograd.Scalars;
import org.palate.autograd.TopK;
import org.palate.autograd.Variable;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;

/** Operations of {@code palate.autograd} that are called as methods of a variable. */
final class MethodOperations {
  private MethodOperations() {}

  static Map<String, GoldenOperation> operations() {
    Map<String, GoldenOperation> all = new LinkedHashMap<>();
    all.put("scalar", MethodOperations::scalar);
    all.put("pow", MethodOperations::pow);
    all.put("function", MethodOperations::function);
    all.put("clamp", MethodOperations::clamp);
    all.put("extremes", MethodOperations::extremes);
    all.put("where", MethodOperations::where);
    all.put("masked_fill", MethodOperations::maskedFill);
    all.put(
        "scatter",
        run -> run.output("y", run.input("x").scatter(dim(run), index(run), run.input("source"))));
    all.put(
        "scatter_add",
        run ->
            run.output("y", run.input("x").scatterAdd(dim(run), index(run), run.input("source"))));
    all.put("topk", MethodOperations::topK);
    all.put("cumsum", run -> run.output("y", run.input("x").cumSum(dim(run))));
    all.put("norm", MethodOperations::norm);
    all.put(
        "broadcast",
        run -> run.output("y", run.input("x").broadcastTo(run.attrs().getArray("shape").toInts())));
    all.put("product", MethodOperations::product);
    return all;
  }

  private static int dim(GoldenRun run) {
    return run.attrs().getInt("dim");
  }

  private static IntTensor index(GoldenRun run) throws IOException {
    return run.ints("input.index");
  }

  private static void scalar(GoldenRun run) throws IOException {
    Variable x = run.input("x");
    float c = run.attrs().getFloat("c", 0f);
    run.output("add", x.add(c));
    run.output("sub", x.sub(c));
    run.output("rsub", x.rsub(c));
    run.output("mul", x.mul(c));
    run.output("div", x.div(c));
    run.output("rdiv", Scalars.rdiv(x, c));
  }

  private static void pow(GoldenRun run) throws IOException {
    run.output("number", run.input("x").pow(run.attrs().getFloat("p", 0f)));
    run.output("tensor", run.input("base").pow(run.input("exponent")));
  }

  private static void function(GoldenRun run) throws IOException {
    run.output("sin", run.input("x").sin());
    run.output("cos", run.input("x").cos());
    run.output("erf", run.input("x").erf());
  }

  private static void clamp(GoldenRun run) throws IOException {
    float min = run.attrs().getFloat("min", 0f);
    float max = run.attrs().getFloat("max", 0f);
    run.output("both", run.input("x").clamp(min, max));
    run.output("min", run.input("x").clampMin(min));
    run.output("max", run.input("x").clampMax(max));
  }

  private static void extremes(GoldenRun run) throws IOException {
    run.output("minimum", run.input("a").minimum(run.input("b")));
    run.output("maximum", run.input("a").maximum(run.input("b")));
  }

  private static void where(GoldenRun run) throws IOException {
    Shape shape = Shape.of(run.shape("input.condition"));
    boolean[] condition = run.flags("input.condition");
    run.output("y", Choices.where(condition, shape, run.input("a"), run.input("b")));
  }

  private static void maskedFill(GoldenRun run) throws IOException {
    Shape shape = Shape.of(run.shape("input.mask"));
    float value = run.attrs().getFloat("value", 0f);
    run.output("y", run.input("x").maskedFill(run.flags("input.mask"), shape, value));
  }

  private static void topK(GoldenRun run) throws IOException {
    TopK top = run.input("x").topK(run.attrs().getInt("k"), dim(run));
    run.output("values", top.values());
    run.output("indices", longs(top.positions()));
    run.output("argmax", longs(run.input("x").argmax(dim(run))));
  }

  private static long[] longs(IntTensor tensor) {
    return Arrays.stream(tensor.data()).asLongStream().toArray();
  }

  private static void norm(GoldenRun run) throws IOException {
    run.output("rows", run.input("x").norm(-1));
    run.output("all", run.input("x").norm());
  }

  private static void product(GoldenRun run) throws IOException {
    Variable x = run.input("x");
    run.output("right", run.input("a").matmul(x));
    run.output("left", x.matmul(run.input("b")));
    run.output("both", x.matmul(x));
  }
}
