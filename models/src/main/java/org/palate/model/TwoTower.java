// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Indexing;
import org.palate.autograd.Layout;
import org.palate.autograd.SequencePooling;
import org.palate.autograd.Similarity;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.config.Settings;
import org.palate.feature.FeatureBatch;
import org.palate.feature.FeatureSpace;
import org.palate.feature.Field.Side;
import org.palate.feature.FieldSet;
import org.palate.kernel.Engine;
import org.palate.layer.FieldEmbedding;
import org.palate.nn.Activation;
import org.palate.nn.Dropout;
import org.palate.nn.Layer;
import org.palate.nn.Mlp;
import org.palate.objective.InBatchSoftmax;
import org.palate.objective.Labels;
import org.palate.recommender.Batch;
import org.palate.recommender.Candidates;
import org.palate.recommender.GradientModel;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Need;
import org.palate.recommender.Queries;
import org.palate.recommender.VectorScorer;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/**
 * Two perceptrons, a tower each: one makes a vector of who asks and in which circumstances, one of
 * an item, and their product is the score: {@code s(q, i) = <u(q), v(i)>}. With unit vectors it is
 * their cosine over a temperature, {@code <u / |u|, v / |v|> / T}.
 *
 * <p>The query tower reads the user, the fields of users and of the context, and, if asked, the
 * mean of the vectors of the items that the user liked last. The item tower reads the item and the
 * fields of items. So users and items that training never saw have vectors by their fields.
 *
 * <p>P. Covington, J. Adams, E. Sargin: Deep Neural Networks for YouTube Recommendations, 2016; X.
 * Yi et al.: Sampling-Bias-Corrected Neural Modeling for Large Corpus Item Recommendations, 2019.
 *
 * <p>The model changes with every step of training and has no vectors to show; {@link #ready}
 * computes those of all items once.
 *
 * <p>Parameters: {@code query.…} and {@code item.…}, each of an {@code embedding} of the fields
 * with vectors {@code [dim]} and an {@code mlp} to {@code [dim]}.
 */
public final class TwoTower extends GradientModel {
  /**
   * The settings.
   *
   * @param dim length of the vectors of the fields, and of those that the towers make
   * @param hidden widths of the layers of each tower before its last
   * @param history how many of the items that a user liked last the query tower reads
   * @param normalize whether the towers make unit vectors
   * @param temperature what scores are divided by
   * @param dropout probability with which the inputs of layers are dropped in training
   * @param std standard deviation of the normal draws from which the vectors of the fields start
   */
  public record Config(
      int dim,
      List<Integer> hidden,
      int history,
      boolean normalize,
      double temperature,
      double dropout,
      double std) {
    /** What does well in most data. */
    public static final Config USUAL = new Config(64, List.of(128), 0, true, 0.1, 0.2, 0.1);

    /** Reads the settings; absent ones come to the values of {@code usual}. */
    public static Config read(Settings settings, Config usual) {
      return new Config(
          settings.whole("dim", usual.dim, 1, 4096, "length of the vectors of fields and towers"),
          settings.wholes(
              "hidden", usual.hidden, 1, 65_536, "widths of each tower's hidden layers"),
          settings.whole(
              "history",
              usual.history,
              0,
              10_000,
              "how many items liked last the query tower reads"),
          settings.yes("normalize", usual.normalize, "whether the towers make unit vectors"),
          settings.real("temperature", usual.temperature, 1e-3, 1e3, "what scores are divided by"),
          settings.real("dropout", usual.dropout, 0, 0.99, "dropout rate of the towers' layers"),
          settings.real("std", usual.std, 0, 10, "standard deviation of the initial vectors"));
    }
  }

  /** All about this kind of model. */
  public static final ModelSpec<Config> SPEC =
      ModelSpec.ranking(
              "two-tower", InBatchSoftmax.INSTANCE, Config.USUAL, Config::read, TwoTower::new)
          .alsoFor(Labels.INSTANCE)
          .described(
              "a perceptron for queries and one for items, whose vectors are multiplied",
              "P. Covington et al., 2016; X. Yi et al., 2019")
          .called("twotower", "two-towers", "dual-encoder", "dssm")
          .needing(Need.FIELDS);

  /** How many queries or items are encoded together. */
  private static final int TOGETHER = 1024;

  private final Config config;
  private final Tower queryTower;
  private final Tower itemTower;

  /** A model before training. */
  public TwoTower(FeatureSpace space, Config config, long seed) {
    super(space);
    this.config = config;
    FieldSet asked = space.fieldSet(List.of(Side.USER, Side.CONTEXT));
    FieldSet offered = space.fieldSet(List.of(Side.ITEM));
    queryTower =
        child(
            "query", new Tower("query", asked, config.history > 0 ? config.dim : 0, config, seed));
    itemTower = child("item", new Tower("item", offered, 0, config, seed));
  }

  /** The vectors of some fields, side by side with what else there is, through a perceptron. */
  private static final class Tower extends Layer {
    private final FieldSet fields;
    private final FieldEmbedding embedding;
    private final Dropout dropout;
    private final Mlp mlp;
    private final boolean normalize;

    /**
     * A tower before training.
     *
     * @param more how many numbers it reads beside the fields
     */
    Tower(String name, FieldSet fields, int more, Config config, long seed) {
      this.fields = fields;
      embedding =
          child(
              "embedding",
              new FieldEmbedding(
                  fields, config.dim, true, config.std, RandomStream.of(seed, name, 0)));
      dropout = new Dropout(config.dropout);
      List<Integer> widths = new ArrayList<>(config.hidden);
      widths.add(config.dim);
      mlp =
          child(
              "mlp",
              new Mlp(
                  embedding.fields() * config.dim + more,
                  widths,
                  Activation.RELU,
                  false,
                  config.dropout,
                  RandomStream.of(seed, name, 1)));
      normalize = config.normalize;
    }

