// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A JSON object: named values in the order in which they were written.
 *
 * <p>The {@code get} methods read a field as one type and throw a {@link JsonException} that names
 * the field's path from the outermost object, what was expected and what was found. The form with a
 * default answers the default where the field is absent; a field that is present but of another
 * type, {@code null} included, is still an error.
 *
 * <pre>{@code
 * JsonObject config = Json.parseObject(text);
 * config.onlyKeys("model", "seed");
 * int dim = config.getObject("model").getInt("dim");   // error: "model.dim: expected …"
 * }</pre>
 */
public final class JsonObject implements JsonValue {
  /** The object without fields, to build on with {@code with}. */
  public static final JsonObject EMPTY = new JsonObject(new LinkedHashMap<>(), "");

  private final LinkedHashMap<String, JsonValue> fields;

  /** Where this object was found; empty for the outermost. No part of its value. */
  private final String path;

  JsonObject(LinkedHashMap<String, JsonValue> fields, String path) {
    this.fields = fields;
    this.path = path;
  }

  /** An object of these fields, in the map's order. */
  public static JsonObject of(Map<String, ? extends JsonValue> fields) {
    LinkedHashMap<String, JsonValue> copy = new LinkedHashMap<>();
    fields.forEach(
        (name, value) ->
            copy.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value")));
    return new JsonObject(copy, "");
  }

  /**
   * This object with one field more, or with that field replaced in its place. It copies; for
   * thousands of fields use {@link #of}.
   */
  public JsonObject with(String name, JsonValue value) {
    LinkedHashMap<String, JsonValue> copy = new LinkedHashMap<>(fields);
    copy.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return new JsonObject(copy, path);
  }

  /** As {@link #with(String, JsonValue)}. */
  public JsonObject with(String name, String value) {
    return with(name, new JsonString(value));
  }

  /** As {@link #with(String, JsonValue)}. */
  public JsonObject with(String name, boolean value) {
    return with(name, JsonBoolean.of(value));
  }

  /** As {@link #with(String, JsonValue)}. */
  public JsonObject with(String name, long value) {
    return with(name, JsonNumber.of(value));
  }

  /**
   * As {@link #with(String, JsonValue)}.
   *
   * @throws IllegalArgumentException if the value is NaN or infinite
   */
  public JsonObject with(String name, double value) {
    return with(name, JsonNumber.of(value));
  }

  /**
   * As {@link #with(String, JsonValue)}.
   *
   * @throws IllegalArgumentException if the value is NaN or infinite
   */
  public JsonObject with(String name, float value) {
    return with(name, JsonNumber.of(value));
  }

  /** The fields in order; not modifiable. */
  public Map<String, JsonValue> fields() {
    return Collections.unmodifiableMap(fields);
  }

  /** The names of the fields in order; not modifiable. */
  public Set<String> names() {
    return fields().keySet();
  }

  /** Whether there is a field of this name, of whatever type. */
  public boolean has(String name) {
    return fields.containsKey(name);
  }

  /**
   * Refuses fields of any other name.
   *
   * @throws JsonException if there is one; it suggests the nearest of {@code allowed}
   */
  public void onlyKeys(String... allowed) {
    List<String> known = Arrays.asList(allowed);
    for (String name : fields.keySet()) {
      if (!known.contains(name)) {
        throw new JsonException(
            JsonPath.of(path, name)
                + ": unknown key"
                + Nearest.of(name, known).map(near -> "; did you mean '" + near + "'?").orElse("")
                + " Known are: "
                + String.join(", ", known));
      }
    }
  }

  /** The field of this name, of whatever type. */
  public JsonValue get(String name) {
    return get(name, "a value");
  }

  /** The string field of this name. */
  public String getString(String name) {
    return JsonPath.string(get(name, "a string"), path, name);
  }

  /** The string field of this name, or the default where there is none. */
  public String getString(String name, String whenAbsent) {
    return has(name) ? getString(name) : whenAbsent;
  }

  /** The boolean field of this name. */
  public boolean getBoolean(String name) {
    return JsonPath.bool(get(name, "true or false"), path, name);
  }

  /** The boolean field of this name, or the default where there is none. */
  public boolean getBoolean(String name, boolean whenAbsent) {
    return has(name) ? getBoolean(name) : whenAbsent;
  }

  /** The field of this name as an int: a number without fraction and exponent, in range. */
  public int getInt(String name) {
    return JsonPath.int32(get(name, "an integer"), path, name);
  }

  /** The int field of this name, or the default where there is none. */
  public int getInt(String name, int whenAbsent) {
    return has(name) ? getInt(name) : whenAbsent;
  }

  /** The field of this name as a long: a number without fraction and exponent, in range. */
  public long getLong(String name) {
    return JsonPath.int64(get(name, "an integer"), path, name);
  }

  /** The long field of this name, or the default where there is none. */
  public long getLong(String name, long whenAbsent) {
    return has(name) ? getLong(name) : whenAbsent;
  }

  /** The field of this name as a double; a number beyond the range of doubles is an error. */
  public double getDouble(String name) {
    return JsonPath.float64(get(name, "a number"), path, name);
  }

  /** The double field of this name, or the default where there is none. */
  public double getDouble(String name, double whenAbsent) {
    return has(name) ? getDouble(name) : whenAbsent;
  }

  /** The field of this name as a float; a number beyond the range of floats is an error. */
  public float getFloat(String name) {
    return JsonPath.float32(get(name, "a number"), path, name);
  }

  /** The float field of this name, or the default where there is none. */
  public float getFloat(String name, float whenAbsent) {
    return has(name) ? getFloat(name) : whenAbsent;
  }

  /** The object in the field of this name. */
  public JsonObject getObject(String name) {
    return JsonPath.object(get(name, "an object"), path, name);
  }

  /** The array in the field of this name. */
  public JsonArray getArray(String name) {
    return JsonPath.array(get(name, "an array"), path, name);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonObject object && fields.equals(object.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return toJson();
  }

  /** This object as found at {@code path}. */
  JsonObject at(String path) {
    return new JsonObject(fields, path);
  }

  private JsonValue get(String name, String expected) {
    JsonValue value = fields.get(name);
    if (value == null) {
      throw new JsonException(
          JsonPath.of(path, name)
              + ": expected "
              + expected
              + ", but the field is missing; present are: "
              + (fields.isEmpty() ? "none" : JsonPath.shorten(String.join(", ", fields.keySet()))));
    }
    return value;
  }
}
