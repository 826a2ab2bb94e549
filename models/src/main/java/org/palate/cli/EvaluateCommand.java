// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.palate.data.Interactions;
import org.palate.data.ItemLists;
import org.palate.data.Vocabulary;
import org.palate.data.split.Split;
import org.palate.data.split.Splits;
import org.palate.eval.FullRanking;
import org.palate.eval.RankingResult;
import org.palate.feature.FeatureSpace;
import org.palate.io.JsonArray;
import org.palate.io.JsonObject;
import org.palate.metric.RankingMetric;
import org.palate.model.Popularity;
import org.palate.recommender.Dataset;
import org.palate.recommender.Goal;
import org.palate.recommender.Histories;
import org.palate.recommender.Objective;
import org.palate.recommender.Scorer;
import org.palate.serve.Bundle;
import org.palate.train.Catalogue;
import org.palate.train.Evaluator;
import org.palate.train.Recipe;

/** Measures a trained model: on rows of its own data that were held out, or on other data. */
final class EvaluateCommand implements Command {
  private static final List<String> PARTS = List.of("test", "validation", "train", "all");

  /**
   * Rows to measure a model on.
   *
   * @param name which part of the data they are
   * @param data the data as the model reads them
   * @param rows those whose label or rating is to be predicted
   * @param toFind those whose liked items are to be found
   * @param known parts of the rows from which more is known of the users
   * @param histories by user code, what was liked before
   * @param seen by user code, the items that are no candidates
   * @param popularity what most people liked, by the rows that the model learned from
   */
  private record Rows(
      String name,
      Dataset data,
      int[] rows,
      int[] toFind,
      int[][] known,
      Histories histories,
      ItemLists seen,
      Popularity popularity) {}

  @Override
  public CommandSpec spec() {
    return new CommandSpec(
        "evaluate",
        "Measure a trained model on rows held out, or on other data.",
        "How well labels or ratings are predicted (AUC of what was liked; log loss, or RMSE and"
            + " MAE, by what the model was trained to do), and how well what a user liked is found"
            + " among all items: hit rate, recall, NDCG, MRR, precision and MAP at k, beside those"
            + " of popularity; coverage is the share of the items that anyone is recommended. Who"
            + " is ranked for and what is to be found does not depend on the model.\n\n"
            + "With the data that the model was trained on, the same split is made again, and the"
            + " figures of --part test are those of palate train to the last bit; items of earlier"
            + " parts (for test: train and validation) are no candidates. With other data all rows"
            + " are measured; what a user saw in the training data is neither a candidate nor to be"
            + " found. Rows of users whom the model does not know take no part in ranking; liked"
            + " items that it does not know count as missed.",
        optionsWith(
            Option.text("bundle", "FILE.palate", "A bundle written by palate train --out.")
                .asRequired(),
            Option.choice(
                "part",
                "PART",
                PARTS,
                "Which rows to measure. Default: test for the training data, else all."),
            Option.wholes("k", "K,K,…", 1, 1_000_000, "Cutoffs: the lengths of the ranked lists.")
                .withDefault("10"),
            Extensions.CLASS_PATH),
        List.of(
            "palate evaluate --bundle films.palate --data u.data",
            "palate evaluate --bundle films.palate --data u.data --part validation -k 5,10,20",
            "palate evaluate --bundle films.palate --data later.csv --json"));
  }

  private static List<Option> optionsWith(Option bundle, Option... others) {
    List<Option> options = new ArrayList<>(List.of(bundle));
    options.addAll(DataOptions.and(others));
    return options;
  }

  @Override
  public Report run(Arguments arguments, Progress progress) throws IOException {
    Path path = arguments.path("bundle");
    Catalogue catalogue = Extensions.catalogue(arguments);
    Bundle bundle = Bundle.read(path, catalogue);
    Interactions data = DataOptions.read(arguments, progress);
    boolean same = bundle.isOf(data);
    Rows rows;
    try {
      rows =
          same
              ? ofTraining(bundle, data, arguments.optional("part").orElse("test"))
              : ofOther(bundle, data, arguments.optional("part").orElse("all"));
    } catch (NoSuchElementException e) {
      throw new UsageException(e.getMessage(), e);
    }
    List<String> notes = notes(bundle, rows, same);

    Scorer scorer = bundle.model().ready();
    Map<String, Double> values =
        new LinkedHashMap<>(
            Evaluator.predicting(scorer, bundle.objective(), rows.data, rows.known, rows.rows));
    int[] cutoffs = arguments.integers("k");
    FullRanking ranking =
        FullRanking.at(cutoffs)
            .withMetrics(catalogue.metrics())
            .withListener(
                (users, all) -> progress.update("measuring lists", users, all, "users", ""));
    RankingResult ranked = ranking(scorer, rows, ranking);
    values.putAll(Evaluator.means(ranked, bundle.space()));
    Map<String, Double> popularity =
        Evaluator.means(ranking(rows.popularity, rows, ranking), bundle.space());
    Metrics metrics = new Metrics(values, popularity);
    notes.addAll(metrics.notes());
    notes.addAll(worse(values, popularity, cutoffs));

    JsonObject json =
        JsonObject.EMPTY
            .with("bundle", path.toString())
            .with("model", bundle.recipe().model().spec().name())
            .with("data", DataOptions.facts(data))
            .with("dataOfTraining", same)
            .with("part", rows.name)
            .with("rows", rows.rows.length)
            .with("rankedUsers", ranked.users().length)
            .with("unknownUserRows", unknown(rows.data.examples().users(), rows.rows))
            .with("unknownItemRows", unknown(rows.data.examples().items(), rows.rows))
            .with("repeatedRows", rows.rows.length - rows.toFind.length)
            .with("metrics", metrics.json())
            .with("popularity", metrics.popularityJson())
            .with("notes", JsonArray.ofStrings(notes));
    String text =
        "%s on %s: rows %,d, users ranked for %,d%n%n%s%s"
            .formatted(
                bundle.recipe().model().spec().name(),
                same ? rows.name + " rows of the data of its training" : "other data",
                rows.rows.length,
                ranked.users().length,
                metrics.table("metric"),
                Notes.text(notes));
    return new Report(json, text);
  }

