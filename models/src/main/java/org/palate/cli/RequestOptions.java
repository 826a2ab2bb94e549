// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.palate.data.Timestamps;
import org.palate.io.JsonObject;
import org.palate.serve.Query;
import org.palate.serve.Recommender;

/** The circumstances of a request for recommendations: context and time. */
final class RequestOptions {
  private RequestOptions() {}

  /** What a command declares to call {@link #read}. */
  static List<Option> options() {
    return List.of(
        Option.keyValue(
            "context",
            "A circumstance of the request: a value of a context field, such as device=phone."
                + " Fields that are not given are unknown. palate info --bundle lists the fields."),
        Option.text(
            "at",
            "TIME",
            "The moment of the request, in seconds since 1970 or as a date such as 2000-12-01 or"
                + " 2000-12-01T10:00:00Z."));
  }

  /**
   * The circumstances, of nobody yet.
   *
   * @throws UsageException if a field is given twice, or the time is none
   */
  static Query read(Arguments arguments) {
    Query query = Query.ofAnyone();
    for (Map.Entry<String, String> value : arguments.keyValues("context").entrySet()) {
      query = query.with(value.getKey(), value.getValue());
    }
    if (!arguments.has("at")) {
      return query;
    }
    try {
      return query.at(Timestamps.parse(arguments.text("at")));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--at: " + e.getMessage(), e);
    }
  }

  /**
   * What of the circumstances changes nothing.
   *
   * @throws java.util.NoSuchElementException if there is no such context field
   * @throws IllegalArgumentException if a value is none for its field
   */
  static List<String> notes(Recommender recommender, Query query) {
    List<String> notes = new ArrayList<>();
    query
        .context()
        .forEach(
            (field, value) -> {
              if (!recommender.knowsContext(field, value)) {
                notes.add(
                    "the training data have no %s '%s': it counts as unknown"
                        .formatted(field, value));
              }
            });
    String model = recommender.bundle().recipe().model().spec().name();
    if (!query.context().isEmpty() && !recommender.readsContext()) {
      notes.add("--context changes nothing: %s does not look at the context".formatted(model));
    }
    if (query.time() != null && !recommender.readsTimes()) {
      notes.add("--at changes nothing: %s does not look at the time".formatted(model));
    }
    return notes;
  }

  /** The circumstances that were given, behind what is in an object. */
  static JsonObject json(JsonObject before, Query query) {
    JsonObject json = before;
    if (!query.context().isEmpty()) {
      JsonObject context = JsonObject.EMPTY;
      for (Map.Entry<String, String> value : query.context().entrySet()) {
        context = context.with(value.getKey(), value.getValue());
      }
      json = json.with("context", context);
    }
    return query.time() == null ? json : json.with("at", query.time().longValue());
  }
}
