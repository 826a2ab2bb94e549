// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Reductions;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.config.Settings;
import org.palate.data.Vocabulary;
import org.palate.feature.FeatureBatch;
import org.palate.feature.FeatureSpace;
import org.palate.feature.UserMixture;
import org.palate.kernel.Engine;
import org.palate.kernel.product.Form;
import org.palate.nn.Embedding;
import org.palate.parallel.ParallelProduct;
import org.palate.parallel.Workers;
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
public final class MatrixFactorization extends ScoringModel {
  /**
   * The settings.
   *
   * @param dim length of the vectors
   * @param std standard deviation of the normal draws from which they start
   */
  public record Config(int dim, double std) {
    /** Reads the settings. */
    public static Config of(Settings settings) {
      return new Config(
          settings.whole("dim", 64, 1, 4096, "length of the vectors of users and items"),
          settings.real("std", 0.05, 0, 10, "standard deviation of the initial vectors"));
    }
  }

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
                space.users().size(),
                config.dim,
                config.std,
                RandomStream.of(seed, "user vectors")));
    items =
        child(
            "item",
            new Embedding(
                space.items().size(),
                config.dim,
                config.std,
                RandomStream.of(seed, "item vectors")));
    bias = child("bias", new Embedding(space.items().size(), 1, 0, RandomStream.of(seed, "bias")));
    users.weight().table().zeroRow(Vocabulary.UNKNOWN);
    items.weight().table().zeroRow(Vocabulary.UNKNOWN);
  }

  @Override
  public boolean readsFields() {
    return false;
  }

  @Override
  public Variable logits(Tape tape, FeatureBatch batch) {
    Variable user = users.forward(tape, IntTensor.of(batch.users()));
    IntTensor itemCodes = IntTensor.of(batch.items());
    Variable item = items.forward(tape, itemCodes);
    Variable offset = Layout.reshape(bias.forward(tape, itemCodes), batch.size());
    return Arithmetic.add(Reductions.rowDot(user, item), offset);
  }

  @Override
  public void scoreItems(int[] userCodes, int from, int to, float[] out) {
    scoreItems(userCodes, from, to, 0, items.weight().table().rows(), out);
  }

  @Override
  public boolean scoresSlices() {
    return true;
  }

  @Override
  public void scoreItems(int[] userCodes, int from, int to, int first, int end, float[] out) {
    Table table = users.weight().table();
    float[] vectors = new float[(to - from) * table.dim()];
    Engine.kernels().rows().gather(table.pagedRows(), userCodes, from, to, vectors, 0);
    score(vectors, to - from, first, end, out);
  }

  @Override
  public void scoreItems(UserMixture mixture, float[] out) {
    Table table = users.weight().table();
    float[] vector = new float[table.dim()];
    for (int i = 0; i < mixture.users().length; i++) {
      int user = mixture.users()[i];
      Engine.kernels()
          .elementwise()
          .axpy(table.dim(), mixture.weights()[i], table.page(user), table.offset(user), vector, 0);
    }
    score(vector, 1, 0, items.weight().table().rows(), out);
  }

  /** Writes the scores {@code [n, end - first]} for the vectors {@code [n, dim]} of users. */
  private void score(float[] vectors, int n, int first, int end, float[] out) {
    Table itemTable = items.weight().table();
    int dim = itemTable.dim();
    int width = end - first;
    // A page of the table holds its items as a matrix; the product goes page by page.
    for (int item = first; item < end; ) {
      float[] page = itemTable.page(item);
      int count = Math.min(end - item, (page.length - itemTable.offset(item)) / dim);
      ParallelProduct.gemm(
          Workers.shared(),
          Engine.kernels(),
          Form.NT,
          n,
          count,
          dim,
          vectors,
          0,
          dim,
          page,
          itemTable.offset(item),
          dim,
          out,
          item - first,
          width,
          false);
      item += count;
    }
    float[] offsets = new float[width];
    bias.weight().table().copyTo(first, end, offsets, 0);
    Engine.kernels().elementwise().addRow(n, width, out, 0, offsets, 0, out, 0);
    for (int i = 0; first == Vocabulary.UNKNOWN && i < n; i++) {
      out[i * width] = Float.NEGATIVE_INFINITY;
    }
  }
}
