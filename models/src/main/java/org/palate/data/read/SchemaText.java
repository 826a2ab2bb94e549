// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palate.data.DataException;
import org.palate.io.Nearest;

/**
 * The text form of schemas, {@code user=userId,item=3,categorical=device,city}: keys with one
 * value, keys with a list that runs on until the next key, and the settings of {@link TextLayout}.
 */
final class SchemaText {
  static final List<String> LAYOUT = List.of("delimiter", "header", "quotes", "charset");

  private final String text;
  private final List<String> single;
  private final List<String> lists;
  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private TextLayout layout = TextLayout.AUTO;

  private SchemaText(String text, List<String> single, List<String> lists) {
    this.text = text;
    this.single = single;
    this.lists = lists;
  }

  /** Reads a text form with these keys. */
  static SchemaText parse(String text, List<String> single, List<String> lists) {
    SchemaText parsed = new SchemaText(text, single, lists);
    String key = "";
    for (String entry : text.isBlank() ? new String[0] : text.split(",", -1)) {
      int equals = entry.indexOf('=');
      if (equals < 0 && !lists.contains(key)) {
        throw parsed.error(
            "expected key=column, found %s; only %s take lists"
                .formatted(DataException.quoted(entry), String.join(" and ", lists)));
      }
      key = equals < 0 ? key : entry.substring(0, equals).strip();
      parsed.put(key, entry.substring(equals + 1).strip());
    }
    return parsed;
  }

  private void put(String key, String value) {
    if (value.isEmpty()) {
      throw error("expected a column after " + key + "=, found nothing");
    }
    if (LAYOUT.contains(key)) {
      try {
        layout = layout.with(key, value);
      } catch (IllegalArgumentException e) {
        throw error(e.getMessage());
      }
      return;
    }
    if (!single.contains(key) && !lists.contains(key)) {
      throw error(
          "unknown key %s; expected one of %s%s"
              .formatted(
                  DataException.quoted(key),
                  String.join(", ", keys(single, lists)),
                  Nearest.of(key, keys(single, lists))
                      .map(near -> "; did you mean " + near + "?")
                      .orElse("")));
    }
    List<String> list = values.computeIfAbsent(key, _ -> new ArrayList<>());
    if (single.contains(key) && !list.isEmpty()) {
      throw error(key + " is given twice");
    }
    list.add(value);
  }

  private IllegalArgumentException error(String what) {
    return new IllegalArgumentException("schema \"" + text + "\": " + what);
  }

  static List<String> keys(List<String> single, List<String> lists) {
    List<String> keys = new ArrayList<>(single);
    keys.addAll(lists);
    keys.addAll(LAYOUT);
    return List.copyOf(keys);
  }

  /** The value of a key with one value; empty if it is not given. */
  String one(String key) {
    return values.containsKey(key) ? values.get(key).getFirst() : "";
  }

  /** The values of a key with a list. */
  List<String> list(String key) {
    return values.getOrDefault(key, List.of());
  }

  TextLayout layout() {
    return layout;
  }

  /** The text form of such keys and values; keys without a value are left out. */
  static String format(Map<String, List<String>> values, TextLayout layout) {
    List<String> entries = new ArrayList<>();
    values.forEach(
        (key, list) -> {
          List<String> given = list.stream().filter(value -> !value.isEmpty()).toList();
          if (!given.isEmpty()) {
            entries.add(key + "=" + String.join(",", given));
          }
        });
    if (!layout.delimiter().isEmpty()) {
      entries.add("delimiter=" + layout.delimiterWord());
    }
    if (layout.header() != TextLayout.Choice.AUTO) {
      entries.add("header=" + layout.header());
    }
    if (layout.quotes() != TextLayout.Choice.AUTO) {
      entries.add("quotes=" + layout.quotes());
    }
    if (!layout.charset().equals(TextLayout.AUTO.charset())) {
      entries.add("charset=" + layout.charset());
    }
    return String.join(",", entries);
  }
}
