// SPDX-License-Identifier: Apache-2.0
package org.palate.objective;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.palate.data.ColumnBuilder;
import org.palate.recommender.Batch;
import org.palate.recommender.BatchOptions;
import org.palate.recommender.Batches;
import org.palate.recommender.Dataset;
import org.palate.recommender.Events;
import org.palate.recommender.GradientModel;
import org.palate.recommender.Position;
import org.palate.recommender.Queries;
import org.palate.tensor.RandomStream;

/**
 * Batches of rows in memory, in an order drawn anew for each epoch. What a batch holds is the
 * objective's choice; which rows are in it is decided here.
 *
 * <p>A row is a query by its user, as it might have been asked just before the row came to be. A
 * model that encodes all moments of a history in one pass gets whole histories, cut into windows
 * that it can look at; the batch size then counts windows.
 *
 * <p>The order is keyed by seed and epoch, what is drawn for a batch by seed, epoch and step.
 */
public final class ExampleBatches implements Batches {
  /** Makes a batch of some rows. */
  @FunctionalInterface
  public interface Maker {
    /**
     * Makes it.
     *
     * @param rows rows of the data, one a query
     * @param random what is to be drawn comes from here
     */
    Batch make(Queries queries, int[] rows, RandomStream random);
  }

  private final Dataset data;
  private final Events events;
  private final BatchOptions options;
  private final Maker maker;

  /** Unit u is the rows at positions {@code [bounds[u], bounds[u + 1])} of these. */
  private final int[] rows;

  private final int[] bounds;

  /** For each unit where its window begins; null where each row has its own history. */
  private final int[] windows;

  private Position position = Position.START;
  private int[] order;
  private int orderedEpoch;

  private ExampleBatches(
      Dataset data,
      Events events,
      BatchOptions options,
      Maker maker,
      int[] rows,
      int[] bounds,
      int[] windows) {
    this.data = data;
    this.events = events;
    this.options = options;
    this.maker = maker;
    this.rows = rows;
    this.bounds = bounds;
    this.windows = windows;
  }

  /** All training rows, each a query of its own. */
  public static ExampleBatches ofRows(
      Dataset data, GradientModel model, BatchOptions options, Maker maker) {
    return ofRows(data, data.split().train(), model, options, maker);
  }

  /**
   * The liked training rows, by history where the model encodes whole ones.
   *
   * @param useful which rows something can be learned from
   * @throws IllegalArgumentException if there are none
   */
  public static ExampleBatches ofLiked(
      Dataset data, GradientModel model, BatchOptions options, IntPredicate useful, Maker maker) {
    int[] liked = Arrays.stream(data.liked(data.split().train())).filter(useful).toArray();
    ExampleBatches batches =
        model.encodesMoments()
            ? ofWindows(data, model, options, useful, maker)
            : ofRows(data, liked, model, options, maker);
    if (batches.examples() == 0) {
      throw new IllegalArgumentException(
          "there is no row to learn from: of %,d training rows none is both liked (%s) and of a user %s%s"
              .formatted(
                  data.split().train().length,
                  data.likes().rule(),
                  model.encodesMoments()
                      ? "who had liked something before"
                      : "who has not seen every item",
                  data.likes().judged() ? "; see --set threshold" : ""));
    }
    return batches;
  }

  private static ExampleBatches ofRows(
      Dataset data, int[] rows, GradientModel model, BatchOptions options, Maker maker) {
    int[] bounds = new int[rows.length + 1];
    Arrays.setAll(bounds, i -> i);
    Events events = model.readsHistory() ? data.events(data.split().train()) : null;
    return new ExampleBatches(data, events, options, maker, rows, bounds, null);
  }

  private static ExampleBatches ofWindows(
      Dataset data, GradientModel model, BatchOptions options, IntPredicate useful, Maker maker) {
    Events events = data.events(data.split().train());
    int[] offsets = events.histories().offsets();
    ColumnBuilder.Ints rows = new ColumnBuilder.Ints();
    ColumnBuilder.Ints bounds = new ColumnBuilder.Ints();
    ColumnBuilder.Ints windows = new ColumnBuilder.Ints();
    bounds.add(0);
    for (int user = 1; user + 1 < offsets.length; user++) {
      // The last window is full, so that what is left over is the oldest.
      for (int last = offsets[user + 1] - 1; last > offsets[user]; ) {
        int start = Math.max(offsets[user], last - model.historyLength());
        int before = rows.size();
        for (int event = start + 1; event <= last; event++) {
          if (useful.test(events.rows()[event])) {
            rows.add(events.rows()[event]);
          }
        }
        if (rows.size() > before) {
          bounds.add(rows.size());
          windows.add(start);
        }
        last = start;
      }
    }
    return new ExampleBatches(
        data, events, options, maker, rows.toArray(), bounds.toArray(), windows.toArray());
  }

  @Override
  public Batch next() {
    if (position.step() >= steps()) {
      position = new Position(position.epoch() + 1, 0);
      return null;
    }
    if (order == null || orderedEpoch != position.epoch()) {
      order = new int[bounds.length - 1];
      Arrays.setAll(order, i -> i);
      orderedEpoch = position.epoch();
      RandomStream.of(options.seed(), "order of rows", orderedEpoch).shuffle(order);
    }
    int from = position.step() * options.size();
    int[] units = Arrays.copyOfRange(order, from, Math.min(order.length, from + options.size()));
    RandomStream random =
        RandomStream.of(options.seed(), "negatives", position.epoch(), position.step());
    Batch batch = make(units, random);
    position = new Position(position.epoch(), position.step() + 1);
    return batch;
  }

  private Batch make(int[] units, RandomStream random) {
    ColumnBuilder.Ints chosen = new ColumnBuilder.Ints();
    ColumnBuilder.Ints starts = new ColumnBuilder.Ints();
    for (int unit : units) {
      for (int i = bounds[unit]; i < bounds[unit + 1]; i++) {
        chosen.add(rows[i]);
        starts.add(windows == null ? 0 : windows[unit]);
      }
    }
    int[] own = chosen.toArray();
    Queries queries = events == null ? data.queries(own) : data.queries(own, events);
    return maker.make(windows == null ? queries : from(queries, starts.toArray()), own, random);
  }

  /** The same with histories that begin later. */
  private static Queries from(Queries queries, int[] starts) {
    return new Queries(
        queries.users(),
        queries.histories(),
        starts,
        queries.ends(),
        queries.context(),
        queries.contextRows(),
        queries.times());
  }

  @Override
  public Position position() {
    return position;
  }

  @Override
  public void seek(Position position) {
    this.position = position;
  }

  @Override
  public int steps() {
    return (bounds.length - 2 + options.size()) / options.size();
  }

  @Override
  public long examples() {
    return rows.length;
  }
}
