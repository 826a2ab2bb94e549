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
    List<String> ofRanking = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          if (value.isNaN() && name.contains("@")) {
            ofRanking.add(name);
          } else if (value.isNaN()) {
            notes.add(name + " is not defined: the labels of these rows are all alike");
          }
        });
    if (!ofRanking.isEmpty()) {
      notes.add(
          String.join(", ", ofRanking)
              + ": not defined, because no user whom the model knows liked anything in these rows");
    }
    return notes;
  }
}
