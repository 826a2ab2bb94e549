// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.palate.autograd.Similarity;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.lookup.Lookups;
import org.palate.nn.CrossEntropy;
import org.palate.nn.Losses;
import org.palate.nn.Reduction;
import org.palate.nn.SoftmaxLosses;
import org.palate.tensor.Tensor;

/** Losses, and the cosines that some of them are made of. */
final class LossOperations {
  private LossOperations() {}

  static Map<String, GoldenOperation> operations() {
    Map<String, GoldenOperation> all = new LinkedHashMap<>();
    all.put("bce_with_logits", LossOperations::bceWithLogits);
    all.put("cross_entropy", LossOperations::crossEntropy);
    all.put(
        "mse_loss",
        run -> loss(run, Losses.mse(run.input("pred"), run.input("target"), reduction(run))));
    all.put(
        "l1_loss",
        run -> loss(run, Losses.l1(run.input("pred"), run.input("target"), reduction(run))));
    all.put(
        "huber_loss",
        run -> {
          float delta = run.attrs().getFloat("delta", 1f);
          loss(run, Losses.huber(run.input("pred"), run.input("target"), delta, reduction(run)));
        });
    all.put(
        "bpr_loss",
        run -> loss(run, Losses.bpr(run.input("pos"), run.input("neg"), reduction(run))));
    all.put("margin_ranking_loss", LossOperations::marginRanking);
    all.put("sampled_softmax", LossOperations::sampledSoftmax);
    all.put("in_batch_softmax", LossOperations::inBatchSoftmax);
    all.put("info_nce", LossOperations::infoNce);
    all.put("listwise_softmax", LossOperations::listwiseSoftmax);
    all.put("skipgram_ns", LossOperations::skipGram);
    all.put("l2_normalize", LossOperations::l2Normalize);
    all.put("cosine_similarity", LossOperations::cosine);
    return all;
  }

  private static void loss(GoldenRun run, Variable loss) throws IOException {
    run.output("loss", loss);
  }

  private static Tensor target(GoldenRun run) throws IOException {
    return run.tensor("input.target");
  }

  private static Tensor orNull(GoldenRun run, String name) throws IOException {
    return run.has(name) ? run.tensor(name) : null;
  }

  private static Reduction reduction(GoldenRun run) {
    return Reduction.valueOf(upper(run, "reduction"));
  }

  private static String upper(GoldenRun run, String attribute) {
    return run.attrs().getString(attribute).toUpperCase(Locale.ROOT);
  }

  private static void bceWithLogits(GoldenRun run) throws IOException {
    loss(
        run,
        Losses.bceWithLogits(
            run.input("logits"),
            target(run),
            orNull(run, "input.weight"),
            orNull(run, "input.pos_weight"),
            reduction(run)));
  }

  private static void crossEntropy(GoldenRun run) throws IOException {
    Integer ignored = run.isNull("ignore_index") ? null : run.attrs().getInt("ignore_index");
    boolean classes = run.attrs().getString("target").equals("index");
    CrossEntropy loss =
        new CrossEntropy(
            orNull(run, "input.weight"),
            classes ? ignored : null,
            run.attrs().getFloat("label_smoothing", 0f),
            reduction(run));
    Variable logits = run.input("logits");
    loss(
        run,
        classes ? loss.loss(logits, run.ints("input.target")) : loss.loss(logits, target(run)));
  }

  private static void marginRanking(GoldenRun run) throws IOException {
    loss(
        run,
        Losses.marginRanking(
            run.input("x1"),
            run.input("x2"),
            run.tensor("input.y"),
            run.attrs().getFloat("margin"),
            reduction(run)));
  }

  private static void sampledSoftmax(GoldenRun run) throws IOException {
    SoftmaxLosses.Correction correction =
        run.has("input.logq_pos")
            ? new SoftmaxLosses.Correction(
                run.tensor("input.logq_pos"), run.tensor("input.logq_neg"))
            : null;
    SoftmaxLosses.Hits hits =
        run.attrs().getBoolean("remove_accidental_hits")
            ? new SoftmaxLosses.Hits(
                run.ints("input.pos_ids").data(), run.ints("input.neg_ids").data())
            : null;
    loss(
        run,
        SoftmaxLosses.sampledSoftmax(
            run.input("user"),
            run.input("pos"),
            run.input("neg"),
            run.attrs().getFloat("temperature"),
            correction,
            hits));
  }

  private static void inBatchSoftmax(GoldenRun run) throws IOException {
    Variable users = run.input("user");
    Variable items = run.input("item");
    if (run.attrs().getBoolean("normalize")) {
      users = Similarity.l2Normalize(users, -1, Similarity.NORMALIZE_EPS);
      items = Similarity.l2Normalize(items, -1, Similarity.NORMALIZE_EPS);
    }
    int[] ids = run.attrs().getBoolean("mask_same_ids") ? run.ints("input.item_ids").data() : null;
    loss(
        run,
        SoftmaxLosses.inBatchSoftmax(
            users, items, run.attrs().getFloat("temperature"), orNull(run, "input.logq"), ids));
  }

  private static void infoNce(GoldenRun run) throws IOException {
    String variant = run.attrs().getString("variant");
    SoftmaxLosses.Contrast contrast =
        switch (variant) {
          case "cross" -> SoftmaxLosses.Contrast.CROSS;
          case "symmetric" -> SoftmaxLosses.Contrast.SYMMETRIC;
          case "ntxent" -> SoftmaxLosses.Contrast.ALL;
          default -> throw new IllegalArgumentException("variant " + variant);
        };
    float temperature = run.attrs().getFloat("temperature");
    loss(run, SoftmaxLosses.infoNce(run.input("z1"), run.input("z2"), temperature, contrast));
  }

  private static void listwiseSoftmax(GoldenRun run) throws IOException {
    loss(
        run,
        SoftmaxLosses.listwiseSoftmax(
            run.input("scores"),
            run.tensor("input.relevance"),
            run.flags("input.valid_mask"),
            SoftmaxLosses.ListTarget.valueOf(upper(run, "target"))));
  }

  private static void skipGram(GoldenRun run) throws IOException {
    Tape tape = run.tape();
    var in = run.table("in_embeddings.weight");
    var out = run.table("out_embeddings.weight");
    loss(
        run,
        SoftmaxLosses.negativeSampling(
            Lookups.embedding(tape, in, run.ints("input.center")),
            Lookups.embedding(tape, out, run.ints("input.context")),
            Lookups.embedding(tape, out, run.ints("input.negatives")),
            reduction(run)));
  }

  private static void l2Normalize(GoldenRun run) throws IOException {
    float eps = run.attrs().getFloat("eps", Similarity.NORMALIZE_EPS);
    run.output("y", Similarity.l2Normalize(run.input("x"), run.attrs().getInt("dim"), eps));
  }

  private static void cosine(GoldenRun run) throws IOException {
    Variable a = run.input("a");
    Variable b = run.input("b");
    float eps = run.attrs().getFloat("eps", 1e-8f);
    run.output(
        "y",
        run.attrs().getBoolean("pairwise", false)
            ? Similarity.pairwiseCosine(a, b, eps)
            : Similarity.cosine(a, b, run.attrs().getInt("dim"), eps));
  }
}
