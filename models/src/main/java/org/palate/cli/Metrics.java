// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.palate.io.JsonObject;

/**
 * Metrics in the two forms of a report. One that is not defined (NaN), such as the AUC of labels
 * that are all alike, is left out of both and stands in the notes.
 *
 * @param values the metrics by name, in the order in which they are shown
 * @param popularity those of popularity on the same rows, to show beside them; may lack some or all
 */
record Metrics(Map<String, Double> values, Map<String, Double> popularity) {
  /** Metrics that stand alone. */
  Metrics(Map<String, Double> values) {
    this(values, Map.of());
  }

  JsonObject json() {
    return json(values);
  }

  /** The metrics of popularity. */
  JsonObject popularityJson() {
    return json(popularity);
  }

  private static JsonObject json(Map<String, Double> values) {
    JsonObject json = JsonObject.EMPTY;
    for (Map.Entry<String, Double> metric : values.entrySet()) {
      if (!metric.getValue().isNaN()) {
        json = json.with(metric.getKey(), metric.getValue().doubleValue());
      }
    }
    return json;
  }

  /** A table; the notes are not in it. */
  TextTable table(String title) {
    boolean beside = popularity.values().stream().anyMatch(value -> !value.isNaN());
    TextTable table =
        beside ? TextTable.of(title, ">value", ">popularity") : TextTable.of(title, ">value");
    values.forEach(
        (name, value) -> {
          if (!value.isNaN()) {
            String shown = "%.6f".formatted(value);
            if (beside) {
              Double other = popularity.get(name);
              table.row(name, shown, other == null ? "" : "%.6f".formatted(other));
            } else {
              table.row(name, shown);
            }
          }
        });
    return table;
  }

  /** What could not be measured, and why. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    boolean ranked = true;
    for (Map.Entry<String, Double> metric : values.entrySet()) {
      if (metric.getValue().isNaN()) {
        if (metric.getKey().contains("@")) {
          ranked = false;
        } else {
          notes.add(metric.getKey() + " is not defined: of these rows all are liked, or none is");
        }
      }
    }
    if (!ranked) {
      notes.add(
          "ranking is not measured: no user whom the model knows liked an unseen item in these"
              + " rows");
    }
    return notes;
  }
}
