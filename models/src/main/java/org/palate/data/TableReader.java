// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palate.io.Nearest;

/**
 * A delimited file as a table: finds out the {@link Layout} left open, resolves columns by name or
 * number, and passes over or refuses rows with too few or too many columns.
 */
final class TableReader implements AutoCloseable {
  private static final List<String> DELIMITERS = List.of("::", "\t", ",", ";", "|");
  private static final int SAMPLE = 20;

  /**
   * A column someone wants.
   *
   * @param role what it is for, as messages call it
   * @param column its name or number
   * @param number whether it must hold numbers
   */
  record Request(String role, String column, boolean number) {}

  private final RowTally tally;
  private final int width;
  private final RowReader rows;
  private final Layout layout;
  private final String[] first;
  private boolean hasHeader;
  private boolean atFirst;

  /**
   * Opens a file and reads its first row.
   *
   * @param width how many columns each row must have; 0 for as many as the first
   */
  TableReader(Path file, Layout layout, RowTally tally, int width) {
    this.tally = tally;
    this.width = width;
    this.layout = layout;
    String delimiter =
        layout.delimiter().isEmpty() ? findDelimiter(file, layout.charset()) : layout.delimiter();
    boolean quotes =
        layout.quotes() == Layout.Choice.AUTO
            ? delimiter.equals(",") || delimiter.equals(";")
            : layout.quotes() == Layout.Choice.YES;
    this.rows = new RowReader(file, delimiter, quotes, layout.charset());
    try {
      this.first = readFirst();
    } catch (DataException e) {
      rows.close();
      throw e;
    }
  }

  private String[] readFirst() {
    while (true) {
      try {
        if (!rows.next()) {
          throw new DataException(rows.file() + ": expected rows, found none");
        }
        if (width > 0 && rows.fields() != width) {
          throw new BadRow(
              rows.line(), "expected %d columns, found %d".formatted(width, rows.fields()));
        }
        String[] texts = new String[rows.fields()];
        for (int i = 0; i < texts.length; i++) {
          texts[i] = rows.text(i);
        }
        return texts;
      } catch (BadRow e) {
        tally.bad(rows.file(), e);
      }
    }
  }

  Path file() {
    return rows.file();
  }

  /** The texts of the first row, be it a header or not. */
  String[] first() {
    return first.clone();
  }

  /**
   * Decides about the header and finds the columns.
   *
   * @return the position from 0 of each request's column; -1 for the empty text
   */
  int[] resolve(List<Request> requests) {
    hasHeader = decideHeader(requests);
    atFirst = !hasHeader;
    String[] names = hasHeader ? first.clone() : new String[first.length];
    int[] found = new int[requests.size()];
    for (int i = 0; i < found.length; i++) {
      Request request = requests.get(i);
      found[i] = request.column.isEmpty() ? -1 : find(request);
      if (!hasHeader && found[i] >= 0 && names[found[i]] == null) {
        names[found[i]] = request.role;
      }
    }
    rows.nameColumns(names);
    return found;
  }

  /** The name of a column from the header, else its number from 1 as text. */
  String name(int column) {
    return hasHeader ? first[column] : Integer.toString(column + 1);
  }

  /** Moves to the next row that has as many columns as the first; false at the end. */
  boolean next() {
    if (atFirst) {
      atFirst = false;
      return true;
    }
    while (true) {
      try {
        if (!rows.next()) {
          return false;
        }
        if (rows.fields() != first.length) {
          throw new BadRow(
              rows.line(),
              "expected %d columns%s, found %d"
                  .formatted(
                      first.length,
                      width > 0 ? "" : hasHeader ? " as in the header" : " as in the first row",
                      rows.fields()));
        }
        return true;
      } catch (BadRow e) {
        tally.bad(rows.file(), e);
      }
    }
  }

  /** Takes note of what is wrong with the present row, or throws. */
  void bad(BadRow row) {
    tally.bad(rows.file(), row);
  }

  /** The text of a column; empty if blank. */
  String text(int column) {
    return rows.text(column);
  }

  /** The id in a column. */
  String id(int column) {
    if (rows.isBlank(column)) {
      throw expected(column, "an id");
    }
    return rows.text(column);
  }

  /** The number in a column. */
  float number(int column) {
    try {
      return rows.number(column);
    } catch (NumberFormatException e) {
      throw expected(column, "a finite number");
    }
  }

