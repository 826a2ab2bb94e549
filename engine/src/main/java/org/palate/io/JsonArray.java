// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A JSON array. The {@code get} and {@code to} methods read elements (from 0) as one type and throw
 * a {@link JsonException} that names the element's path, what was expected and what was found.
 */
public final class JsonArray implements JsonValue {
  /** The array without elements. */
  public static final JsonArray EMPTY = new JsonArray(List.of(), "");

  private final List<JsonValue> values;

  /** Where this array was found; empty for the outermost. No part of its value. */
  private final String path;

  JsonArray(List<JsonValue> values, String path) {
    this.values = values;
    this.path = path;
  }

  /** An array of these values. */
  public static JsonArray of(List<? extends JsonValue> values) {
    return new JsonArray(List.copyOf(values), "");
  }

  /** An array of strings. */
  public static JsonArray ofStrings(Iterable<String> values) {
    List<JsonValue> list = new ArrayList<>();
    values.forEach(value -> list.add(new JsonString(value)));
    return new JsonArray(list, "");
  }

  /** An array of integers. */
  public static JsonArray ofInts(int... values) {
    List<JsonValue> list = new ArrayList<>(values.length);
    for (int value : values) {
      list.add(JsonNumber.of(value));
    }
    return new JsonArray(list, "");
  }

  /** An array of integers. */
  public static JsonArray ofLongs(long... values) {
    List<JsonValue> list = new ArrayList<>(values.length);
    for (long value : values) {
      list.add(JsonNumber.of(value));
    }
    return new JsonArray(list, "");
  }

  /**
   * An array of numbers.
   *
   * @throws IllegalArgumentException if one is NaN or infinite
   */
  public static JsonArray ofDoubles(double... values) {
    List<JsonValue> list = new ArrayList<>(values.length);
    for (double value : values) {
      list.add(JsonNumber.of(value));
    }
    return new JsonArray(list, "");
  }

  /**
   * An array of numbers, each in the shortest form that reads back as the same float.
   *
   * @throws IllegalArgumentException if one is NaN or infinite
   */
  public static JsonArray ofFloats(float... values) {
    List<JsonValue> list = new ArrayList<>(values.length);
    for (float value : values) {
      list.add(JsonNumber.of(value));
    }
    return new JsonArray(list, "");
  }

  /** The number of elements. */
  public int size() {
    return values.size();
  }

  /** The elements; not modifiable. */
  public List<JsonValue> values() {
    return Collections.unmodifiableList(values);
  }

  /** Element {@code index}, of whatever type. */
  public JsonValue get(int index) {
    if (index < 0 || index >= values.size()) {
      throw new JsonException(
          JsonPath.of(path, index)
              + ": no such element; the array has "
              + values.size()
              + (values.size() == 1 ? " element" : " elements"));
    }
    return values.get(index);
  }

  /** Element {@code index} as a string. */
  public String getString(int index) {
    return JsonPath.string(get(index), path, index);
  }

  /** Element {@code index} as a boolean. */
  public boolean getBoolean(int index) {
    return JsonPath.bool(get(index), path, index);
  }

  /** Element {@code index} as an int. */
  public int getInt(int index) {
    return JsonPath.int32(get(index), path, index);
  }

  /** Element {@code index} as a long. */
  public long getLong(int index) {
    return JsonPath.int64(get(index), path, index);
  }

  /** Element {@code index} as a double. */
  public double getDouble(int index) {
    return JsonPath.float64(get(index), path, index);
  }

  /** Element {@code index} as a float. */
  public float getFloat(int index) {
    return JsonPath.float32(get(index), path, index);
  }

  /** Element {@code index} as an object. */
  public JsonObject getObject(int index) {
    return JsonPath.object(get(index), path, index);
  }

  /** Element {@code index} as an array. */
  public JsonArray getArray(int index) {
    return JsonPath.array(get(index), path, index);
  }

  /** All elements as strings. */
  public List<String> toStrings() {
    List<String> strings = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      strings.add(getString(i));
    }
    return strings;
  }

  /** All elements as ints. */
  public int[] toInts() {
    int[] ints = new int[size()];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = getInt(i);
    }
    return ints;
  }

  /** All elements as longs. */
  public long[] toLongs() {
    long[] longs = new long[size()];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = getLong(i);
    }
    return longs;
  }

  /** All elements as doubles. */
  public double[] toDoubles() {
    double[] doubles = new double[size()];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = getDouble(i);
    }
    return doubles;
  }

  /** All elements as floats. */
  public float[] toFloats() {
    float[] floats = new float[size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = getFloat(i);
    }
    return floats;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonArray array && values.equals(array.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return toJson();
  }

  /** This array as found at {@code path}. */
  JsonArray at(String path) {
    return new JsonArray(values, path);
  }
}
