// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palate.data.DataException;
import org.palate.data.Timestamps;

/**
 * A delimited file as a table: finds out the {@link TextLayout} left open, resolves columns by name
 * or number, and passes over or refuses rows with too few or too many columns.
 *
 * <p>The first row says how many columns there are. If quotes carry it on over several lines it
 * must have as many as the row after it, so that a stray quote in it does not set the number.
 */
final class TableReader implements Table, AutoCloseable {
  private static final List<String> DELIMITERS = List.of("::", "\t", ",", ";", "|");
  private static final int SAMPLE = 20;

  private final RowTally tally;
  private final RowReader rows;
  private final TextLayout layout;
  private final int width;
  private final String[] first;
  private final String where;
  private final ColumnNames names;
  private BadRow beforeFirst;
  private boolean hasHeader;
  private boolean atFirst;

  /**
   * Opens a file and reads its first row.
   *
   * @param width how many columns each row must have; 0 for as many as the first
   */
  TableReader(Path file, TextLayout layout, RowTally tally, int width) {
    this.tally = tally;
    this.width = width;
    this.layout = layout;
    String delimiter =
        layout.delimiter().isEmpty() ? findDelimiter(file, layout.charset()) : layout.delimiter();
    boolean quotes =
        layout.quotes() == TextLayout.Choice.AUTO
            ? delimiter.equals(",") || delimiter.equals(";")
            : layout.quotes() == TextLayout.Choice.YES;
    int after = width == 0 && quotes ? columnsAfterLongFirst(file, delimiter, layout) : 0;
    this.rows = new RowReader(file, delimiter, quotes, layout.charset());
    rows.requireFields(width + after, after > 0 ? " as in the row after it" : "");
    try {
      this.first = readFirst();
      this.where = "%s, line %d".formatted(file, rows.line());
      this.names = new ColumnNames(where, first, false, lostHeader());
    } catch (DataException e) {
      rows.close();
      throw e;
    }
  }

  private String[] readFirst() {
    while (true) {
      try {
        if (!rows.next()) {
          throw tally.noRows(source(), "rows");
        }
        String[] texts = new String[rows.fields()];
        for (int i = 0; i < texts.length; i++) {
          texts[i] = rows.text(i);
        }
        return texts;
      } catch (BadRow e) {
        beforeFirst = beforeFirst == null ? e : beforeFirst;
        bad(e);
      }
    }
  }

  /** How many columns the second row has if the first runs over several lines; else 0. */
  private static int columnsAfterLongFirst(Path file, String delimiter, TextLayout layout) {
    try (RowReader rows = new RowReader(file, delimiter, true, layout.charset())) {
      return nextGood(rows) && rows.lines() > 1 && nextGood(rows) ? rows.fields() : 0;
    }
  }

  private static boolean nextGood(RowReader rows) {
    while (true) {
      try {
        return rows.next();
      } catch (BadRow e) {
        // Whoever reads the rows will find it again and knows whether to skip it.
      }
    }
  }

  @Override
  public DataException noRows() {
    return tally.noRows(source(), "rows after the header");
  }

  @Override
  public String source() {
    return rows.file().toString();
  }

  /** The file and the line of the first row, as messages begin. */
  String where() {
    return where;
  }

  /** Words on a row that may have been the header but cannot be read; empty if there is none. */
  String lostHeader() {
    return beforeFirst == null ? "" : "; a row before it cannot be read" + beforeFirst.getMessage();
  }

  /** The texts of the first row, be it a header or not. */
  String[] first() {
    return first.clone();
  }

  @Override
  public int[] resolve(List<Request> requests) {
    hasHeader = decideHeader(requests);
    atFirst = !hasHeader;
    if (width == 0) {
      rows.requireFields(first.length, hasHeader ? " as in the header" : " as in the first row");
    }
    String[] shown = hasHeader ? first.clone() : new String[first.length];
    int[] found = new int[requests.size()];
    for (int i = 0; i < found.length; i++) {
      Request request = requests.get(i);
      found[i] = request.column().isEmpty() ? -1 : find(request);
      if (!hasHeader && found[i] >= 0 && shown[found[i]] == null) {
        shown[found[i]] = request.role();
      }
    }
    rows.nameColumns(shown);
    return found;
  }

  @Override
  public String name(int column) {
    return hasHeader ? first[column] : Integer.toString(column + 1);
  }

  /** Moves to the next row that has as many columns as the first; false at the end. */
  @Override
  public boolean next() {
    if (atFirst) {
      atFirst = false;
      return true;
    }
    while (true) {
      try {
        return rows.next();
      } catch (BadRow e) {
        bad(e);
      }
    }
  }

