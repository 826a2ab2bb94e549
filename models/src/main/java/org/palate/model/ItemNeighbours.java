// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import java.util.Arrays;
import org.palate.config.Settings;
import org.palate.data.ItemLists;
import org.palate.data.Vocabulary;
import org.palate.feature.FeatureSpace;
import org.palate.linalg.SparseRows;
import org.palate.metric.TopItems;
import org.palate.nn.Layer;
import org.palate.objective.Bpr;
import org.palate.parallel.Workers;
import org.palate.recommender.Candidates;
import org.palate.recommender.Dataset;
import org.palate.recommender.FittedModel;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Queries;
import org.palate.recommender.Scorer;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;

/**
 * Recommends what is similar to what a history holds. Items are similar if the same users liked
 * them, by a cosine that is shrunk where few did, and of each item only the most similar count:
 *
 * <pre>{@code
 * sim(i, j) = |U_i and U_j| / (sqrt(|U_i| |U_j|) + shrink)
 * score(q, i) = sum of sim(i, j) over the neighbours j of i that are in the history of q
 * }</pre>
 *
 * <p>where U_i are the users who liked item i in the training rows, and the neighbours of i are the
 * items of largest similarity above 0; of equal ones the lower code is nearer. The history is all
 * that it knows of a query.
 *
 * <p>B. Sarwar, G. Karypis, J. Konstan, J. Riedl: Item-Based Collaborative Filtering Recommendation
 * Algorithms, 2001. M. Deshpande, G. Karypis: Item-Based Top-N Recommendation Algorithms, 2004,
 * takes the neighbours of the items of the history instead, which ranks worse (NDCG@10 on ml-100k
 * 0.238 instead of 0.283).
 *
 * <p>Parameter: {@code similarity [items, neighbours]}, each row falling; buffer: {@code neighbour
 * [items, neighbours]}, whose similarities they are. Item codes are whole numbers below 2^24, which
 * a float holds exactly; code 0 with a similarity of 0 is no neighbour. There are fewer columns
 * than the setting says where there are fewer items.
 */
public final class ItemNeighbours extends Layer implements FittedModel {
  /** From here on not every whole number is a float. */
  private static final int MOST_ITEMS = 1 << 24;

  /** The least number of items whose neighbours are searched between two reports of progress. */
  private static final int ITEMS_A_ROUND = 512;

  /** The most reports: each round makes room for all items anew. */
  private static final int ROUNDS = 64;

  private static final int QUERIES_A_TASK = 4;

  /**
   * The settings.
   *
   * @param neighbours how many of each item count
   * @param shrink how strongly similarities are drawn to 0, most so between items of few users
   */
  public record Config(int neighbours, double shrink) {
    /** What does well in most data. */
    public static final Config USUAL = new Config(200, 1);

    /** Reads the settings; absent ones come to the values of {@code usual}. */
    public static Config read(Settings settings, Config usual) {
      return new Config(
          settings.whole(
              "neighbours", usual.neighbours, 1, 65_536, "most similar items that count of each"),
          settings.real(
              "shrink", usual.shrink, 0, 1e9, "how strongly similarities are drawn to 0"));
    }
  }

  /** All about this kind of model. */
  public static final ModelSpec<Config> SPEC =
      ModelSpec.ranking(
              "itemknn",
              Bpr.INSTANCE,
              Config.USUAL,
              Config::read,
              (space, config, _) -> new ItemNeighbours(space, config))
          .described(
              "nearest neighbours among items, by the cosine of their users",
              "B. Sarwar et al., 2001; M. Deshpande and G. Karypis, 2004")
          .called("item-knn", "item-neighbours");

  private final FeatureSpace space;
  private final Config config;
  private final Table similarity;
  private final Tensor neighbour;

  /**
   * A model that has learned nothing yet.
   *
   * @throws IllegalArgumentException for more than 2^24 items with training rows
   */
  public ItemNeighbours(FeatureSpace space, Config config) {
    this.space = space;
    this.config = config;
    int items = space.learnedItems();
    if (items > MOST_ITEMS) {
      throw new IllegalArgumentException(
          "itemknn: expected at most %,d items, found %,d".formatted(MOST_ITEMS, items));
    }
    int width = Math.min(config.neighbours, items);
    similarity = table("similarity", new Table(items, width)).table();
    neighbour = buffer("neighbour", Tensor.zeros(items, width));
  }

  @Override
  public void fit(Dataset data, Listener listener) {
    int n = items();
    SparseRows itemsOf = BinaryRows.liked(data, n);
    ItemLists usersOf = transposed(itemsOf);
    int together = Math.max(ITEMS_A_ROUND, n / ROUNDS);
    for (int begin = 0; begin < n; begin += together) {
      listener.onProgress("items", begin, n);
      int first = begin;
      Workers.shared()
          .forRange(
              Math.min(together, n - first),
              1,
              (from, to) -> {
                Search search = new Search(itemsOf, usersOf);
                for (int item = first + from; item < first + to; item++) {
                  search.find(item);
                }
              });
    }
    listener.onProgress("items", n, n);
  }

  /** The rows in which each column is. */
  private static ItemLists transposed(SparseRows rows) {
    int[] rowOf = new int[rows.columns().length];
    for (int row = 0; row < rows.rows(); row++) {
      Arrays.fill(rowOf, rows.offsets()[row], rows.offsets()[row + 1], row);
    }
    return ItemLists.group(rows.width(), rows.columns(), rowOf);
  }

