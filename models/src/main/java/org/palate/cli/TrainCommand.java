// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.palate.config.Settings;
import org.palate.data.Interactions;
import org.palate.data.split.Split;
import org.palate.data.split.SplitSpec;
import org.palate.io.JsonArray;
import org.palate.io.JsonNull;
import org.palate.io.JsonObject;
import org.palate.recommender.Goal;
import org.palate.recommender.Likes;
import org.palate.recommender.Model;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Objective;
import org.palate.serve.Bundle;
import org.palate.train.Catalogue;
import org.palate.train.EpochReport;
import org.palate.train.Recipe;
import org.palate.train.Trained;
import org.palate.train.TrainingListener;
import org.palate.train.TrainingResult;

/** Trains a model on a file of interactions and measures it on the rows held out. */
final class TrainCommand implements Command {
  @Override
  public CommandSpec spec() {
    return spec(Catalogue.STANDARD);
  }

  /** With the models of its {@code --class-path}. */
  @Override
  public CommandSpec spec(Arguments arguments) throws IOException {
    return spec(Extensions.catalogue(arguments));
  }

  private static CommandSpec spec(Catalogue catalogue) {
    List<CommandSpec.Section> sections = new ArrayList<>();
    sections.add(ModelsCommand.list(catalogue));
    sections.addAll(new SettingKeys(catalogue).sections());
    return new CommandSpec(
        "train",
        "Train a model on a file of interactions, and measure it on rows held out.",
        "Choose the goal first: --goal rank is for lists of recommendations, --goal predict for"
            + " predicting the label or rating of a given pair of user and item. Without --goal and"
            + " --model a model is trained to rank.\n\n"
            + "Some rows are for training; some choose the best epoch (validation), and some"
            + " measure the result (test): how well labels or ratings are predicted, and how well"
            + " what a user liked is found among all items, beside popularity, which recommends"
            + " everyone what most people liked. --out writes the trained model with all that is"
            + " needed to recommend: palate recommend, evaluate and info read it.\n\n"
            + "The same data, model, settings and seed give the same model and figures to the last"
            + " bit, on any machine and any number of threads.",
        DataOptions.and(
            Option.choice(
                "goal",
                "GOAL",
                Arrays.stream(Goal.values()).map(Settings::word).toList(),
                "What the model is for: "
                    + Arrays.stream(Goal.values())
                        .map(goal -> Settings.word(goal) + ", to " + goal.summary())
                        .collect(Collectors.joining("; "))
                    + ". Default: rank, but predict for a --model that predicts where the data have"
                    + " labels or ratings."),
            Option.text(
                "model",
                "NAME",
                "Which model; see below. Default: %s to rank, %s to predict."
                    .formatted(
                        Catalogue.usual(Goal.RANK).name(), Catalogue.usual(Goal.PREDICT).name())),
            Option.text(
                "split",
                "SPLIT",
                "What to hold out: ratio:TRAIN,VALIDATION,TEST of all rows, user-ratio:… of each"
                    + " user's, leave-one-out, or time:FROM,FROM with dates or shares of the rows."
                    + " Default: user-ratio:0.8,0.1,0.1 where users have five or more rows in the"
                    + " mean, else ratio:0.8,0.1,0.1."),
            Option.keyValue("set", "A setting of the model or of its training; see below."),
            Option.whole("seed", "N", Long.MIN_VALUE, Long.MAX_VALUE, "Seed of all random numbers.")
                .withDefault("1"),
            Option.text(
                "out",
                "FILE.palate",
                "Where to write the trained model; without it the model is only measured. A bundle"
                    + " that is there is replaced, another file only with --force, and never one"
                    + " that is read."),
            OutputFile.FORCE,
            Extensions.CLASS_PATH),
        sections,
        List.of(
            "palate train --data u.data --out films.palate",
            "palate train --data u.data --model mf-bpr --set dim=32 --set epochs=20 --seed 7",
            "palate train --data u.data --goal rank --model deepfm",
            "palate train --data clicks.csv --schema user=visitor,item=page,label=bought,"
                + "categorical=device --goal predict --split time:0.8,0.9"));
  }

  @Override
  public Report run(Arguments arguments, Progress progress) throws IOException {
    Catalogue catalogue = Extensions.catalogue(arguments);
    Recipe recipe = recipe(arguments, catalogue);
    Optional<OutputFile> out = OutputFile.out(arguments);
    if (out.isPresent()) {
      out.get().check(OutputFile.replacing(arguments), DataOptions.files(arguments));
    }
    Interactions data = DataOptions.read(arguments, progress);
    Trained trained = recipe.train(data, listener(progress, out), catalogue);
    Report report = report(trained);
    return out.map(file -> report.then(() -> keep(trained, file))).orElseGet(() -> notKept(report));
  }

