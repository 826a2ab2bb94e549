// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.palate.data.Interactions;
import org.palate.io.Json;
import org.palate.io.JsonArray;
import org.palate.io.JsonException;
import org.palate.io.JsonObject;
import org.palate.recommender.Position;

/**
 * What a checkpoint says of a run beside parameters and the optimizer's state.
 *
 * @param identity model, settings, split, seed and data, as text: only the same run can go on
 * @param position the next step
 * @param progress what has come of it so far
 */
record TrainingState(String identity, Position position, Progress progress) {
  private static final String KEY = "palate.training";

  static TrainingState of(Recipe recipe, Interactions data, Position position, Progress progress) {
    return new TrainingState(identity(recipe, data), position, progress);
  }

  private static String identity(Recipe recipe, Interactions data) {
    return "%s %s, split %s, seed %d, data %s"
        .formatted(
            recipe.model().spec().name(),
            recipe.settings(),
            recipe.split(),
            recipe.seed(),
            data.fingerprint());
  }

  Map<String, String> metadata() {
    List<JsonObject> epochs = new ArrayList<>();
    for (EpochReport epoch : progress.history()) {
      epochs.add(
          JsonObject.EMPTY
              .with("epoch", epoch.epoch())
              .with("loss", Double.toString(epoch.loss()))
              .with("metric", epoch.metric())
              .with("validation", Double.toString(epoch.validation()))
              .with("best", epoch.best())
              .with("seconds", Double.toString(epoch.seconds())));
    }
    JsonObject json =
        JsonObject.EMPTY
            .with("run", identity)
            .with("epoch", position.epoch())
            .with("step", position.step())
            .with("lossSum", Double.toString(progress.lossSum()))
            .with("examples", progress.examples())
            .with("epochs", JsonArray.of(epochs));
    return Map.of(KEY, json.toJson());
  }

  /** Reads what {@link #metadata} gave, of a run of the same recipe and data. */
  static TrainingState read(
      Path path, Map<String, String> metadata, Recipe recipe, Interactions data)
      throws IOException {
    String text = metadata.get(KEY);
    if (text == null) {
      throw new IOException(
          "%s: expected a checkpoint of a run, found no metadata '%s'".formatted(path, KEY));
    }
    try {
      JsonObject json = Json.parseObject(text);
      String expected = identity(recipe, data);
      if (!json.getString("run").equals(expected)) {
        throw new IOException(
            path
                + ": expected a checkpoint of %s, found one of %s"
                    .formatted(expected, json.getString("run")));
      }
      List<EpochReport> history = new ArrayList<>();
      JsonArray epochs = json.getArray("epochs");
      for (int i = 0; i < epochs.size(); i++) {
        history.add(epoch(epochs.getObject(i)));
      }
      return new TrainingState(
          expected,
          new Position(json.getInt("epoch"), json.getInt("step")),
          Progress.of(history, number(json, "lossSum"), json.getLong("examples")));
    } catch (JsonException | NumberFormatException e) {
      throw new IOException(path + ": metadata " + KEY + ": " + e.getMessage());
    }
  }

  private static EpochReport epoch(JsonObject json) {
    return new EpochReport(
        json.getInt("epoch"),
        number(json, "loss"),
        json.getString("metric"),
        number(json, "validation"),
        json.getBoolean("best"),
        number(json, "seconds"));
  }

  private static double number(JsonObject json, String name) {
    return Double.parseDouble(json.getString(name));
  }
}
