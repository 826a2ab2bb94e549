// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palate.config.Settings;
import org.palate.data.simulation.Simulation;
import org.palate.data.simulation.SimulationFiles;
import org.palate.data.simulation.Simulator;
import org.palate.data.simulation.SimulatorConfig;
import org.palate.data.split.SplitSpec;
import org.palate.eval.FullRanking;
import org.palate.eval.RankingResult;
import org.palate.io.JsonObject;
import org.palate.metric.RankingMetric;
import org.palate.model.DeepFm;
import org.palate.model.Popularity;
import org.palate.recommender.Dataset;
import org.palate.recommender.Goal;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Scorer;
import org.palate.serve.Bundle;
import org.palate.serve.Recommender;
import org.palate.train.Catalogue;
import org.palate.train.Evaluator;
import org.palate.train.Recipe;
import org.palate.train.Trained;
import org.palate.train.TrainingListener;

/** The whole road on data of its own: simulate, train, measure, recommend. */
final class DemoCommand implements Command {
  private static final SplitSpec SPLIT = SplitSpec.parse("user-ratio:0.8,0.1,0.1");

  private static final SimulatorConfig SIZE = SimulatorConfig.DEFAULT.withSize(800, 600);

  /** What does well here in half a minute, for the models that know the key. */
  private static final Map<String, String> SETTINGS = new LinkedHashMap<>();

  static {
    SETTINGS.put("objective", "implicit");
    SETTINGS.put("negatives", "4");
    SETTINGS.put("dim", "32");
    SETTINGS.put("std", "0.05");
    SETTINGS.put("hidden", "64,32");
    SETTINGS.put("dropout", "0.3");
    SETTINGS.put("lr", "0.005");
    SETTINGS.put("epochs", "16");
  }

  @Override
  public CommandSpec spec() {
    return new CommandSpec(
        "demo",
        "Train and recommend on simulated film views; needs no file and no network.",
        "Simulates a film service over two years: users whose tastes drift, films with titles,"
            + " genres, directors and release dates, and a few films that are far better known than"
            + " the rest. On each visit a user sees a page of films chosen by popularity, novelty"
            + " and genre, watches some of them and rates them. A film that a user has watched is"
            + " not shown to that user again. Every view is one row of the data.\n\n"
            + "A tenth of each user's rows, drawn at random, is held out. Three rankings of all"
            + " films that the user has not watched in the other rows are measured by the held-out"
            + " ones that the user liked (rated 4 or 5): popularity, the same for everyone; a deep"
            + " model, which learns from users, films and their attributes; and the best possible,"
            + " by the true probability that the user watches the film, which only the simulator"
            + " knows.\n\n"
            + "Even the best possible ranking stays far from 1, because it is random which films a"
            + " page shows and which of them are watched. A model that sees only the views cannot"
            + " be expected to reach it: it would have to know each user's taste exactly.\n\n"
            + "hr@10: share of users with such a film among the first ten. recall@10: share of a"
            + " user's such films there. ndcg@10: the same with more weight on the first places, 1"
            + " if the ten are the best there could be.\n\n"
            + "The same options give the same result to the last bit, on any machine.",
        List.of(
            Option.whole("users", "N", 1, 1_000_000, "How many users there are.")
                .withDefault(Integer.toString(SIZE.users())),
            Option.whole("films", "N", 20, 100_000, "How many films there are by the end.")
                .withDefault(Integer.toString(SIZE.films())),
            Option.keyValue("simulate", "A setting of the simulator; the keys are listed below."),
            Option.text("model", "NAME", "The model to train; see palate train --help.")
                .withDefault(DeepFm.SPEC.name()),
            Option.keyValue(
                "set",
                "A setting of the model or of its training, as for palate train. Defaults here: "
                    + String.join(
                        ", ", SETTINGS.entrySet().stream().map(Map.Entry::toString).toList())
                    + "."),
            Option.whole("seed", "N", Long.MIN_VALUE, Long.MAX_VALUE, "Seed of all random numbers.")
                .withDefault("1"),
            Option.text("out", "FILE.palate", "Where to write the trained model."),
            Option.text(
                "save-data", "DIRECTORY", "Where to write users, films and views as CSV files."),
            OutputFile.FORCE,
            Extensions.CLASS_PATH),
        List.of(simulatorKeys()),
        List.of(
            "palate demo",
            "palate demo --model dcnv2 --seed 7 --json",
            "palate demo --users 3000 --films 2000 --simulate drift=0 --out films.palate"));
  }

  private static CommandSpec.Section simulatorKeys() {
    Settings settings = Settings.defaults();
    SimulatorConfig.of(settings);
    return new CommandSpec.Section(
        "Keys of --simulate",
        settings.declared().stream()
            .filter(key -> !key.key().equals("users") && !key.key().equals("films"))
            .map(SettingKeys::entry)
            .toList());
  }

