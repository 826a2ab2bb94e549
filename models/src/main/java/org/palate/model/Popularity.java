// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import java.util.Arrays;
import org.palate.autograd.Variable;
import org.palate.config.Settings;
import org.palate.feature.FeatureSpace;
import org.palate.nn.Layer;
import org.palate.objective.Bpr;
import org.palate.recommender.Dataset;
import org.palate.recommender.FittedModel;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Queries;
import org.palate.tensor.Tensor;

/**
 * Recommends the most popular items to everyone: the score of an item is how often it was liked in
 * the training rows. What a personal model must beat.
 *
 * <p>Parameter: {@code count [items]}, which is counted, not learned by gradients.
 */
public final class Popularity extends Layer implements FittedModel {
  /** It has no settings. */
  public record Config() {
    /** Reads none. */
    public static Config read(Settings settings, Config usual) {
      return usual;
    }
  }

  /** All about this kind of model. */
  public static final ModelSpec<Config> SPEC =
      ModelSpec.ranking(
              "popularity",
              Bpr.INSTANCE,
              new Config(),
              Config::read,
              (space, _, _) -> new Popularity(space))
          .described("the same list for everyone: the most popular items", "")
          .called("pop");

  private final FeatureSpace space;
  private final Variable count;

  /** A model that has counted nothing yet. */
  public Popularity(FeatureSpace space) {
    this.space = space;
    count = parameter("count", Tensor.zeros(space.learnedItems()));
  }

  /** Popularity by the likes of the training rows of some data. */
  public static Popularity of(Dataset data) {
    Popularity popularity = new Popularity(data.space());
    popularity.fit(data, Listener.SILENT);
    return popularity;
  }

  @Override
  public void fit(Dataset data, Listener listener) {
    int[] rows = data.liked(data.split().train());
    count(data.items(rows), data.weights(rows));
  }

  /**
   * Counts some items.
   *
   * @param weights how much each counts, or null for 1
   */
  public void count(int[] items, float[] weights) {
    float[] counts = count.value().data();
    for (int i = 0; i < items.length; i++) {
      counts[items[i]] += weights == null ? 1 : weights[i];
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
  public void score(Queries queries, int first, int end, float[] out) {
    float[] counts = Arrays.copyOfRange(count.value().data(), first, end);
    for (int q = 0; q < queries.size(); q++) {
      System.arraycopy(counts, 0, out, q * counts.length, counts.length);
    }
  }
}
