// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palate.autograd.Variable;
import org.palate.autograd.convolution.Pooling;
import org.palate.autograd.convolution.Window;
import org.palate.io.JsonObject;
import org.palate.nn.C3dBlock;
import org.palate.nn.Convolution;
import org.palate.nn.ResidualBlock;
import org.palate.nn.TextCnn;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Tensor;

/** Convolution, pooling, and blocks made of them. */
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
    all.put("resnet_basic_block", ConvolutionOperations::residualBlock);
    all.put("c3d_block", ConvolutionOperations::c3dBlock);
    all.put("text_cnn", ConvolutionOperations::textCnn);
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

  private static void residualBlock(GoldenRun run) throws IOException {
    JsonObject attrs = run.attrs();
    int[] weight = run.shape("param.conv1.weight");
    ResidualBlock block =
        new ResidualBlock(
            weight[1],
            weight[0],
            attrs.getInt("stride"),
            attrs.getBoolean("downsample"),
            attrs.getDouble("momentum"),
            attrs.getDouble("eps"),
            random());
    run.load("", block);
    for (Map.Entry<String, Tensor> buffer : block.buffers().entrySet()) {
      buffer.getValue().set(run.tensor("param." + buffer.getKey()));
    }
    run.output("y", block.forward(run.input("x")));
    for (Map.Entry<String, Tensor> buffer : block.buffers().entrySet()) {
      run.output(buffer.getKey(), buffer.getValue().toArray());
    }
  }

  private static void c3dBlock(GoldenRun run) throws IOException {
    int[] weight = run.shape("param.conv.weight");
    Window pool =
        Window.of(integers(run.attrs(), "pool_kernel"))
            .withStride(integers(run.attrs(), "pool_stride"));
    C3dBlock block = new C3dBlock(weight[1], weight[0], pool, random());
    run.load("", block);
    run.output("y", block.forward(run.input("x")));
  }

  private static void textCnn(GoldenRun run) throws IOException {
    Variable x = run.input("x");
    List<Integer> sizes = new ArrayList<>();
    for (int size : integers(run.attrs(), "kernel_sizes")) {
      sizes.add(size);
    }
    TextCnn cnn =
        new TextCnn(x.shape().last(), run.attrs().getInt("out_channels"), sizes, random());
    run.load("", cnn);
    run.output("y", cnn.forward(x));
  }

  private static int[] integers(JsonObject attrs, String name) {
    return attrs.getArray(name).toInts();
  }

  private static RandomStream random() {
    return RandomStream.of(1, "replaced by the file");
  }
}
