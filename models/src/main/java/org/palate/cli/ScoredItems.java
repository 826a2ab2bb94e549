// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.util.ArrayList;
import java.util.List;
import org.palate.io.JsonArray;
import org.palate.io.JsonNumber;
import org.palate.io.JsonObject;
import org.palate.serve.Recommendation;

/** Items with their scores, as reports show them. */
final class ScoredItems {
  private ScoredItems() {}

  /** Each as {@code {item, title, score}}. */
  static JsonArray unranked(List<Recommendation> items) {
    return JsonArray.of(items.stream().map(item -> with(JsonObject.EMPTY, item)).toList());
  }

  /** Each as {@code {rank, item, title, score}}, ranks from 1. */
  static JsonArray ranked(List<Recommendation> items) {
    List<JsonObject> ranked = new ArrayList<>();
    for (Recommendation item : items) {
      ranked.add(with(JsonObject.EMPTY.with("rank", ranked.size() + 1), item));
    }
    return JsonArray.of(ranked);
  }

  private static JsonObject with(JsonObject before, Recommendation item) {
    return before
        .with("item", item.item())
        .with("title", item.title())
        .with("score", JsonNumber.of(item.score()));
  }

  /** A line an item. */
  static TextTable table(String heading, List<Recommendation> items) {
    TextTable table = TextTable.of(heading, "id", ">score");
    items.forEach(item -> table.row(item.title(), item.item(), score(item)));
    return table;
  }

  /** A line an item and rank. */
  static TextTable rankedTable(String heading, List<Recommendation> items) {
    TextTable table = TextTable.of(">rank", heading, "id", ">score");
    int rank = 1;
    for (Recommendation item : items) {
      table.row(Integer.toString(rank++), item.title(), item.item(), score(item));
    }
    return table;
  }

  private static String score(Recommendation item) {
    return "%.4f".formatted(item.score());
  }
}
