// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import org.palate.config.Settings;
import org.palate.feature.FeatureSpace;
import org.palate.kernel.Engine;
import org.palate.kernel.elementwise.ElementwiseKernels;
import org.palate.linalg.Cholesky;
import org.palate.linalg.SparseRows;
import org.palate.nn.Layer;
import org.palate.objective.Bpr;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.recommender.Candidates;
import org.palate.recommender.Dataset;
import org.palate.recommender.FittedModel;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Queries;
import org.palate.tensor.Table;

/**
 * A linear model that predicts each item of a history from the others, solved in closed form: the
 * matrix B {@code [items, items]} that minimises {@code ||X - X B||^2 + lambda ||B||^2} with a
 * diagonal of zeros,
 *
 * <pre>{@code
 * P = (X^T X + lambda I)^-1,   B[j, i] = -P[j, i] / P[i, i]   for j != i
 * score(q, i) = sum over items j of the history of q of B[j, i]
 * }</pre>
 *
 * <p>where {@code X[u, i]} is 1 if user u liked item i in the training rows, else 0: how often does
 * not count, nor do weights of rows. The history is all that it knows of a query, so a user whom
 * training never saw is served like any other.
 *
 * <p>H. Steck: Embarrassingly Shallow Autoencoders for Sparse Data, 2019.
 *
 * <p>Parameter: {@code weight [items, items]}, which is B. Fitting takes memory for two such
 * matrices, {@code 8 items^2} bytes, and time for {@code items^3} multiplications and additions.
 */
public final class Ease extends Layer implements FittedModel {
  /** The square of this is the most floats an array can have. */
  private static final int MOST_ITEMS = 46_340;

  /**
   * The settings.
   *
   * @param lambda how strongly weights are drawn to 0
   */
  public record Config(double lambda) {
    /** What does well in most data. */
    public static final Config USUAL = new Config(200);

    /** Reads the settings; absent ones come to the values of {@code usual}. */
    public static Config read(Settings settings, Config usual) {
      return new Config(
          settings.real("lambda", usual.lambda, 0.001, 1e9, "how strongly weights are drawn to 0"));
    }
  }

  /** All about this kind of model. */
  public static final ModelSpec<Config> SPEC =
      ModelSpec.ranking(
              "ease",
              Bpr.INSTANCE,
              Config.USUAL,
              Config::read,
              (space, config, _) -> new Ease(space, config))
          .described("shallow linear autoencoder of items, in closed form", "H. Steck, 2019")
          .called("ease-r");

  private final FeatureSpace space;
  private final Config config;
  private final Table weight;

  /**
   * A model that has learned nothing yet.
   *
   * @throws IllegalArgumentException for more than 46,340 items with training rows
   */
  public Ease(FeatureSpace space, Config config) {
    this.space = space;
    this.config = config;
    int items = space.learnedItems();
    if (items > MOST_ITEMS) {
      throw new IllegalArgumentException(
          "ease: expected at most %,d items, whose weights fill %,d MB of memory, found %,d; %s keeps only the nearest of each"
              .formatted(MOST_ITEMS, megabytes(MOST_ITEMS), items, ItemNeighbours.SPEC.name()));
    }
    weight = table("weight", new Table(items, items)).table();
  }

  private static long megabytes(int items) {
    return (long) items * items * Float.BYTES >> 20;
  }

  @Override
  public void fit(Dataset data, Listener listener) {
    int n = items();
    listener.onProgress("steps", 0, 3);
    float[] matrix = BinaryRows.liked(data, n).gram();
    listener.onProgress("steps", 1, 3);
    for (int i = 0; i < n; i++) {
      matrix[i * n + i] += (float) config.lambda;
    }
    invert(n, matrix);
    listener.onProgress("steps", 2, 3);
    Workers.shared()
        .forRange(n, TaskSize.arithmeticRows(n), (from, to) -> setWeights(matrix, from, to));
    listener.onProgress("steps", 3, 3);
  }

  private void invert(int n, float[] matrix) {
    try {
      Cholesky.invert(n, matrix);
    } catch (ArithmeticException e) {
      throw new ArithmeticException(
          "ease: expected a lambda for which X^T X + lambda I can be inverted in single precision, found %s; %s"
              .formatted(config.lambda, e.getMessage()));
    }
  }

  /** Sets the rows {@code from} to {@code to - 1} of B. */
  private void setWeights(float[] inverse, int from, int to) {
    int n = items();
    for (int j = from; j < to; j++) {
      float[] page = weight.page(j);
      int at = weight.offset(j);
      for (int i = 0; i < n; i++) {
        page[at + i] = i == j ? 0 : 0 - inverse[j * n + i] / inverse[i * n + i];
      }
    }
  }

  @Override
  public FeatureSpace space() {
    return space;
  }

  @Override
  public Layer state() {
    return this;
  }

  @Override
  public boolean readsHistory() {
    return true;
  }

  @Override
  public void score(Queries queries, int first, int end, float[] out) {
    prepare(queries).score(first, end, out);
  }

  @Override
  public Prepared prepare(Queries queries) {
    SparseRows histories = BinaryRows.of(queries, items());
    return (first, end, out) -> score(histories, first, end, out);
  }

  private void score(SparseRows histories, int first, int end, float[] out) {
    int width = end - first;
    ElementwiseKernels kernels = Engine.kernels().elementwise();
    Workers.shared()
        .forRange(
            histories.rows(),
            rowsWorthAThread(histories, width),
            (from, to) -> {
              for (int q = from; q < to; q++) {
                int at = q * width;
                kernels.fill(width, 0, out, at);
                for (int i = histories.offsets()[q]; i < histories.offsets()[q + 1]; i++) {
                  int item = histories.columns()[i];
                  float[] page = weight.page(item);
                  kernels.add(width, out, at, page, weight.offset(item) + first, out, at);
                }
              }
            });
  }

  @Override
  public void score(Queries queries, Candidates.Each candidates, float[] out) {
    int each = candidates.each();
    int[] items = known(candidates.expanded(queries.size()));
    SparseRows histories = BinaryRows.of(queries, items());
    Workers.shared()
        .forRange(
            histories.rows(),
            rowsWorthAThread(histories, each),
            (from, to) -> {
              for (int pair = from * each; pair < to * each; pair++) {
                out[pair] = score(histories, pair / each, items[pair]);
              }
            });
  }

  private float score(SparseRows histories, int query, int item) {
    float score = 0;
    for (int i = histories.offsets()[query]; i < histories.offsets()[query + 1]; i++) {
      int row = histories.columns()[i];
      score += weight.page(row)[weight.offset(row) + item];
    }
    return score;
  }

  /** How many queries are worth a thread, if each wants so many scores. */
  private static int rowsWorthAThread(SparseRows histories, int width) {
    long additions = (long) histories.columns().length * width;
    return TaskSize.rows(
        (int) Math.min(Integer.MAX_VALUE, additions / Math.max(1, histories.rows())));
  }
}