  @Override
  public void bad(BadRow row) {
    tally.bad(source(), row);
  }

  @Override
  public String text(int column) {
    return rows.text(column);
  }

  @Override
  public List<String> texts(int column, String separator) {
    return EntityReader.split(rows.text(column), separator);
  }

  @Override
  public String id(int column) {
    if (rows.isBlank(column)) {
      throw expected(column, "an id");
    }
    return rows.text(column);
  }

  @Override
  public float number(int column) {
    try {
      return rows.number(column);
    } catch (NumberFormatException e) {
      throw expected(column, "a finite number");
    }
  }

  @Override
  public float numberOrMissing(int column) {
    try {
      return rows.number(column);
    } catch (NumberFormatException e) {
      if (DecimalNumbers.isMissing(rows.text(column))) {
        return Float.NaN;
      }
      throw expected(column, "a finite number or nothing");
    }
  }

  @Override
  public long time(int column) {
    try {
      return rows.time(column);
    } catch (IllegalArgumentException e) {
      throw new BadRow(rows.line(), rows.column(column), e.getMessage());
    }
  }

  @Override
  public BadRow expected(int column, String what) {
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
    List<Request> given = requests.stream().filter(r -> !r.column().isEmpty()).toList();
    boolean named = given.stream().anyMatch(request -> !ColumnNames.isNumber(request.column()));
    if (layout.header() == TextLayout.Choice.YES && !named && beforeFirst != null) {
      throw new DataException("%s: expected a header%s".formatted(where, lostHeader()));
    }
    if (layout.header() != TextLayout.Choice.AUTO) {
      return layout.header() == TextLayout.Choice.YES;
    }
    return named || looksLikeHeader(given);
  }

  /** See {@link TextLayout} for the rule. */
  private boolean looksLikeHeader(List<Request> requests) {
    boolean idNumber = false;
    boolean idsNamed = false;
    boolean idsUnnamed = false;
    boolean numbers = false;
    boolean someNumber = false;
    for (Request request : requests) {
      String text = first[names.numbered(request)];
      if (UsualNames.areIds(request.role())) {
        idNumber |= looksLikeNumber(text);
        idsNamed |= UsualNames.has(request.role(), text);
        idsUnnamed |= !UsualNames.has(request.role(), text);
      }
      numbers |= request.number();
      someNumber |= request.number() && looksLikeNumber(text);
    }
    return !idNumber && ((idsNamed && !idsUnnamed) || (numbers && !someNumber));
  }

  private static boolean looksLikeNumber(String text) {
    if (DecimalNumbers.isMissing(text)) {
      return true;
    }
    try {
      Timestamps.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      try {
        DecimalNumbers.parse(text);
        return true;
      } catch (NumberFormatException e2) {
        return false;
      }
    }
  }

  private int find(Request request) {
    if (hasHeader) {
      return names.find(request);
    }
    if (ColumnNames.isNumber(request.column())) {
      return names.numbered(request);
    }
    throw new DataException(
        "%s: expected the number of the column %s (%s), for header=no says that columns have no names"
            .formatted(where, DataException.quoted(request.column()), request.role()));
  }

  /**
   * The first delimiter that cuts all of the first lines into equally many columns, or the first
   * one in the first line, or, if quotes carry that on, the first in the line after it.
   */
  private static String findDelimiter(Path file, Charset charset) {
    List<String> lines = new ArrayList<>();
    long firstLine = 1;
    try (RowReader reader = new RowReader(file, null, false, charset)) {
      while (lines.size() < SAMPLE && nextGood(reader)) {
        firstLine = lines.isEmpty() ? reader.line() : firstLine;
        lines.add(reader.text(0));
      }
    }
    if (lines.isEmpty()) {
      return ",";
    }
    String present = null;
    String later = null;
    for (String delimiter : DELIMITERS) {
      int[] counts = lines.stream().mapToInt(line -> count(line, delimiter)).toArray();
      if (counts[0] > 0 && Arrays.stream(counts).allMatch(count -> count == counts[0])) {
        return delimiter;
      }
      present = present == null && counts[0] > 0 ? delimiter : present;
      boolean after = lines.getFirst().indexOf('"') >= 0 && counts.length > 1 && counts[1] > 0;
      later = later == null && after ? delimiter : later;
    }
    present = present == null ? later : present;
    if (present == null) {
      throw new DataException(
          "%s, line %d: expected columns between tabs, commas, semicolons, bars or ::, found %s; give"
                  .formatted(file, firstLine, DataException.quoted(lines.get(0)))
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
    // A quote that the line does not close may be stray, and hides nothing.
    return quoted ? count(line.replace('"', ' '), delimiter) : count;
  }
}
