// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import org.palate.autograd.Indexing;
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.config.Settings;
import org.palate.feature.FeatureSpace;
import org.palate.layer.SasRecEncoder;
import org.palate.objective.FullSoftmax;
import org.palate.recommender.Batch;
import org.palate.recommender.Candidates;
import org.palate.recommender.GradientModel;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Need;
import org.palate.recommender.Queries;
import org.palate.recommender.TrainingConfig;
import org.palate.recommender.VectorScorer;
import org.palate.recommender.Windows;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Table;
import org.palate.tensor.TensorPool;

/**
 * What comes next in a history, by self-attention over its newest events: {@code score(h, i) =
 * <state of the newest event of h, v_i>}, with the items' vectors at both ends; see {@link
 * SasRecEncoder} for the states. The user plays no part beyond the history.
 *
 * <p>W. Kang, J. McAuley: Self-Attentive Sequential Recommendation, 2018. Usually trained here by a
 * softmax over all items, by which A. Klenitskiy, A. Vasilev (Turning Dross Into Gold Loss: is
 * BERT4Rec really better than SASRec?, 2023) found it to be ahead of BERT4Rec; objective {@code
 * implicit} is the paper's own, binary cross-entropy with one sampled item for each event.
 *
 * <p>One pass over a history gives the states of all its moments, so a step of training takes whole
 * histories. They are padded at the right, where the authors pad at the left: position 0 is the
 * oldest event of the window, and a moment has the same state whether its history goes on or not.
 *
 * <p>The state of an empty history, or of one without a known item, is {@code last_norm.bias}: what
 * all states have in common, learned from all of them.
 *
 * <p>Parameters: those of the {@link SasRecEncoder}.
 */
public final class SasRec extends GradientModel implements VectorScorer {
  /** How many histories are encoded together for scores. */
  private static final int TOGETHER = 64;

  /** As in the authors' code. */
  private static final double EPS = 1e-8;

  /**
   * The settings.
   *
   * @param dim length of all vectors, a multiple of heads
   * @param length how many of the newest events of a history count
   * @param blocks how many blocks of attention and perceptron
   * @param heads heads of each attention
   * @param dropout probability with which elements are dropped in training
   * @param std standard deviation of the normal draws from which the vectors start
   */
  public record Config(int dim, int length, int blocks, int heads, double dropout, double std) {
    /** What does well in most data. */
    public static final Config USUAL = new Config(64, 200, 2, 1, 0.2, 0.02);

    /** Reads the settings; absent ones come to the values of {@code usual}. */
    public static Config read(Settings settings, Config usual) {
      return new Config(
          settings.whole("dim", usual.dim, 1, 4096, "length of all vectors, a multiple of heads"),
          settings.whole(
              "length", usual.length, 1, 65_536, "newest events of a history that count"),
          settings.whole("blocks", usual.blocks, 1, 64, "blocks of attention and perceptron"),
          settings.whole("heads", usual.heads, 1, 64, "heads of each attention"),
          settings.real("dropout", usual.dropout, 0, 0.99, "dropout rate"),
          settings.real("std", usual.std, 0, 10, "standard deviation of the initial vectors"));
    }
  }

  /** All about this kind of model. */
  public static final ModelSpec<Config> SPEC =
      ModelSpec.ranking("sasrec", FullSoftmax.INSTANCE, Config.USUAL, Config::read, SasRec::new)
          .described(
              "self-attention over what each user did, in order", "W. Kang, J. McAuley, 2018")
          .needing(Need.HISTORY)
          .trainedBy(TrainingConfig.RANKING.withBatch(16).withLearningRate(0.001).withPatience(5));

  private final int length;
  private final SasRecEncoder encoder;

  /** A model before training. */
  public SasRec(FeatureSpace space, Config config, long seed) {
    super(space);
    length = config.length;
    SasRecEncoder.Options options =
        SasRecEncoder.Options.of(space.learnedItems(), config.length, config.dim)
            .withBlocks(config.blocks, config.heads)
            .withDropout(config.dropout)
            .withEps(EPS);
    encoder =
        child("encoder", new SasRecEncoder(options, config.std, RandomStream.of(seed, "encoder")));
  }

  @Override
  public int historyLength() {
    return length;
  }

  @Override
  public boolean encodesMoments() {
    return true;
  }

  @Override
  public Variable scores(Tape tape, Batch batch) {
    Variable states = states(tape, batch.queries());
    return VectorScores.of(states, items(tape, batch.candidates().items()), batch.candidates());
  }

  private Variable items(Tape tape, int[] codes) {
    return encoder.items().forward(tape, IntTensor.of(codes));
  }

  /** The state of each query's history, {@code [queries, dim]}. */
  private Variable states(Tape tape, Queries queries) {
    Windows windows = Windows.of(queries, length, space().learnedItems());
    Variable all =
        Layout.reshape(encoder.forward(tape, windows.items()), windows.items().size(), dim());
    return windows.areAllMoments() ? all : Indexing.indexSelect(all, 0, windows.moments());
  }

  @Override
  public int dim() {
    return itemVectors().dim();
  }

  @Override
  public void encode(Queries queries, float[] out) {
    TensorPool pool = new TensorPool();
    for (int from = 0; from < queries.size(); from += TOGETHER) {
      int to = Math.min(queries.size(), from + TOGETHER);
      try (Tape tape = Tape.inference(pool)) {
        Variable states = states(tape, queries.slice(from, to));
        System.arraycopy(states.value().data(), 0, out, from * dim(), (to - from) * dim());
      }
    }
  }

  @Override
  public Table itemVectors() {
    return encoder.items().weight().table();
  }

  @Override
  public void score(Queries queries, int first, int end, float[] out) {
    VectorScorer.super.score(queries, first, end, out);
  }

  @Override
  public void score(Queries queries, Candidates.Each candidates, float[] out) {
    VectorScorer.super.score(queries, candidates, out);
  }
}