  @Override
  public Report run(Arguments arguments, Progress progress) throws IOException {
    long seed = arguments.longInteger("seed");
    Catalogue catalogue = Extensions.catalogue(arguments);
    ModelSpec<?> spec = catalogue.model(arguments.text("model"));
    SimulatorConfig config = simulator(arguments);
    Recipe recipe = recipe(spec, arguments.keyValues("set"), seed, catalogue);
    Optional<Path> folder =
        arguments.has("save-data") ? Optional.of(arguments.path("save-data")) : Optional.empty();
    Optional<OutputFile> out = OutputFile.out(arguments);
    checkOutputs(folder, out, arguments);
    progress.line(
        "simulating %,d users and %,d films over %,d days"
            .formatted(config.users(), config.films(), config.days()));
    Simulation simulation = Simulator.run(config, seed);
    progress.line(simulation.interactions().toString());
    if (folder.isPresent()) {
      SimulationFiles.write(simulation, folder.get());
    }

    Trained trained =
        recipe.train(simulation.interactions(), TrainCommand.listener(progress, out), catalogue);
    Bundle bundle = Bundle.of(trained);
    progress.line(
        "ranking all films for all users: by popularity, by the model, by the best possible");
    Trained popularity =
        Recipe.of(Popularity.SPEC)
            .withSplit(SPLIT)
            .withSeed(seed)
            .train(simulation.interactions(), TrainingListener.SILENT, catalogue);
    TruthScorer truth = new TruthScorer(simulation, trained.data().space());
    Map<String, RankingResult> rankings = new LinkedHashMap<>();
    rankings.put("popularity", ranking(popularity.data(), popularity.model()));
    rankings.put(spec.name(), ranking(trained.data(), trained.model().ready()));
    rankings.put(DemoReport.BEST, ranking(trained.data(), truth));
    Recommender recommender = Recommender.of(bundle);
    Report report =
        new DemoReport(simulation, trained, rankings, truth, recommender, folder).report();
    return out.map(file -> report.then(() -> keep(bundle, file))).orElse(report);
  }

  private static Report keep(Bundle bundle, OutputFile out) throws IOException {
    long bytes = out.write(bundle);
    JsonObject json = JsonObject.EMPTY.with("bundle", DemoReport.pathOf(out.path()));
    return new Report(json, out.kept(bytes));
  }

  /** Makes the folder for the data, and looks whether all files can be written there and may be. */
  private static void checkOutputs(
      Optional<Path> folder, Optional<OutputFile> out, Arguments arguments) throws IOException {
    List<Path> data = folder.map(SimulationFiles::of).orElse(List.of());
    if (out.isPresent()) {
      out.get().check(OutputFile.replacing(arguments), List.of());
      out.get().requireNone(data);
    }
    if (folder.isPresent()) {
      OutputFile.makeFolder("--save-data", folder.get());
      boolean force = arguments.flag(OutputFile.FORCE.name());
      for (Path file : data) {
        new OutputFile("--save-data", file)
            .check(force ? OutputFile.Replaces.ANY_FILE : OutputFile.Replaces.NOTHING, List.of());
      }
    }
  }

  private static SimulatorConfig simulator(Arguments arguments) {
    Map<String, String> given = arguments.keyValues("simulate");
    for (String size : List.of("users", "films")) {
      if (given.put(size, arguments.text(size)) != null) {
        throw new UsageException("--simulate %s=…: write --%s".formatted(size, size));
      }
    }
    Settings settings = Settings.of(given);
    SimulatorConfig config = SimulatorConfig.of(settings);
    settings.finish();
    return config;
  }

  private static Recipe recipe(
      ModelSpec<?> spec, Map<String, String> given, long seed, Catalogue catalogue) {
    Recipe recipe = Recipe.of(spec).withSplit(SPLIT).withSeed(seed);
    Map<String, String> chosen = new LinkedHashMap<>();
    if (spec.goal() == Goal.PREDICT) {
      List<String> known = recipe.keys().declared().stream().map(Settings.Declared::key).toList();
      SETTINGS.forEach(
          (key, value) -> {
            if (known.contains(key)) {
              chosen.put(key, value);
            }
          });
    }
    chosen.putAll(given);
    Settings settings = Settings.of(chosen);
    Recipe read = recipe.with(settings, catalogue);
    settings.finish();
    return read;
  }

  /** Held-out views of the test rows, whatever the model was trained to do. */
  private static RankingResult ranking(Dataset data, Scorer scorer) {
    int[][] known = {data.split().train(), data.split().validation()};
    FullRanking ranking =
        FullRanking.at(DemoReport.K)
            .withMetrics(
                RankingMetric.Standard.HR,
                RankingMetric.Standard.RECALL,
                RankingMetric.Standard.NDCG);
    return Evaluator.ranking(scorer, data, known, data.split().test(), ranking);
  }
}
