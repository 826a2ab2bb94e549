// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.palate.data.DataFormat;
import org.palate.data.Interactions;
import org.palate.data.OnBadRow;
import org.palate.data.Schema;
import org.palate.data.Split;
import org.palate.data.SplitSpec;
import org.palate.io.JsonObject;
import org.palate.model.ModelKind;
import org.palate.train.EpochReport;
import org.palate.train.Recipe;
import org.palate.train.Trained;
import org.palate.train.TrainingListener;
import org.palate.train.TrainingResult;

/** Trains a model on a file of interactions and measures it on the rows held out. */
final class TrainCommand implements Command {
  @Override
  public CommandSpec spec() {
    return new CommandSpec(
        "train",
        "Train a model on a file of interactions, and measure it on rows held out.",
        "Models: "
            + String.join(
                ", ", Arrays.stream(ModelKind.values()).map(TrainCommand::described).toList())
            + ".\n\nThe same seed, data and settings give the same figures to the last bit.",
        List.of(
            Option.text("data", "FILE", "The interactions.").asRequired(),
            Option.choice(
                    "format",
                    "FORMAT",
                    List.of("auto", "movielens", "delimited"),
                    "How they are written.")
                .withDefault("auto"),
            Option.text("schema", "SCHEMA", "Which column is what, for delimited text."),
            Option.choice("on-bad-row", "WHAT", List.of("fail", "skip"), "What a bad row does.")
                .withDefault("fail"),
            Option.text("model", "NAME", "Which model.").asRequired(),
            Option.text("split", "SPLIT", "What to hold out, such as ratio:0.8,0.1,0.1."),
            Option.keyValue("set", "A choice of the model or of its training."),
            Option.whole("seed", "N", Long.MIN_VALUE, Long.MAX_VALUE, "What all chance comes from.")
                .withDefault("1")),
        List.of("palate train --data u.data --model dcnv2 --set epochs=10"));
  }

  private static String described(ModelKind kind) {
    return kind.label() + " (" + kind.summary() + ")";
  }

  @Override
  public Report run(Arguments arguments, Progress progress) throws IOException {
    Map<String, String> given = arguments.keyValues("set");
    long seed = arguments.longInteger("seed");
    ModelKind kind = ModelKind.parse(arguments.text("model"));
    SplitSpec spec;
    Schema schema;
    try {
      spec = arguments.has("split") ? SplitSpec.parse(arguments.text("split")) : null;
      schema = arguments.has("schema") ? Schema.parse(arguments.text("schema")) : Schema.AUTO;
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
    Interactions data =
        DataFormat.parse(arguments.text("format"))
            .read(arguments.path("data"), schema, OnBadRow.parse(arguments.text("on-bad-row")));
    progress.line(data.toString());

    Trained trained = new Recipe(kind, spec, given, seed).train(data, listener(progress));
    return report(trained);
  }

  private static Report report(Trained trained) {
    ModelKind kind = trained.recipe().kind();
    Split split = trained.task().split();
    TrainingResult result = trained.result();
    long parameters = trained.model().parameterCount();
    JsonObject test = JsonObject.EMPTY;
    TextTable table = TextTable.of("test metric", ">value");
    for (Map.Entry<String, Double> metric : trained.test().entrySet()) {
      if (!Double.isNaN(metric.getValue())) {
        test = test.with(metric.getKey(), metric.getValue().doubleValue());
      }
      table.row(metric.getKey(), "%.6f".formatted(metric.getValue()));
    }
    JsonObject json =
        JsonObject.EMPTY
            .with("model", kind.label())
            .with("parameters", parameters)
            .with("split", split.spec().toString())
            .with("trainRows", split.train().length)
            .with("validationRows", split.validation().length)
            .with("testRows", split.test().length)
            .with("epochs", result.history().size())
            .with("bestEpoch", result.bestEpoch())
            .with("test", test);
    String text =
        "%s: %,d parameters, best epoch %d of %d%n%n%s"
            .formatted(
                kind.label(), parameters, result.bestEpoch(), result.history().size(), table);
    return new Report(json, text);
  }

  private static TrainingListener listener(Progress progress) {
    return new TrainingListener() {
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
      public void onEpoch(EpochReport report) {
        progress.line(
            "epoch %d: loss %.5f, validation %s %.5f%s, %.2f s"
                .formatted(
                    report.epoch(),
                    report.loss(),
                    report.metric(),
                    report.validation(),
                    report.best() ? " (best)" : "",
                    report.seconds()));
      }
    };
  }
}
