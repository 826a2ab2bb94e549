// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** A recursive-descent parser for the grammar of RFC 8259, one method for each of its rules. */
final class JsonParser {
  private final String text;
  private final int maxDepth;
  private final int maxValues;
  private int at;
  private int depth;
  private int values;

  JsonParser(String text, int maxDepth, int maxValues) {
    this.text = text;
    this.maxDepth = maxDepth;
    this.maxValues = maxValues;
  }

  /** The one value of the text. */
  JsonValue document() {
    skipSpace();
    JsonValue value = value();
    skipSpace();
    if (at < text.length()) {
      throw expected("the end of the text after the value");
    }
    return value;
  }

  private JsonValue value() {
    if (++values > maxValues) {
      throw error("the text holds more than " + maxValues + " values");
    }
    int c = peek();
    return switch (c) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> new JsonString(string());
      case 't' -> word("true", JsonBoolean.TRUE);
      case 'f' -> word("false", JsonBoolean.FALSE);
      case 'n' -> word("null", JsonNull.NULL);
      default -> {
        if (c == '-' || isDigit(c)) {
          yield number();
        }
        throw expected("a value");
      }
    };
  }

  private JsonObject object() {
    enter();
    LinkedHashMap<String, JsonValue> fields = new LinkedHashMap<>();
    skipSpace();
    if (!take('}')) {
      do {
        skipSpace();
        if (peek() != '"') {
          throw expected("a name in quotes");
        }
        int start = at;
        String name = string();
        if (fields.containsKey(name)) {
          at = start;
          throw error("the name " + quote(name) + " appears twice in this object");
        }
        skipSpace();
        if (!take(':')) {
          throw expected("':' after the name " + quote(name));
        }
        skipSpace();
        fields.put(name, value());
        skipSpace();
      } while (take(','));
      if (!take('}')) {
        throw expected("',' or '}'");
      }
    }
    depth--;
    return new JsonObject(fields, "");
  }

  private JsonArray array() {
    enter();
    List<JsonValue> elements = new ArrayList<>();
    skipSpace();
    if (!take(']')) {
      do {
        skipSpace();
        elements.add(value());
        skipSpace();
      } while (take(','));
      if (!take(']')) {
        throw expected("',' or ']'");
      }
    }
    depth--;
    return new JsonArray(elements, "");
  }

  private void enter() {
    if (++depth > maxDepth) {
      throw error("arrays and objects nest deeper than " + maxDepth + " levels");
    }
    at++;
  }

  private String string() {
    at++;
    int start = at;
    // Most strings hold no escape and are one substring.
    while (at < text.length() && isPlain(text.charAt(at))) {
      at++;
    }
    if (take('"')) {
      return text.substring(start, at - 1);
    }
    StringBuilder characters = new StringBuilder().append(text, start, at);
    while (!take('"')) {
      int c = peek();
      if (c < 0) {
        throw expected("'\"' at the end of the string");
      }
      if (c < ' ') {
        throw expected("an escape such as \\n for a control character in a string");
      }
      at++;
      characters.append(c == '\\' ? escaped() : (char) c);
    }
    return characters.toString();
  }

  private char escaped() {
    int c = peek();
    char meant =
        switch (c) {
          case '"', '\\', '/' -> (char) c;
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> codeUnit();
          default -> throw expected("one of \" \\ / b f n r t u after a backslash");
        };
    at++;
    return meant;
  }

  /** The code unit of {@code uXXXX}; stays on the last digit. */
  private char codeUnit() {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      at++;
      int c = peek();
      // Character.digit would also take digits of other scripts.
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw expected("four hexadecimal digits after \\u");
      }
      unit = unit << 4 | digit;
    }
    return (char) unit;
  }

  private JsonNumber number() {
    int start = at;
    take('-');
    if (take('0')) {
      if (isDigit(peek())) {
        throw error("a number must not start with a zero that another digit follows");
      }
    } else {
      digits();
    }
    if (take('.')) {
      digits();
    }
    if (take('e') || take('E')) {
      if (!take('+')) {
        take('-');
      }
      digits();
    }
    return JsonNumber.ofLiteral(text.substring(start, at));
  }

  private void digits() {
    if (!isDigit(peek())) {
      throw expected("a digit");
    }
    while (isDigit(peek())) {
      at++;
    }
  }

  private JsonValue word(String word, JsonValue value) {
    if (!text.startsWith(word, at)) {
      throw expected("a value");
    }
    at += word.length();
    return value;
  }

  private void skipSpace() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return;
      }
      at++;
    }
  }

  /** The next code unit, or -1 at the end. */
  private int peek() {
    return at < text.length() ? text.charAt(at) : -1;
  }

  private boolean take(char c) {
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isPlain(char c) {
    return c != '"' && c != '\\' && c >= ' ';
  }

  private JsonException expected(String what) {
    return error("expected " + what + ", found " + found());
  }

  private String found() {
    if (at >= text.length()) {
      return "the end of the text";
    }
    int c = text.codePointAt(at);
    if (c == 0xFEFF) {
      return "a byte order mark (U+FEFF)";
    }
    if (c <= ' ' || Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
      return String.format("U+%04X", c);
    }
    if (Character.isLetterOrDigit(c)) {
      int end = at;
      while (end < text.length() && end - at < 20 && Character.isLetterOrDigit(text.charAt(end))) {
        end++;
      }
      return "'" + text.substring(at, Math.max(end, at + Character.charCount(c))) + "'";
    }
    return "'" + Character.toString(c) + "'";
  }

  private JsonException error(String message) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < at; i++) {
      char c = text.charAt(i);
      boolean endsLine =
          c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'));
      if (endsLine) {
        line++;
        lineStart = i + 1;
      }
    }
    return new JsonException("line " + line + ", column " + (at - lineStart + 1) + ": " + message);
  }

  private static String quote(String name) {
    return JsonPath.shorten(new JsonString(name).toJson());
  }
}
