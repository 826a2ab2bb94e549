// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Reductions;
import org.palate.autograd.Variable;
import org.palate.autograd.lookup.Lookups;
import org.palate.layer.AttentionResult;
import org.palate.layer.CrossNetwork;
import org.palate.layer.InteractingLayer;
import org.palate.layer.TargetAttention;
import org.palate.layer.TimeAwareAttention;
import org.palate.layer.TimeIntervals;
import org.palate.layer.operation.BiInteraction;
import org.palate.layer.operation.FactorizationMachine;
import org.palate.layer.operation.OuterProduct;
import org.palate.nn.Activation;
import org.palate.nn.Layer;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;

/** Layers of this field. */
final class FieldOperations {
  private FieldOperations() {}

  static Map<String, GoldenOperation> operations() {
    Map<String, GoldenOperation> all = new LinkedHashMap<>();
    all.put(
        "fm_interaction", run -> run.output("y", FactorizationMachine.interaction(run.input("x"))));
    all.put("nfm_bi_interaction", run -> run.output("y", BiInteraction.pool(run.input("x"))));
    all.put("fm_logit", FieldOperations::logitOfFactorizationMachine);
    all.put("dcn_v1", FieldOperations::crossOfVectors);
    all.put("dcn_v2", FieldOperations::crossOfMatrices);
    all.put("outer_fusion", FieldOperations::outerProduct);
    all.put("din_attention", FieldOperations::targetAttention);
    all.put("autoint", FieldOperations::interactingLayer);
    all.put("tisasrec_attention", FieldOperations::timeAwareAttention);
    return all;
  }

  private static void logitOfFactorizationMachine(GoldenRun run) throws IOException {
    IntTensor ids = run.ints("input.ids");
    int batch = ids.shape().dim(0);
    Variable values = Layout.reshape(run.input("values"), batch, ids.shape().dim(1), 1);
    Variable vectors = Lookups.embedding(run.tape(), run.table("embedding.weight"), ids);
    Variable weights = Lookups.embedding(run.tape(), run.table("linear.weight"), ids);
    Variable firstOrder = Layout.reshape(Arithmetic.mul(weights, values), batch, -1);
    Variable pairs = FactorizationMachine.interaction(Arithmetic.mul(vectors, values));
    Variable linear = Arithmetic.add(Reductions.rowSum(firstOrder), run.param("bias"));
    run.output("logit", Arithmetic.add(linear, pairs));
  }

  private static void crossOfVectors(GoldenRun run) throws IOException {
    Variable x = run.input("x");
    CrossNetwork.Vectors network =
        new CrossNetwork.Vectors(x.shape().last(), run.attrs().getInt("num_layers"), init());
    run.load("cross.", network);
    run.output("y", network.forward(x));
  }

  private static void crossOfMatrices(GoldenRun run) throws IOException {
    Variable x = run.input("x");
    int width = x.shape().last();
    int layers = run.attrs().getInt("num_layers");
    switch (run.attrs().getString("variant")) {
      case "full" -> cross(run, x, new CrossNetwork.Matrices(width, layers, init()));
      case "low_rank" -> {
        int rank = run.attrs().getInt("rank");
        cross(run, x, new CrossNetwork.LowRank(width, layers, rank, init()));
      }
      case "moe" -> {
        int experts = run.attrs().getInt("num_experts");
        int rank = run.attrs().getInt("rank");
        cross(run, x, new CrossNetwork.Experts(width, layers, experts, rank, init()));
      }
      default ->
          throw new UnsupportedOperationException("variant " + run.attrs().getString("variant"));
    }
  }

  private static <N extends Layer & CrossNetwork> void cross(GoldenRun run, Variable x, N network)
      throws IOException {
    run.load("cross.", network);
    run.output("y", network.forward(x));
  }

  private static void outerProduct(GoldenRun run) throws IOException {
    Variable[] vectors = new Variable[run.has("input.c") ? 3 : 2];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = run.input(List.of("a", "b", "c").get(i));
    }
    run.output(
        "y",
        run.attrs().getBoolean("append_one")
            ? OuterProduct.flattenedWithOnes(vectors)
            : OuterProduct.flattened(vectors));
  }

  private static void targetAttention(GoldenRun run) throws IOException {
    Variable query = run.input("query");
    TargetAttention layer =
        new TargetAttention(
            query.shape().last(),
            List.of(run.shape("param.mlp.0.bias")[0], run.shape("param.mlp.2.bias")[0]),
            Activation.valueOf(run.attrs().getString("activation").toUpperCase(Locale.ROOT)),
            run.attrs().getBoolean("softmax")
                ? TargetAttention.Weighting.SOFTMAX
                : TargetAttention.Weighting.SCORES,
            run.attrs().getDouble("scale"),
            init());
    run.load("", layer);
    boolean[] padding = run.flags("input.valid_mask");
    for (int i = 0; i < padding.length; i++) {
      padding[i] = !padding[i];
    }
    output(run, layer.forward(query, run.input("keys"), padding));
  }

  private static void interactingLayer(GoldenRun run) throws IOException {
    Variable x = run.input("x");
    InteractingLayer layer =
        new InteractingLayer(
            x.shape().last(),
            run.attrs().getInt("num_heads"),
            run.attrs().getInt("att_dim"),
            run.attrs().getBoolean("use_res"),
            run.attrs().getBoolean("scaling"),
            init());
    run.load("", layer);
    output(run, layer.forward(x));
  }

  private static void timeAwareAttention(GoldenRun run) throws IOException {
    Variable queries = run.input("queries");
    int batch = queries.shape().dim(0);
    int length = queries.shape().dim(1);
    int span = run.attrs().getInt("time_span");
    long[] times = run.longs("input.timestamps");
    boolean[] padding = run.flags("input.pad_mask");
    IntTensor intervals =
        run.attrs().getBoolean("personalized")
            ? TimeIntervals.personal(times, padding, batch, length, span)
            : TimeIntervals.clipped(
                times, padding, batch, length, run.attrs().getInt("unit"), span);
    TimeAwareAttention layer =
        new TimeAwareAttention(
            queries.shape().last(), run.attrs().getInt("num_heads"), length, span, 0, init());
    run.load("", layer);
    output(run, layer.forward(queries, run.input("keys"), intervals, padding));
    run.output("time_buckets", Arrays.stream(intervals.data()).asLongStream().toArray());
  }

  private static void output(GoldenRun run, AttentionResult attended) throws IOException {
    run.output("y", attended.output());
    run.output("weights", attended.weights());
  }

  /** Parameters are overwritten by those of the file. */
  private static RandomStream init() {
    return RandomStream.of(0, "overwritten");
  }
}