    /**
     * {@code [batch.size(), dim]}.
     *
     * @param more {@code [batch.size(), …]}, or null
     */
    Variable encode(Tape tape, FeatureBatch batch, Variable more) {
      Variable flat = Layout.reshape(embedding.forward(tape, batch), batch.size(), -1);
      Variable read = more == null ? flat : Layout.concat(1, flat, more);
      Variable vectors = mlp.forward(dropout.forward(read));
      return normalize ? Similarity.l2Normalize(vectors, -1, Similarity.NORMALIZE_EPS) : vectors;
    }
  }

  /** Makes vectors of items: {@code [items.length, dim]}. */
  @FunctionalInterface
  private interface ItemEncoder {
    Variable encode(Tape tape, int[] items);
  }

  @Override
  public int items() {
    return space().items().size();
  }

  @Override
  public int historyLength() {
    return config.history;
  }

  @Override
  public boolean readsContext() {
    return !space().fields(Side.CONTEXT).isEmpty();
  }

  @Override
  public Variable scores(Tape tape, Batch batch) {
    return scores(tape, batch, this::encodeItems);
  }

  private Variable scores(Tape tape, Batch batch, ItemEncoder encoder) {
    Variable queries = encodeQueries(tape, batch.queries(), encoder);
    return VectorScores.of(
        queries, distinct(tape, batch.candidates().items(), encoder), batch.candidates());
  }

  private Variable encodeItems(Tape tape, int[] items) {
    return itemTower.encode(tape, itemTower.fields.gather(null, items, null, null), null);
  }

  /** The vectors of queries, {@code [queries, dim]}, over the temperature. */
  private Variable encodeQueries(Tape tape, Queries queries, ItemEncoder encoder) {
    FeatureBatch batch =
        queryTower.fields.gather(queries.users(), null, queries.context(), queries.contextRows());
    Variable history = config.history == 0 ? null : history(tape, queries, encoder);
    Variable vectors = queryTower.encode(tape, batch, history);
    return Arithmetic.scale(vectors, (float) (1 / config.temperature));
  }

  /** The mean of the vectors of the items that each liked last, zeros where there are none. */
  private Variable history(Tape tape, Queries queries, ItemEncoder encoder) {
    int n = queries.size();
    int length = config.history;
    int[] items = new int[n * length];
    boolean[] valid = new boolean[n * length];
    for (int q = 0; q < n; q++) {
      int end = queries.ends()[q];
      int start = Math.max(queries.starts()[q], end - length);
      System.arraycopy(queries.histories().items(), start, items, q * length, end - start);
      Arrays.fill(valid, q * length, q * length + end - start, true);
    }
    Variable vectors = Layout.reshape(distinct(tape, items, encoder), n, length, config.dim);
    return SequencePooling.pool(vectors, valid, SequencePooling.Mode.MEAN);
  }

  /** The vectors of items, of which many may be the same: each is encoded once. */
  private static Variable distinct(Tape tape, int[] items, ItemEncoder encoder) {
    int[] sorted = Arrays.stream(items).sorted().distinct().toArray();
    if (Arrays.equals(sorted, items)) {
      return encoder.encode(tape, items);
    }
    int[] positions = new int[items.length];
    Arrays.setAll(positions, i -> Arrays.binarySearch(sorted, items[i]));
    return Indexing.indexSelect(encoder.encode(tape, sorted), 0, IntTensor.of(positions));
  }

  /** A scorer with the vectors of all items as the towers are now. */
  @Override
  public VectorScorer ready() {
    int items = items();
    Table vectors = new Table(items, config.dim);
    TensorPool pool = new TensorPool();
    for (int from = 0; from < items; from += TOGETHER) {
      int[] codes = Candidates.Shared.range(from, Math.min(items, from + TOGETHER)).items();
      try (Tape tape = Tape.inference(pool)) {
        float[] encoded = encodeItems(tape, codes).value().data();
        vectors.copyFrom(encoded, 0, from, from + codes.length);
      }
    }
    return new Ready(vectors);
  }

  /** The model with the vectors of all items computed. */
  private final class Ready implements VectorScorer {
    private final Table vectors;

    Ready(Table vectors) {
      this.vectors = vectors;
    }

    @Override
    public FeatureSpace space() {
      return TwoTower.this.space();
    }

    @Override
    public int items() {
      return vectors.rows();
    }

    @Override
    public boolean readsHistory() {
      return TwoTower.this.readsHistory();
    }

    @Override
    public boolean readsContext() {
      return TwoTower.this.readsContext();
    }

    @Override
    public int dim() {
      return vectors.dim();
    }

    @Override
    public Table itemVectors() {
      return vectors;
    }

    @Override
    public void encode(Queries queries, float[] out) {
      TensorPool pool = new TensorPool();
      for (int from = 0; from < queries.size(); from += TOGETHER) {
        Queries asked = queries.slice(from, Math.min(queries.size(), from + TOGETHER));
        try (Tape tape = Tape.inference(pool)) {
          float[] encoded = encodeQueries(tape, asked, this::gather).value().data();
          System.arraycopy(encoded, 0, out, from * dim(), asked.size() * dim());
        }
      }
    }

    private Variable gather(Tape tape, int[] items) {
      Tensor gathered = tape.take(Shape.of(items.length, dim()));
      Engine.kernels()
          .rows()
          .gather(vectors.pagedRows(), items, 0, items.length, gathered.data(), 0);
      return tape.constant(gathered);
    }
  }
}