  private static Recipe recipe(Arguments arguments, Catalogue catalogue) {
    SplitSpec split;
    try {
      split = arguments.has("split") ? SplitSpec.parse(arguments.text("split")) : null;
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
    Settings settings = Settings.of(arguments.keyValues("set"));
    long seed = arguments.longInteger("seed");
    boolean hasModel = arguments.has("model");
    boolean hasGoal = arguments.has("goal");
    Goal goal =
        hasGoal
            ? Settings.constant(Goal.class, arguments.text("goal"))
            : goalOf(arguments.keyValues("set").get("objective"), catalogue);
    ModelSpec<?> spec = hasModel ? catalogue.model(arguments.text("model")) : Catalogue.usual(goal);
    Recipe recipe = Recipe.of(spec).withSplit(split).withSeed(seed);
    if (hasGoal && !settings.has("objective")) {
      recipe = recipe.withGoal(goal);
    }
    recipe = recipe.with(settings, catalogue);
    settings.finish();
    return hasGoal ? recipe.withGoal(goal) : recipe;
  }

  /** The goal of an objective by its name; to rank where none is given. */
  private static Goal goalOf(String objective, Catalogue catalogue) {
    return catalogue.objectives().stream()
        .filter(known -> known.name().equals(objective))
        .map(Objective::goal)
        .findFirst()
        .orElse(Goal.RANK);
  }

  private static Report keep(Trained trained, OutputFile out) throws IOException {
    long bytes = out.write(Bundle.of(trained));
    JsonObject bundle = JsonObject.EMPTY.with("path", out.path().toString()).with("bytes", bytes);
    return new Report(JsonObject.EMPTY.with("bundle", bundle), out.kept(bytes));
  }

  private static Report notKept(Report report) {
    return new Report(
        report.json(),
        "%s%nthe model was not written: --out FILE.palate writes it%n".formatted(report.text()));
  }

  private static Report report(Trained trained) {
    String model = trained.recipe().model().spec().name();
    Split split = trained.data().split();
    TrainingResult result = trained.result();
    long parameters = trained.model().state().parameterCount();
    Metrics test = new Metrics(trained.test(), trained.popularity());
    List<String> notes = new ArrayList<>(test.notes());
    notes.addAll(trained.warnings());
    Likes likes = trained.data().likes();
    JsonObject json =
        JsonObject.EMPTY
            .with("model", model)
            .with("goal", Settings.word(trained.objective().goal()))
            .with("objective", trained.objective().name())
            .with("parameters", parameters)
            .with("data", DataOptions.facts(trained.data().interactions()))
            .with("liked", JsonObject.EMPTY.with("rule", likes.rule()).with("rows", likes.count()))
            .with("split", split.spec().toString())
            .with("seed", trained.recipe().seed())
            .with("trainRows", split.train().length)
            .with("validationRows", split.validation().length)
            .with("testRows", split.test().length)
            .with("epochs", result.history().size())
            .with("bestEpoch", result.bestEpoch())
            .with("test", test.json())
            .with("popularity", test.popularityJson())
            .with("notes", JsonArray.ofStrings(notes))
            .with("bundle", JsonNull.NULL);
    String text =
        "%s, trained to %s: %,d parameters, %s%nliked: %s, %,d of %,d rows%n%n%s%s"
            .formatted(
                model,
                trained.objective().goal().summary(),
                parameters,
                result.bestEpoch() == 0
                    ? "fitted at once"
                    : "best epoch %d of %d".formatted(result.bestEpoch(), result.history().size()),
                likes.rule(),
                likes.count(),
                trained.data().interactions().size(),
                test.table("test metric"),
                Notes.text(notes));
    return new Report(json, text);
  }

  /** Tells of the training, and refuses a model that would not fit where it is to be kept. */
  static TrainingListener listener(Progress progress, Optional<OutputFile> out) {
    return new TrainingListener() {
      @Override
      public void onModel(Model model) {
        try {
          if (out.isPresent()) {
            out.get().requireSpace(Float.BYTES * model.state().parameterCount());
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e.getMessage(), e);
        }
      }

      @Override
      public void onSplit(Split split) {
        progress.line(split.toString());
      }

      @Override
      public void onStep(int epoch, int epochs, long rows, long allRows, double loss) {
        progress.update(
            "epoch " + epoch + "/" + epochs, rows, allRows, "rows", "loss %.4f".formatted(loss));
      }

      @Override
      public void onProgress(String what, long done, long all) {
        progress.update("fitting", done, all, what, "");
      }

      @Override
      public void onRanked(int users, int allUsers) {
        progress.update("measuring lists", users, allUsers, "users", "");
      }

      @Override
      public void onEpoch(EpochReport report) {
        String validation =
            Double.isNaN(report.validation())
                ? "no validation rows"
                : "validation %s %.5f%s"
                    .formatted(
                        report.metric(), report.validation(), report.best() ? " (best)" : "");
        progress.line(
            "epoch %d: loss %.5f, %s, %.2f s"
                .formatted(report.epoch(), report.loss(), validation, report.seconds()));
      }
    };
  }
}
