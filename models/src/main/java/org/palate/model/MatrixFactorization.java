// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.config.Settings;
import org.palate.data.Vocabulary;
import org.palate.feature.FeatureSpace;
import org.palate.kernel.Engine;
import org.palate.nn.Embedding;
import org.palate.objective.Bpr;
import org.palate.objective.Labels;
import org.palate.recommender.Batch;
import org.palate.recommender.Candidates;
import org.palate.recommender.GradientModel;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Queries;
import org.palate.recommender.VectorScorer;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Table;

/**
 * A vector for each user and each item, and a bias for each item: {@code score(u, i) = <p_u, q_i> +
 * b_i}.
 *
 * <p>Y. Koren, R. Bell, C. Volinsky: Matrix Factorization Techniques for Recommender Systems, 2009;
 * trained on pairs as in S. Rendle et al.: BPR, Bayesian Personalized Ranking from Implicit
 * Feedback, 2009.
 *
 * <p>Parameters: {@code user.weight [users, dim]}, {@code item.weight [items, dim]}, {@code
 * bias.weight [items, 1]}. Code 0 of each starts at zero: an unknown user is offered what the
 * biases favour.
 */
public final class MatrixFactorization extends GradientModel implements VectorScorer {
  /**
   * The settings.
   *
   * @param dim length of the vectors
   * @param std standard deviation of the normal draws from which they start
   */
  public record Config(int dim, double std) {
    /** What does well in most data. */
    public static final Config USUAL = new Config(64, 0.05);

    /** Reads the settings; absent ones come to the values of {@code usual}. */
    public static Config read(Settings settings, Config usual) {
      return new Config(
          settings.whole("dim", usual.dim, 1, 4096, "length of the vectors of users and items"),
          settings.real("std", usual.std, 0, 10, "standard deviation of the initial vectors"));
    }
  }

  /** All about this kind of model. */
  public static final ModelSpec<Config> SPEC =
      ModelSpec.ranking(
              "mf-bpr", Bpr.INSTANCE, Config.USUAL, Config::read, MatrixFactorization::new)
          .alsoFor(Labels.INSTANCE)
          .described(
              "matrix factorisation, trained to rank by BPR",
              "Y. Koren et al., 2009; S. Rendle et al., 2009")
          .called("bpr", "bpr-mf", "bprmf", "mf", "matrix-factorization", "matrix-factorisation");

  private final Embedding users;
  private final Embedding items;
  private final Embedding bias;

  /** A model before training. */
  public MatrixFactorization(FeatureSpace space, Config config, long seed) {
    super(space);
    users =
        child(
            "user",
            new Embedding(
                space.learnedUsers(),
                config.dim,
                config.std,
                RandomStream.of(seed, "user vectors")));
    items =
        child(
            "item",
            new Embedding(
                space.learnedItems(),
                config.dim,
                config.std,
                RandomStream.of(seed, "item vectors")));
    bias = child("bias", new Embedding(space.learnedItems(), 1, 0, RandomStream.of(seed, "bias")));
    users.weight().table().zeroRow(Vocabulary.UNKNOWN);
    items.weight().table().zeroRow(Vocabulary.UNKNOWN);
  }

  @Override
  public Variable scores(Tape tape, Batch batch) {
    Variable user = users.forward(tape, IntTensor.of(learned(batch.queries())));
    IntTensor codes = IntTensor.of(batch.candidates().items());
    Variable products = VectorScores.of(user, items.forward(tape, codes), batch.candidates());
    Variable offsets = bias.forward(tape, codes);
    return switch (batch.candidates()) {
      case Candidates.Shared shared ->
          Arithmetic.add(products, Layout.reshape(offsets, shared.each()));
      case Candidates.Each own ->
          Arithmetic.add(products, Layout.reshape(offsets, batch.size(), own.each()));
    };
  }

  /** The users of some queries; those of whom training saw nothing are unknown. */
  private int[] learned(Queries queries) {
    int[] codes = queries.users().clone();
    for (int q = 0; q < codes.length; q++) {
      codes[q] = space().learnedUser(codes[q]);
    }
    return codes;
  }

  @Override
  public int dim() {
    return items.weight().table().dim();
  }

  @Override
  public void encode(Queries queries, float[] out) {
    Table table = users.weight().table();
    Engine.kernels().rows().gather(table.pagedRows(), learned(queries), 0, queries.size(), out, 0);
  }

  @Override
  public Table itemVectors() {
    return items.weight().table();
  }

  @Override
  public Table itemBiases() {
    return bias.weight().table();
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
