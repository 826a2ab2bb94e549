// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

/**
 * Reads a value as a type, for {@link JsonObject} and {@link JsonArray}. The place of the value is
 * given as its parent's path and its key (a name or an index), and put together only for an error
 * or to go deeper: {@code model.layers[2]["user id"]}.
 */
final class JsonPath {
  private static final int LONGEST_EXCERPT = 60;

  private JsonPath() {}

  /** The path of {@code key}, a {@link String} or {@link Integer}, below {@code parent}. */
  static String of(String parent, Object key) {
    if (key instanceof Integer index) {
      return parent + "[" + index + "]";
    }
    String name = (String) key;
    boolean plain =
        !name.isEmpty()
            && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-');
    if (!plain) {
      return parent + "[" + shorten(new JsonString(name).toJson()) + "]";
    }
    return parent.isEmpty() ? shorten(name) : parent + "." + shorten(name);
  }

  static String string(JsonValue value, String parent, Object key) {
    if (value instanceof JsonString string) {
      return string.value();
    }
    throw wrong("a string", value, parent, key);
  }

  static boolean bool(JsonValue value, String parent, Object key) {
    if (value instanceof JsonBoolean bool) {
      return bool.value();
    }
    throw wrong("true or false", value, parent, key);
  }

  static long int64(JsonValue value, String parent, Object key) {
    if (value instanceof JsonNumber number && number.isLong()) {
      return number.longValue();
    }
    throw wrong("an integer", value, parent, key);
  }

  static int int32(JsonValue value, String parent, Object key) {
    long number = int64(value, parent, key);
    if (number != (int) number) {
      throw wrong("an integer between -2^31 and 2^31-1", value, parent, key);
    }
    return (int) number;
  }

  static double float64(JsonValue value, String parent, Object key) {
    if (!(value instanceof JsonNumber number)) {
      throw wrong("a number", value, parent, key);
    }
    double converted = number.doubleValue();
    if (Double.isInfinite(converted)) {
      throw wrong("a number in the range of doubles", value, parent, key);
    }
    return converted;
  }

  static float float32(JsonValue value, String parent, Object key) {
    if (!(value instanceof JsonNumber number)) {
      throw wrong("a number", value, parent, key);
    }
    float converted = number.floatValue();
    if (Float.isInfinite(converted)) {
      throw wrong("a number in the range of floats", value, parent, key);
    }
    return converted;
  }

  static JsonObject object(JsonValue value, String parent, Object key) {
    if (value instanceof JsonObject object) {
      return object.at(of(parent, key));
    }
    throw wrong("an object", value, parent, key);
  }

  static JsonArray array(JsonValue value, String parent, Object key) {
    if (value instanceof JsonArray array) {
      return array.at(of(parent, key));
    }
    throw wrong("an array", value, parent, key);
  }

  /** What an error says of a value: its kind, and itself where it is short. */
  static String describe(JsonValue value) {
    return switch (value) {
      case JsonString string -> "the string " + shorten(string.toJson());
      case JsonNumber number -> "the number " + shorten(number.toString());
      case JsonBoolean bool -> bool.toJson();
      case JsonNull none -> none.toJson();
      case JsonObject object -> object.names().isEmpty() ? "an empty object" : "an object";
      case JsonArray array -> array.size() == 0 ? "an empty array" : "an array";
    };
  }

  static String shorten(String text) {
    return text.length() <= LONGEST_EXCERPT ? text : text.substring(0, LONGEST_EXCERPT) + "…";
  }

  private static JsonException wrong(String expected, JsonValue found, String parent, Object key) {
    return new JsonException(
        of(parent, key) + ": expected " + expected + ", found " + describe(found));
  }
}
