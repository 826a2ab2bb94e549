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

  /** What is shuffled: a row with its own history, or a window with all of its moments. */
  private sealed interface Units {
    int count();

    long examples();

    Chosen choose(int[] units);
  }

  /** Rows of the data, and for each the query of which it came. */
  private record Chosen(int[] rows, Queries queries) {}

  /**
   * Each row a unit.
   *
   * @param events null for a model that reads no histories
   */
  private record SingleRows(Dataset data, Events events, int[] rows) implements Units {
    @Override
    public int count() {
      return rows.length;
    }

    @Override
    public long examples() {
      return rows.length;
    }

    @Override
    public Chosen choose(int[] units) {
      int[] own = new int[units.length];
      Arrays.setAll(own, i -> rows[units[i]]);
      return new Chosen(own, events == null ? data.queries(own) : data.queries(own, events));
    }
  }

  /**
   * Each window a unit: of unit u the history begins at event {@code starts[u]}, and what is to be
   * learned are the events {@code targets[bounds[u]]} to {@code targets[bounds[u + 1] - 1]}.
   */
  private record WholeWindows(
      Dataset data, Events events, int[] starts, int[] targets, int[] bounds) implements Units {
    @Override
    public int count() {
      return starts.length;
    }

    @Override
    public long examples() {
      return targets.length;
    }

    @Override
    public Chosen choose(int[] units) {
      int n = 0;
      for (int unit : units) {
        n += bounds[unit + 1] - bounds[unit];
      }
      int[] rows = new int[n];
      int[] from = new int[n];
      int[] to = new int[n];
      int at = 0;
      for (int unit : units) {
        for (int i = bounds[unit]; i < bounds[unit + 1]; i++) {
          rows[at] = events.rows()[targets[i]];
          from[at] = starts[unit];
          to[at++] = targets[i];
        }
      }
      return new Chosen(rows, data.queries(rows, events, from, to));
    }
  }

  private final Units units;
  private final BatchOptions options;
  private final Maker maker;
  private Position position = Position.START;
  private int[] order;
  private int orderedEpoch;

  private ExampleBatches(Units units, BatchOptions options, Maker maker) {
    this.units = units;
    this.options = options;
    this.maker = maker;
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
    Events events = model.readsHistory() ? data.events(data.split().train()) : null;
    return new ExampleBatches(new SingleRows(data, events, rows), options, maker);
  }

  private static ExampleBatches ofWindows(
      Dataset data, GradientModel model, BatchOptions options, IntPredicate useful, Maker maker) {
    Events events = data.events(data.split().train());
    int[] offsets = events.histories().offsets();
    ColumnBuilder.Ints starts = new ColumnBuilder.Ints();
    ColumnBuilder.Ints targets = new ColumnBuilder.Ints();
    ColumnBuilder.Ints bounds = new ColumnBuilder.Ints();
    bounds.add(0);
    for (int user = 1; user + 1 < offsets.length; user++) {
      // The last window is full, so that what is left over is the oldest. An event is to be learned
      // once, all but the first, of which nothing was known before.
      for (int last = offsets[user + 1] - 1; last > offsets[user]; ) {
        int start = Math.max(offsets[user], last - model.historyLength());
        int before = targets.size();
        for (int event = start + 1; event <= last; event++) {
          if (useful.test(events.rows()[event])) {
            targets.add(event);
          }
        }
        if (targets.size() > before) {
          starts.add(start);
          bounds.add(targets.size());
        }
        last = start;
      }
    }
    WholeWindows windows =
        new WholeWindows(data, events, starts.toArray(), targets.toArray(), bounds.toArray());
    return new ExampleBatches(windows, options, maker);
  }

  @Override
  public Batch next() {
    if (position.step() >= steps()) {
      position = new Position(position.epoch() + 1, 0);
      return null;
    }
    if (order == null || orderedEpoch != position.epoch()) {
      order = new int[units.count()];
      Arrays.setAll(order, i -> i);
      orderedEpoch = position.epoch();
      RandomStream.of(options.seed(), "order of rows", orderedEpoch).shuffle(order);
    }
    int from = position.step() * options.size();
    int to = Math.min(order.length, from + options.size());
    Chosen chosen = units.choose(Arrays.copyOfRange(order, from, to));
    RandomStream random =
        RandomStream.of(options.seed(), "negatives", position.epoch(), position.step());
    position = new Position(position.epoch(), position.step() + 1);
    return maker.make(chosen.queries, chosen.rows, random);
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
    return (units.count() - 1 + options.size()) / options.size();
  }

  @Override
  public long examples() {
    return units.examples();
  }
}
