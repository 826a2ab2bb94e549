// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.palate.io.JsonObject;

/**
 * Metrics in the two forms of a report. One that is not defined (NaN), such as the AUC of labels
 * that are all alike, is left out of both and stands in the notes.
 */
record Metrics(Map<String, Double> values) {
  JsonObject json() {
    JsonObject json = JsonObject.EMPTY;
    for (Map.Entry<String, Double> metric : values.entrySet()) {
      if (!metric.getValue().isNaN()) {
        json = json.with(metric.getKey(), metric.getValue().doubleValue());
      }
    }
    return json;
  }

  /** A table, with the notes below it. */
  String text(String title) {
    TextTable table = TextTable.of(title, ">value");
    values.forEach(
        (name, value) -> {
          if (!value.isNaN()) {
            table.row(name, "%.6f".formatted(value));
          }
        });
    StringBuilder text = new StringBuilder(table.toString());
    notes().forEach(note -> text.append("%nnote: %s%n".formatted(note)));
    return text.toString();
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
          notes.add(metric.getKey() + " is not defined: the labels of these rows are all alike");
        }
      }
    }
    if (!ranked) {
      notes.add(
          "ranking is not measured: no user whom the model knows liked anything new in these rows");
    }
    return notes;
  }
}
