// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Objects;
import org.palate.data.DataException;

/**
 * The layout of a delimited text file. What is left open, {@code AUTO}, is found from its first
 * lines.
 *
 * @param delimiter what separates the columns: any text; empty for auto (the first of {@code ::},
 *     tab, comma, semicolon and bar that cuts all of the first lines into equally many columns)
 * @param header whether the first row names the columns. {@code AUTO} takes it for a header if a
 *     column is asked for by its name. Where all are asked for by number, it is a header if no
 *     column of ids holds a number there, and either all of these hold usual names of such columns
 *     ({@link Schema}), or there are columns that must hold numbers and none of them does
 * @param quotes whether fields may stand in quotes (RFC 4180); {@code AUTO} if the delimiter is a
 *     comma or a semicolon
 * @param charset the character set of the file
 */
public record TextLayout(String delimiter, Choice header, Choice quotes, Charset charset) {
  /** Everything found from the file, in UTF-8. */
  public static final TextLayout AUTO =
      new TextLayout("", Choice.AUTO, Choice.AUTO, StandardCharsets.UTF_8);

  /** Yes, no, or as the file suggests. */
  public enum Choice {
    /** It is so. */
    YES,
    /** It is not so. */
    NO,
    /** As the first lines of the file suggest. */
    AUTO;

    static Choice parse(String text) {
      return switch (text) {
        case "yes" -> YES;
        case "no" -> NO;
        case "auto" -> AUTO;
        default ->
            throw new IllegalArgumentException(
                "expected yes, no or auto, found " + DataException.quoted(text));
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Refuses line ends and the quote as delimiters. */
  public TextLayout {
    Objects.requireNonNull(header, "header");
    Objects.requireNonNull(quotes, "quotes");
    Objects.requireNonNull(charset, "charset");
    if (delimiter.indexOf('\n') >= 0 || delimiter.indexOf('\r') >= 0 || delimiter.equals("\"")) {
      throw new IllegalArgumentException(
          "expected a delimiter without line end or quote, found "
              + DataException.quoted(delimiter));
    }
  }

  /** Columns between tabs, no quotes. */
  public static TextLayout tab() {
    return AUTO.withDelimiter("\t");
  }

  /** Columns between commas, quotes allowed. */
  public static TextLayout csv() {
    return AUTO.withDelimiter(",");
  }

  /** The same with another delimiter. */
  public TextLayout withDelimiter(String delimiter) {
    return new TextLayout(delimiter, header, quotes, charset);
  }

  /** The same with or without a header. */
  public TextLayout withHeader(Choice header) {
    return new TextLayout(delimiter, header, quotes, charset);
  }

  /** The same with or without quotes. */
  public TextLayout withQuotes(Choice quotes) {
    return new TextLayout(delimiter, header, quotes, charset);
  }

  /** The same in another character set. */
  public TextLayout withCharset(Charset charset) {
    return new TextLayout(delimiter, header, quotes, charset);
  }

  /**
   * The same with one setting changed, as texts: {@code delimiter} (a word of tab, comma,
   * semicolon, bar, space, auto, or the delimiter itself), {@code header} and {@code quotes} (yes,
   * no, auto), {@code charset}.
   *
   * @throws IllegalArgumentException if there is no such setting or value
   */
  public TextLayout with(String key, String value) {
    try {
      return switch (key) {
        case "delimiter" -> withDelimiter(delimiterOf(value));
        case "header" -> withHeader(Choice.parse(value));
        case "quotes" -> withQuotes(Choice.parse(value));
        case "charset" -> withCharset(Charset.forName(value));
        default ->
            throw new IllegalArgumentException(
                "expected delimiter, header, quotes or charset, found "
                    + DataException.quoted(key));
      };
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new IllegalArgumentException(
          "charset: expected a character set such as UTF-8 or ISO-8859-1, found "
              + DataException.quoted(value),
          e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }

  private static String delimiterOf(String text) {
    return switch (text) {
      case "auto" -> "";
      case "tab", "\\t" -> "\t";
      case "comma" -> ",";
      case "semicolon" -> ";";
      case "bar", "pipe" -> "|";
      case "space" -> " ";
      case "" -> throw new IllegalArgumentException("expected a delimiter, found none");
      default -> text;
    };
  }

  /** The word for the delimiter that {@link #with} reads back. */
  String delimiterWord() {
    return switch (delimiter) {
      case "" -> "auto";
      case "\t" -> "tab";
      case "," -> "comma";
      case ";" -> "semicolon";
      case "|" -> "bar";
      case " " -> "space";
      default -> delimiter;
    };
  }
}