  /** The number in a column, NaN where the column says that there is none. */
  float numberOrMissing(int column) {
    try {
      return rows.number(column);
    } catch (NumberFormatException e) {
      if (Numbers.isMissing(rows.text(column))) {
        return Float.NaN;
      }
      throw expected(column, "a finite number or nothing");
    }
  }

  /** The time in a column. */
  long time(int column) {
    try {
      return rows.time(column);
    } catch (IllegalArgumentException e) {
      throw new BadRow(rows.line(), rows.column(column), e.getMessage());
    }
  }

  /** That a column does not hold what it should. */
  BadRow expected(int column, String what) {
    String text = rows.text(column);
    return new BadRow(
        rows.line(),
        rows.column(column),
        "expected %s, found %s"
            .formatted(what, text.isEmpty() ? "nothing" : DataException.quoted(text)));
  }

  @Override
  public void close() {
    rows.close();
  }

  private boolean decideHeader(List<Request> requests) {
    if (layout.header() != Layout.Choice.AUTO) {
      return layout.header() == Layout.Choice.YES;
    }
    boolean numbers = false;
    boolean someNumber = false;
    for (Request request : requests) {
      if (request.column.isEmpty()) {
        continue;
      }
      if (!isNumber(request.column)) {
        return true;
      }
      if (request.number) {
        numbers = true;
        int column = find(request);
        someNumber |= looksLikeNumber(first[column]);
      }
    }
    return numbers && !someNumber;
  }

  private static boolean looksLikeNumber(String text) {
    if (Numbers.isMissing(text)) {
      return true;
    }
    try {
      Times.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      try {
        Numbers.parse(text);
        return true;
      } catch (NumberFormatException e2) {
        return false;
      }
    }
  }

  private int find(Request request) {
    int byName = -1;
    for (int i = 0; i < first.length && layout.header() != Layout.Choice.NO; i++) {
      if (first[i].equals(request.column)) {
        if (byName >= 0) {
          throw new DataException(
              "%s: two columns are named %s (%s); give the number of the one that is meant"
                  .formatted(file(), DataException.quoted(request.column), request.role));
        }
        byName = i;
      }
    }
    if (byName >= 0 && (hasHeader || !isNumber(request.column))) {
      return byName;
    }
    if (!isNumber(request.column)) {
      throw new DataException(
          "%s: expected a column named %s (%s), found %s%s"
              .formatted(
                  file(),
                  DataException.quoted(request.column),
                  request.role,
                  listed(first),
                  Nearest.of(request.column, List.of(first))
                      .map(near -> "; did you mean " + near + "?")
                      .orElse("")));
    }
    int number = request.column.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(request.column);
    if (number < 1 || number > first.length) {
      throw new DataException(
          "%s: expected column %s (%s), but columns are numbered from 1 to %d here"
              .formatted(file(), request.column, request.role, first.length));
    }
    return number - 1;
  }

  private static String listed(String[] names) {
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < Math.min(names.length, 40); i++) {
      shown.add(DataException.quoted(names[i]));
    }
    return String.join(", ", shown) + (shown.size() < names.length ? ", …" : "");
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** The first delimiter that cuts all of the first lines into equally many columns, or any. */
  private static String findDelimiter(Path file, Charset charset) {
    List<String> lines = new ArrayList<>();
    try (RowReader reader = new RowReader(file, null, false, charset)) {
      while (lines.size() < SAMPLE && reader.next()) {
        lines.add(reader.text(0));
      }
    } catch (BadRow e) {
      // Whoever reads the rows will meet it again and knows whether to skip it.
    }
    if (lines.isEmpty()) {
      return ",";
    }
    String present = null;
    for (String delimiter : DELIMITERS) {
      int[] counts = lines.stream().mapToInt(line -> count(line, delimiter)).toArray();
      if (counts[0] > 0 && Arrays.stream(counts).allMatch(count -> count == counts[0])) {
        return delimiter;
      }
      present = present == null && counts[0] > 0 ? delimiter : present;
    }
    if (present == null) {
      throw new DataException(
          "%s, line 1: expected columns between tabs, commas, semicolons, bars or ::, found %s; give"
                  .formatted(file, DataException.quoted(lines.get(0)))
              + " the delimiter");
    }
    return present;
  }

  private static int count(String line, String delimiter) {
    boolean quoted = false;
    int count = 0;
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == '"') {
        quoted = !quoted;
      } else if (!(quoted && (delimiter.equals(",") || delimiter.equals(";")))
          && line.startsWith(delimiter, i)) {
        count++;
        i += delimiter.length() - 1;
      }
    }
    return count;
  }
}