  /** Finds the neighbours of one item after another. */
  private final class Search {
    private final SparseRows itemsOf;
    private final ItemLists usersOf;

    /** How many users each item shares with the one at hand; zeros between two searches. */
    private final int[] shared;

    /** The items that share any, and their similarities. */
    private final int[] others;

    private final float[] similarities;
    private final TopItems nearest = new TopItems(similarity.dim());

    Search(SparseRows itemsOf, ItemLists usersOf) {
      this.itemsOf = itemsOf;
      this.usersOf = usersOf;
      shared = new int[itemsOf.width()];
      others = new int[itemsOf.width()];
      similarities = new float[itemsOf.width()];
    }

    void find(int item) {
      int size = count(item);
      Arrays.sort(others, 0, size);
      for (int i = 0; i < size; i++) {
        similarities[i] = similarity(item, others[i]);
        shared[others[i]] = 0;
      }
      nearest.select(similarities, 0, size, null);
      float[] page = similarity.page(item);
      int at = similarity.offset(item);
      int row = item * similarity.dim();
      Arrays.fill(page, at, at + similarity.dim(), 0f);
      Arrays.fill(neighbour.data(), row, row + similarity.dim(), Vocabulary.UNKNOWN);
      for (int rank = 1; rank <= nearest.size(); rank++) {
        page[at + rank - 1] = nearest.score(rank);
        neighbour.data()[row + rank - 1] = others[nearest.id(rank)];
      }
    }

    /** Counts the users that an item shares with others; returns how many others there are. */
    private int count(int item) {
      int size = 0;
      for (int u = usersOf.offsets()[item]; u < usersOf.offsets()[item + 1]; u++) {
        int user = usersOf.items()[u];
        for (int i = itemsOf.offsets()[user]; i < itemsOf.offsets()[user + 1]; i++) {
          int other = itemsOf.columns()[i];
          if (other != item && shared[other]++ == 0) {
            others[size++] = other;
          }
        }
      }
      return size;
    }

    private float similarity(int item, int other) {
      double product = (double) usersOf.length(item) * usersOf.length(other);
      return (float) (shared[other] / (Math.sqrt(product) + config.shrink));
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
    ready().score(queries, first, end, out);
  }

  @Override
  public Prepared prepare(Queries queries) {
    return ready().prepare(queries);
  }

  @Override
  public void score(Queries queries, Candidates.Each candidates, float[] out) {
    ready().score(queries, candidates, out);
  }

  /**
   * {@inheritDoc} Without it, each call for scores begins by making one.
   *
   * @throws IllegalArgumentException if a neighbour is no item code
   */
  @Override
  public Scorer ready() {
    return NeighbourOf.of(space, similarity, neighbour);
  }

  /**
   * The neighbours turned round: for each item of a history, the items that it is a neighbour of,
   * in rising order, and the similarities.
   */
  private record NeighbourOf(FeatureSpace space, int[] offsets, int[] targets, float[] similarities)
      implements Scorer {
    static NeighbourOf of(FeatureSpace space, Table similarity, Tensor neighbour) {
      int n = similarity.rows();
      int width = similarity.dim();
      int[] offsets = new int[n + 1];
      for (int item = 0; item < n; item++) {
        for (int i = item * width; i < (item + 1) * width; i++) {
          offsets[checked(neighbour.data()[i], item, n) + 1]++;
        }
      }
      offsets[Vocabulary.UNKNOWN + 1] = 0;
      for (int j = 0; j < n; j++) {
        offsets[j + 1] += offsets[j];
      }
      int[] next = offsets.clone();
      int[] targets = new int[offsets[n]];
      float[] similarities = new float[offsets[n]];
      for (int item = 0; item < n; item++) {
        for (int i = 0; i < width; i++) {
          int j = (int) neighbour.data()[item * width + i];
          if (j != Vocabulary.UNKNOWN) {
            targets[next[j]] = item;
            similarities[next[j]++] = similarity.page(item)[similarity.offset(item) + i];
          }
        }
      }
      return new NeighbourOf(space, offsets, targets, similarities);
    }

    private static int checked(float code, int item, int items) {
      if (!(code >= 0 && code < items && code == (int) code)) {
        throw new IllegalArgumentException(
            "neighbour, row %d: expected item codes below %d, found %s"
                .formatted(item, items, code));
      }
      return (int) code;
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
      SparseRows histories = BinaryRows.of(queries, offsets.length - 1);
      return (first, end, out) ->
          Workers.shared()
              .forRange(
                  histories.rows(),
                  QUERIES_A_TASK,
                  (from, to) -> {
                    for (int q = from; q < to; q++) {
                      int at = q * (end - first);
                      Arrays.fill(out, at, at + end - first, 0f);
                      for (int i = histories.offsets()[q]; i < histories.offsets()[q + 1]; i++) {
                        add(histories.columns()[i], first, end, out, at);
                      }
                    }
                  });
    }

    /** Adds what one item of a history gives to the items {@code first} to {@code end - 1}. */
    private void add(int j, int first, int end, float[] out, int at) {
      int i = Arrays.binarySearch(targets, offsets[j], offsets[j + 1], first);
      for (i = i < 0 ? -1 - i : i; i < offsets[j + 1] && targets[i] < end; i++) {
        out[at + targets[i] - first] += similarities[i];
      }
    }
  }
}