  private static RankingResult ranking(Scorer scorer, Rows rows, FullRanking ranking) {
    return Evaluator.ranking(scorer, rows.data, rows.histories, rows.seen, rows.toFind, ranking);
  }

  /** A note for the first cutoff at which popularity ranks better. */
  private static List<String> worse(
      Map<String, Double> values, Map<String, Double> popularity, int[] cutoffs) {
    for (int k : cutoffs) {
      String name = RankingMetric.Standard.NDCG.at(k);
      if (values.get(name) < popularity.get(name)) {
        return List.of(
            "these lists are worse than recommending what is popular: %s %.4f, popularity %.4f"
                .formatted(name, values.get(name), popularity.get(name)));
      }
    }
    return List.of();
  }

  /** A part of the training data, split as it was. */
  private static Rows ofTraining(Bundle bundle, Interactions data, String part) {
    Recipe recipe = bundle.recipe();
    Split split = Splits.of(data, recipe.split(), recipe.seed());
    Dataset encoded = bundle.dataset(data, split);
    int[] rows =
        switch (part) {
          case "train" -> split.train();
          case "validation" -> split.validation();
          case "test" -> split.test();
          default -> IntStream.range(0, data.size()).toArray();
        };
    int[][] known =
        switch (part) {
          case "validation" -> new int[][] {split.train()};
          case "test" -> new int[][] {split.train(), split.validation()};
          default -> new int[0][];
        };
    return new Rows(
        part,
        encoded,
        rows,
        rows,
        known,
        encoded.events(known).histories(),
        encoded.seen(known),
        Popularity.of(encoded));
  }

  /** All rows of other data. */
  private static Rows ofOther(Bundle bundle, Interactions data, String part) {
    if (!part.equals("all")) {
      throw new UsageException(
          "--part "
              + part
              + ": --data is not what this model was trained on (other rows, or in another order),"
              + " so no rows of it are "
              + part
              + " rows; without --part all of them are measured");
    }
    int[] rows = IntStream.range(0, data.size()).toArray();
    Recipe recipe = bundle.recipe();
    Split all = new Split(recipe.split(), recipe.seed(), new int[0], new int[0], rows);
    Dataset encoded = bundle.dataset(data, all);
    ItemLists seen = bundle.seenItems();
    Popularity popularity = new Popularity(bundle.space());
    Histories histories = bundle.histories();
    popularity.count(learned(bundle.space(), histories.items()), null);
    return new Rows(
        part, encoded, rows, unseen(encoded, seen), new int[0][], histories, seen, popularity);
  }

  /** Those of some items that have training rows. */
  private static int[] learned(FeatureSpace space, int[] items) {
    return Arrays.stream(items).filter(item -> space.learnedItem(item) != 0).toArray();
  }

  /** The rows whose user has not seen the item before. */
  private static int[] unseen(Dataset data, ItemLists seen) {
    int[] items = data.examples().items();
    int[] users = data.examples().users();
    int[][] sorted = new int[seen.users()][];
    return IntStream.range(0, items.length)
        .filter(
            row -> {
              int user = users[row];
              if (sorted[user] == null) {
                int[] offsets = seen.offsets();
                sorted[user] = Arrays.copyOfRange(seen.items(), offsets[user], offsets[user + 1]);
                Arrays.sort(sorted[user]);
              }
              return Arrays.binarySearch(sorted[user], items[row]) < 0;
            })
        .toArray();
  }

  private static List<String> notes(Bundle bundle, Rows rows, boolean same) {
    List<String> notes = new ArrayList<>();
    if (same && (rows.name.equals("train") || rows.name.equals("all"))) {
      notes.add("the rows measured here include training rows: the figures are too good");
    }
    if (rows.rows.length == 0) {
      notes.add("the split has no " + rows.name + " rows");
    }
    Objective objective = bundle.objective();
    if (objective.goal() == Goal.RANK) {
      notes.add("the model was trained to rank: its scores are no probabilities and no ratings");
    } else if (objective.targets(rows.data) == null) {
      notes.add(
          "how well the model predicts is not measured: "
              + objective
                  .lacks(rows.data.interactions())
                  .orElse("the data do not say what it predicts"));
    }
    long users = unknown(rows.data.examples().users(), rows.rows);
    if (users > 0) {
      notes.add("rows of users whom the model does not know: %,d".formatted(users));
    }
    long items = unknown(rows.data.examples().items(), rows.rows);
    if (items > 0) {
      notes.add("rows of items that the model does not know: %,d".formatted(items));
    }
    int repeated = rows.rows.length - rows.toFind.length;
    if (repeated > 0) {
      notes.add(
          "rows of items that the user had seen in the training data: %,d".formatted(repeated));
    }
    return notes;
  }

  private static long unknown(int[] codes, int[] rows) {
    return Arrays.stream(rows).filter(row -> codes[row] == Vocabulary.UNKNOWN).count();
  }
}
