// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Reads and writes JSON text (RFC 8259), strictly: no comments, no trailing commas, no NaN, nothing
 * after the value; a name that appears twice in an object is an error, as is nesting deeper than
 * {@value #MAX_DEPTH} levels.
 *
 * <p>Reading takes memory in proportion to the text, up to some twenty times its size: bound the
 * text where it comes from outside.
 *
 * <p>What was read is written back without loss: numbers keep their digits, objects their order.
 */
public final class Json {
  /** How deep arrays and objects may nest in a text that is read. */
  public static final int MAX_DEPTH = 64;

  private Json() {}

  /**
   * The value of a JSON text.
   *
   * @throws JsonException if the text is not JSON, with line and column
   */
  public static JsonValue parse(String text) {
    return parse(text, Integer.MAX_VALUE);
  }

  /**
   * The value of a JSON text in UTF-8, without a byte order mark.
   *
   * @throws JsonException if the bytes are not UTF-8 or the text is not JSON
   */
  public static JsonValue parse(byte[] utf8) {
    return parse(decode(utf8));
  }

  /**
   * The object of a JSON text whose outermost value must be one.
   *
   * @throws JsonException if the text is not JSON or not an object
   */
  public static JsonObject parseObject(String text) {
    return parseObject(text, Integer.MAX_VALUE);
  }

  /**
   * The object of a JSON text in UTF-8, without a byte order mark.
   *
   * @throws JsonException if the bytes are not UTF-8 or the text is not a JSON object
   */
  public static JsonObject parseObject(byte[] utf8) {
    return parseObject(decode(utf8));
  }

  /** The value as text on one line, without spaces. */
  public static String write(JsonValue value) {
    return new JsonWriter(false).write(value);
  }

  /**
   * The value as text for people: one field a line, two spaces a level, arrays of plain values on
   * one line.
   */
  public static String writeIndented(JsonValue value) {
    return new JsonWriter(true).write(value);
  }

  /** As {@link #parseObject(String)}, with at most {@code maxValues} values in the text. */
  static JsonObject parseObject(String text, int maxValues) {
    JsonValue value = parse(text, maxValues);
    if (value instanceof JsonObject object) {
      return object;
    }
    throw new JsonException(
        "expected an object as the outermost value, found " + JsonPath.describe(value));
  }

  /** The text of these bytes; it takes no memory beyond the text. */
  static String decode(byte[] utf8) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(utf8);
    CharBuffer checked = CharBuffer.allocate(4096);
    while (true) {
      CoderResult result = decoder.decode(bytes, checked.clear(), true);
      if (result.isError()) {
        throw new JsonException(
            "expected UTF-8, found malformed bytes at byte " + bytes.position());
      }
      if (result.isUnderflow()) {
        return new String(utf8, StandardCharsets.UTF_8);
      }
    }
  }

  private static JsonValue parse(String text, int maxValues) {
    return new JsonParser(text, MAX_DEPTH, maxValues).document();
  }
}
