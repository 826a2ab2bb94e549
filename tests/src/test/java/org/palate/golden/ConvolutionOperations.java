// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palate.autograd.Pooling;
import org.palate.autograd.Variable;
import org.palate.autograd.Window;
import org.palate.io.JsonArray;
import org.palate.io.JsonObject;
import org.palate.nn.Convolution;
import org.palate.tensor.RandomStream;

/** Convolution layers. */
final class ConvolutionOperations {
  private ConvolutionOperations() {}

  static Map<String, GoldenOperation> operations() {
    Map<String, GoldenOperation> all = new LinkedHashMap<>();
    for (int axes = 1; axes <= 3; axes++) {
      all.put("conv" + axes + "d", ConvolutionOperations::convolution);
      all.put("max_pool" + axes + "d", ConvolutionOperations::maxPool);
      all.put("avg_pool" + axes + "d", ConvolutionOperations::meanPool);
      all.put("adaptive_max_pool" + axes + "d", ConvolutionOperations::adaptiveMaxPool);
      all.put("adaptive_avg_pool" + axes + "d", ConvolutionOperations::adaptiveMeanPool);
    }
    return all;
  }

  private static void convolution(GoldenRun run) throws IOException {
    Variable x = run.input("x");
    Convolution layer =
        new Convolution(
            x.shape().dim(1),
            run.shape("param.weight")[0],
            window(run),
            run.attrs().getInt("groups"),
            run.has("param.bias"),
            random());
    run.load("", layer);
    run.output("y", layer.forward(x));
  }

  private static void maxPool(GoldenRun run) throws IOException {
    boolean ceil = run.attrs().getBoolean("ceil_mode", false);
    run.output("y", Pooling.max(run.input("x"), window(run), ceil));
  }

  private static void meanPool(GoldenRun run) throws IOException {
    boolean ceil = run.attrs().getBoolean("ceil_mode", false);
    boolean countPadding = run.attrs().getBoolean("count_include_pad", true);
    run.output("y", Pooling.mean(run.input("x"), window(run), ceil, countPadding));
  }

  private static void adaptiveMaxPool(GoldenRun run) throws IOException {
    run.output("y", Pooling.adaptiveMax(run.input("x"), integers(run.attrs(), "output_size")));
  }

  private static void adaptiveMeanPool(GoldenRun run) throws IOException {
    run.output("y", Pooling.adaptiveMean(run.input("x"), integers(run.attrs(), "output_size")));
  }

  private static Window window(GoldenRun run) {
    Window window = Window.of(integers(run.attrs(), "kernel_size"));
    if (!run.isNull("stride")) {
      window = window.withStride(integers(run.attrs(), "stride"));
    }
    if (!run.isNull("padding")) {
      window = window.withPadding(integers(run.attrs(), "padding"));
    }
    if (!run.isNull("dilation")) {
      window = window.withDilation(integers(run.attrs(), "dilation"));
    }
    return window;
  }

  private static int[] integers(JsonObject attrs, String name) {
    JsonArray array = attrs.getArray(name);
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.getInt(i);
    }
    return values;
  }

  private static RandomStream random() {
    return RandomStream.of(1, "replaced by the file");
  }
}
