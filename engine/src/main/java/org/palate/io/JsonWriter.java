// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.util.HexFormat;
import java.util.Map;

/** Writes a value as JSON text, on one line or indented. */
final class JsonWriter {
  private final boolean indented;
  private final StringBuilder out = new StringBuilder();

  JsonWriter(boolean indented) {
    this.indented = indented;
  }

  String write(JsonValue value) {
    append(value, 0);
    return out.toString();
  }

  private void append(JsonValue value, int level) {
    switch (value) {
      case JsonObject object -> appendObject(object, level);
      case JsonArray array -> appendArray(array, level);
      case JsonString string -> appendString(string.value());
      case JsonNumber number -> out.append(number);
      case JsonBoolean bool -> out.append(bool.value());
      case JsonNull none -> out.append("null");
    }
  }

  private void appendObject(JsonObject object, int level) {
    out.append('{');
    String separator = "";
    for (Map.Entry<String, JsonValue> field : object.fields().entrySet()) {
      out.append(separator);
      newLine(level + 1);
      appendString(field.getKey());
      out.append(indented ? ": " : ":");
      append(field.getValue(), level + 1);
      separator = ",";
    }
    if (!object.names().isEmpty()) {
      newLine(level);
    }
    out.append('}');
  }

  private void appendArray(JsonArray array, int level) {
    boolean nests =
        array.values().stream().anyMatch(v -> v instanceof JsonObject || v instanceof JsonArray);
    out.append('[');
    String separator = "";
    for (JsonValue element : array.values()) {
      out.append(separator);
      if (nests) {
        newLine(level + 1);
      }
      append(element, level + 1);
      separator = indented && !nests ? ", " : ",";
    }
    if (nests) {
      newLine(level);
    }
    out.append(']');
  }

  private void newLine(int level) {
    if (indented) {
      out.append('\n').repeat("  ", level);
    }
  }

  private void appendString(String string) {
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || isLoneSurrogate(string, i)) {
            // UTF-8 has no bytes for half a pair, so it goes out as an escape.
            out.append("\\u").append(HexFormat.of().toHexDigits(c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static boolean isLoneSurrogate(String string, int index) {
    char c = string.charAt(index);
    if (Character.isHighSurrogate(c)) {
      return index + 1 == string.length() || !Character.isLowSurrogate(string.charAt(index + 1));
    }
    return Character.isLowSurrogate(c)
        && (index == 0 || !Character.isHighSurrogate(string.charAt(index - 1)));
  }
}
