// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palate.TestProcess;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.layer.TargetAttention.Weighting;
import org.palate.layer.operation.BiInteraction;
import org.palate.layer.operation.FieldPairs;
import org.palate.nn.Activation;
import org.palate.nn.Layer;
import org.palate.nn.Parameter;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/** The layers of this field give the same bits, whatever runs them. */
final class LayersSameBitsTest {
  /** All layers, forward and back, in a JVM of its own; prints a hash of every result. */
  static final class Run {
    private static final int BATCH = 150;
    private static final int LENGTH = 19;
    private static final int DIM = 18;

    private interface Forward {
      Variable apply(Variable x);
    }

    private static RandomStream random(String purpose) {
      return RandomStream.of(23, purpose);
    }

    public static void main(String[] args) {
      long[] times = new long[BATCH * LENGTH];
      boolean[] padding = new boolean[times.length];
      RandomStream draws = random("times");
      for (int i = 0; i < times.length; i++) {
        times[i] = draws.nextInt(5000);
        padding[i] = i % LENGTH < draws.nextInt(LENGTH);
      }
      run("bi-interaction", BiInteraction::pool, null);
      run("products of pairs", FieldPairs::products, null);
      run("inner products", FieldPairs::innerProducts, null);
      AttentionalPairs pairs = new AttentionalPairs(DIM, 7, random("pairs"));
      run("attentional pairs", pairs::forward, pairs);
      ProductLayer.Inner inner = new ProductLayer.Inner(LENGTH, DIM, 21, random("inner"));
      run("inner product layer", inner::forward, inner);
      ProductLayer.Outer outer = new ProductLayer.Outer(LENGTH, DIM, 21, random("outer"));
      run("outer product layer", outer::forward, outer);
      InteractingLayer fields = new InteractingLayer(DIM, 2, 11, true, true, random("fields"));
      run("interacting layer", x -> fields.forward(x).output(), fields);

      IntTensor intervals = TimeIntervals.personal(times, padding, BATCH, LENGTH, 64);
      TimeAwareAttention aware =
          new TimeAwareAttention(DIM, 2, LENGTH, 64, 0.1, random("time-aware"));
      run("time-aware", x -> aware.forward(x, x, intervals, padding).output(), aware);
      Tensor gaps = TimeIntervals.gaps(times, padding, BATCH, LENGTH, 60);
      Tensor felt = TimeIntervals.logarithmic(gaps);
      TimeDecayAttention decay = new TimeDecayAttention(DIM, 3, 0.1, random("decay"));
      run("decay", x -> decay.forward(x, felt, padding).output(), decay);

      Tensor others = GradientCheck.random("others", BATCH, DIM);
      TargetAttention target =
          new TargetAttention(
              DIM, List.of(23), Activation.SIGMOID, Weighting.SOFTMAX, 1, random("target"));
      run("target", x -> target.forward(on(x, others), x, padding).output(), target);
      IterativeReasoning hops = new IterativeReasoning(DIM, DIM, 3, random("hops"));
      run("hops", x -> hops.forward(on(x, others), x, padding).output(), hops);

      flat("low rank", new CrossNetwork.LowRank(DIM, 2, 5, random("low rank")));
      flat("experts", new CrossNetwork.Experts(DIM, 2, 3, 5, random("experts")));
      int[] widths = {DIM, DIM};
      fused("concatenation", new ConcatenationFusion(widths, 31, random("f")), others);
      fused("gates", new GatedFusion(widths, 31, random("f")), others);
      fused("attention", new AttentionFusion(widths, 2, 32, random("f")), others);
      fused("low-rank fusion", new LowRankFusion(widths, 3, 31, random("f")), others);
      fused("outer", new OuterFusion(widths, true, 31, random("f")), others);
    }

    private static Variable on(Variable x, Tensor constant) {
      return Tape.of(x).constant(constant);
    }

    private static <M extends Layer & CrossNetwork> void flat(String name, M network) {
      run(name, network::forward, network, GradientCheck.random(name, BATCH, DIM));
    }

    private static <M extends Layer & Fusion> void fused(String name, M fusion, Tensor others) {
      Tensor x = GradientCheck.random(name, BATCH, DIM);
      run(name, v -> fusion.forward(v, on(v, others)), fusion, x);
    }

    private static void run(String name, Forward forward, Layer layer) {
      run(name, forward, layer, GradientCheck.random(name, 0.5f, BATCH, LENGTH, DIM));
    }

    private static void run(String name, Forward forward, Layer layer, Tensor input) {
      Map<String, Tensor> results = new LinkedHashMap<>();
      try (Tape tape = Tape.training(new TensorPool(), 23, 1)) {
        Variable x = tape.input(input);
        Variable y = forward.apply(x);
        tape.backward(y, GradientCheck.random(name + " upstream", y.shape().toArray()));
        results.put("y", y.value());
        results.put("dx", x.gradient());
        if (layer != null) {
          for (Parameter parameter : layer.parameters()) {
            Variable variable = ((Parameter.Dense) parameter).variable();
            results.put(parameter.name(), variable.gradient());
          }
        }
        results.forEach((what, tensor) -> System.out.println(name + ": " + what + hash(tensor)));
      }
    }

    private static String hash(Tensor tensor) {
      long hash = 1;
      for (float value : tensor.toArray()) {
        hash = 1_000_003 * hash + Float.floatToRawIntBits(value);
      }
      return " " + Long.toHexString(hash);
    }
  }

  private static List<String> run(String... flags) throws Exception {
    return TestProcess.outputOf(Run.class, flags).lines().toList();
  }

  @Test
  void onBothKernelsAtAnyWidthAndNumberOfThreads() throws Exception {
    List<String> expected = run("-Dpalate.kernels=scalar", "-Dpalate.threads=1");
    assertTrue(expected.size() > 80, expected::toString);
    assertEquals(expected, run("-Dpalate.kernels=vector", "-Dpalate.threads=2"));
    assertEquals(
        expected, run("-Dpalate.kernels=vector", "-Dpalate.vector.bits=128", "-Dpalate.threads=3"));
  }
}
