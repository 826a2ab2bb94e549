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
import org.palate.data.Split;
import org.palate.data.Splits;
import org.palate.data.Vocabulary;
import org.palate.eval.FullRanking;
import org.palate.eval.ItemLists;
import org.palate.eval.RankingResult;
import org.palate.io.JsonArray;
import org.palate.io.JsonObject;
import org.palate.serve.Bundle;
import org.palate.train.Evaluator;
import org.palate.train.Recipe;
import org.palate.train.Task;

/** Measures a trained model: on rows of its own data that were held out, or on other data. */
final class EvaluateCommand implements Command {
  private static final List<String> PARTS = List.of("test", "validation", "train", "all");

  /**
   * Rows to measure a model on.
   *
   * @param name which part of the data they are
   * @param task the data as the model reads them
   * @param rows those whose label or rating is to be foretold
   * @param toFind those whose liked items are to be found
   * @param met by user code, the items that are no candidates
   */
  private record Rows(String name, Task task, int[] rows, int[] toFind, ItemLists met) {}

  @Override
  public CommandSpec spec() {
    return new CommandSpec(
        "evaluate",
        "Measure a trained model on rows held out, or on other data.",
        "How well labels or ratings are foretold (AUC and log loss, or RMSE and MAE, by what the"
            + " model was trained to do), and how well what a user liked is found among all items:"
            + " hit rate, recall, NDCG, MRR, precision and MAP at k.\n\n"
            + "With the very data of the training, the split is made again, and the figures of"
            + " --part test are those of palate train to the last bit; items of earlier parts (for"
            + " test: train and validation) are no candidates. With other data all rows are"
            + " measured; what a user met in the data of the training is neither a candidate nor"
            + " to be found. Rows of users whom the model does not know take no part in ranking;"
            + " liked items that it does not know count as missed.",
        optionsWith(
            Option.text("bundle", "FILE.palate", "A bundle written by palate train --out.")
                .asRequired(),
            Option.choice(
                "part",
                "PART",
                PARTS,
                "Which rows. Default: test for the data of the training, else all."),
            Option.wholes("k", "K,K,…", 1, 1_000_000, "Where lists are cut.").withDefault("10")),
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
    Bundle bundle = Bundle.read(path);
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
    notes.forEach(progress::line);

    Map<String, Double> values = new LinkedHashMap<>();
    if (rows.task.targets() != null && rows.rows.length > 0) {
      values.putAll(Evaluator.pointwise(bundle.model(), rows.task, rows.rows));
    }
    FullRanking ranking = FullRanking.at(arguments.integers("k"));
    RankingResult ranked =
        Evaluator.ranking(bundle.model(), rows.task, rows.met, rows.toFind, ranking);
    values.putAll(ranked.means());
    Metrics metrics = new Metrics(values);
    notes.addAll(metrics.notes());

    JsonObject json =
        JsonObject.EMPTY
            .with("bundle", path.toString())
            .with("model", bundle.recipe().kind().label())
            .with("data", DataOptions.facts(data))
            .with("dataOfTraining", same)
            .with("part", rows.name)
            .with("rows", rows.rows.length)
            .with("rankedUsers", ranked.users().length)
            .with("unknownUserRows", unknown(rows.task.examples().users(), rows.rows))
            .with("unknownItemRows", unknown(rows.task.examples().items(), rows.rows))
            .with("repeatedRows", rows.rows.length - rows.toFind.length)
            .with("metrics", metrics.json())
            .with("notes", JsonArray.ofStrings(notes));
    String text =
        "%s on %s: rows %,d, users ranked for %,d%n%n%s"
            .formatted(
                bundle.recipe().kind().label(),
                same ? rows.name + " rows of the data of its training" : "other data",
                rows.rows.length,
                ranked.users().length,
                metrics.text("metric"));
    return new Report(json, text);
  }

  /** A part of the data of the training, split as it was. */
  private static Rows ofTraining(Bundle bundle, Interactions data, String part) {
    Recipe recipe = bundle.recipe();
    Split split = Splits.of(data, recipe.split(), recipe.seed());
    Task task = bundle.task(data, split);
    int[] rows =
        switch (part) {
          case "train" -> split.train();
          case "validation" -> split.validation();
          case "test" -> split.test();
          default -> IntStream.range(0, data.size()).toArray();
        };
    ItemLists met =
        switch (part) {
          case "validation" -> task.met(split.train());
          case "test" -> task.met(split.train(), split.validation());
          default -> ItemLists.empty(task.space().users().size());
        };
    return new Rows(part, task, rows, rows, met);
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
    Task task = bundle.task(data, all);
    ItemLists met = bundle.histories();
    return new Rows(part, task, rows, notMet(task, met), met);
  }

  /** The rows whose user has not met the item before. */
  private static int[] notMet(Task task, ItemLists met) {
    int[] items = task.examples().items();
    int[] users = task.examples().users();
    int[][] sorted = new int[met.users()][];
    return IntStream.range(0, items.length)
        .filter(
            row -> {
              int user = users[row];
              if (sorted[user] == null) {
                int[] offsets = met.offsets();
                sorted[user] = Arrays.copyOfRange(met.items(), offsets[user], offsets[user + 1]);
                Arrays.sort(sorted[user]);
              }
              return Arrays.binarySearch(sorted[user], items[row]) < 0;
            })
        .toArray();
  }

  private static List<String> notes(Bundle bundle, Rows rows, boolean same) {
    List<String> notes = new ArrayList<>();
    if (same && (rows.name.equals("train") || rows.name.equals("all"))) {
      notes.add("the model learned from rows that are measured here: expect it to look too good");
    }
    if (rows.rows.length == 0) {
      notes.add("the split has no " + rows.name + " rows");
    }
    if (rows.task.targets() == null) {
      notes.add(
          "the model was trained to order items; its scores foretell no labels and no ratings");
    }
    long users = unknown(rows.task.examples().users(), rows.rows);
    if (users > 0) {
      notes.add("rows of users whom the model does not know: %,d".formatted(users));
    }
    long items = unknown(rows.task.examples().items(), rows.rows);
    if (items > 0) {
      notes.add("rows of items that the model does not know: %,d".formatted(items));
    }
    int repeated = rows.rows.length - rows.toFind.length;
    if (repeated > 0) {
      notes.add(
          "rows of what the user had met in the data of the training: %,d".formatted(repeated));
    }
    return notes;
  }

  private static long unknown(int[] codes, int[] rows) {
    return Arrays.stream(rows).filter(row -> codes[row] == Vocabulary.UNKNOWN).count();
  }
}
