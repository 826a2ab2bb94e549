// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.palate.data.DataException;
import org.palate.data.Timestamps;

/**
 * Reads a text file row by row and cuts each row into fields, holding one row at a time.
 *
 * <p>Lines end with LF or CRLF; empty lines are passed over; a byte order mark is dropped. Blanks
 * and tabs around a field are no part of it. With quotes (RFC 4180) a field that begins with {@code
 * "} runs to the next single {@code "}, keeps delimiters, line ends and blanks, and holds a quote
 * where there are two. The text must be valid in its character set and hold no NUL. A row longer
 * than {@link #MAX_ROW} bytes is a bad row.
 *
 * <p>A stray quote must not swallow the file. So quotes carry a row on over further lines only if
 * the closing quote comes within {@link #MAX_LINES} lines and {@link #MAX_ROW} bytes, the delimiter
 * or the line end follows it, and the row has the {@linkplain #requireFields number of fields} that
 * rows have. Else the first line of the row is the bad row, and the reading goes on with the line
 * after it, as if the quote had not been there: no line that may be a row is lost.
 *
 * <p>{@link #next} throws {@link BadRow} for a row that cannot be read and can be called again for
 * the row after it; all else that goes wrong is a {@link DataException}.
 */
final class RowReader implements AutoCloseable {
  /** The most bytes a row may have. */
  static final int MAX_ROW = 1 << 20;

  /**
   * The most lines a row may run over: more than any title and all but the longest reviews have,
   * and few enough that reading them again, as often as quotes mislead, takes no hours.
   */
  static final int MAX_LINES = 200;

  /** After so many bytes without a line end the file is not text at all. */
  private static final long GIVE_UP = 1L << 26;

  private final Path file;
  private final Charset charset;
  private final InputStream in;
  private final byte[] delimiter;
  private final boolean quotes;
  private final CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();

  private byte[] buffer = new byte[1 << 16];
  private int limit;
  private int position;
  private boolean ended;

  private long line;
  private long nextLine = 1;
  private boolean plain;
  private int lines;
  private int firstEnd;
  private int rowEnd;
  private int width;
  private String widthSource = "";
  private int fields;
  private String[] names;
  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private boolean[] doubled = new boolean[16];

  /**
   * Opens a file.
   *
   * @param delimiter what stands between fields; null makes a whole line one field
   * @param quotes whether fields may be in quotes
   */
  RowReader(Path file, String delimiter, boolean quotes, Charset charset) {
    this.file = file;
    this.charset = charset;
    this.delimiter = delimiter == null ? null : delimiter.getBytes(StandardCharsets.UTF_8);
    this.quotes = quotes;
    this.in = TextFile.open(file, charset);
    try {
      refill();
      position = TextFile.textStart(file, buffer, limit);
    } catch (DataException e) {
      close();
      throw e;
    }
  }

  Path file() {
    return file;
  }

  /** Names the columns in messages; null for one without a name. */
  void nameColumns(String[] names) {
    this.names = names;
  }

  /**
   * Makes rows with another number of fields bad rows from here on.
   *
   * @param width the number; 0 for any
   * @param source where it is from, as messages say: {@code " as in the header"}
   */
  void requireFields(int width, String source) {
    this.width = width;
    this.widthSource = source;
  }

  /** Moves to the next row; false at the end of the file. */
  boolean next() {
    while (position < limit || refill()) {
      line = nextLine;
      lines = 1;
      fields = 0;
      plain = true;
      rowEnd = lineEnd(position);
      if (rowEnd < 0) {
        passOver();
      }
      if (quotes && contains((byte) '"', rowEnd)) {
        splitQuoted();
        checkWidth();
        joinDoubled();
      } else {
        split(contentEnd());
        if (fields == 1 && starts[0] == ends[0]) {
          position = Math.min(rowEnd + 1, limit);
          continue;
        }
        checkWidth();
      }
      position = Math.min(rowEnd + 1, limit);
      if (!plain) {
        checkText();
      }
      return true;
    }
    return false;
  }

  /** The line at which the row begins, from 1. */
  long line() {
    return line;
  }

  /** How many lines the row runs over: 1 unless quotes carry it on. */
  int lines() {
    return lines;
  }

  /** The number of fields of the row. */
  int fields() {
    return fields;
  }

  /** The text of a field, counted from 0. */
  String text(int field) {
    int length = ends[field] - starts[field];
    return new String(
        buffer,
        starts[field],
        length,
        plain ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }

  boolean isBlank(int field) {
    return starts[field] == ends[field];
  }

  /**
   * The field as a finite decimal number, rounded to the nearest float.
   *
   * @throws NumberFormatException if it is none
   */
  float number(int field) {
    return DecimalNumbers.parse(buffer, starts[field], ends[field]);
  }

  /**
   * The field as seconds since 1970, see {@link Timestamps}.
   *
   * @throws IllegalArgumentException if it is none
   */
  long time(int field) {
    int at = starts[field];
    int length = ends[field] - at;
    if (length == 0 || length > 11) {
      return Timestamps.parse(text(field));
    }
    long seconds = 0;
    for (int i = at; i < ends[field]; i++) {
      byte b = buffer[i];
      if (b < '0' || b > '9') {
        return Timestamps.parse(text(field));
      }
      seconds = seconds * 10 + (b - '0');
    }
    return seconds;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new DataException(file + ": cannot be closed: " + e.getMessage(), e);
    }
  }

  /**
   * The position of the line end at or after {@code from}, or {@link #limit} at the end of the
   * file; -1 if the row is longer than {@link #MAX_ROW} by then. The bytes from {@link #position}
   * on stay in the buffer, though they may move.
   */
  private int lineEnd(int from) {
    int at = from;
    int sign = 0;
    while (true) {
      while (at < limit) {
        byte b = buffer[at];
        sign |= b - 1;
        if (b == '\n') {
          plain &= sign >= 0;
          if (at - position > MAX_ROW) {
            return -1;
          }
          nextLine++;
          return at;
        }
        at++;
      }
      if (limit - position > MAX_ROW) {
        return -1;
      }
      int before = position;
      if (!refill()) {
        plain &= sign >= 0;
        return limit;
      }
      at += position - before;
    }
  }

  /** Drops a line that is too long. */
  private void passOver() {
    long passed = 0;
    do {
      for (int at = position; at < limit; at++) {
        if (buffer[at] == '\n') {
          nextLine++;
          position = at + 1;
          throw tooLong();
        }
      }
      passed += limit - position;
      position = limit;
      if (passed > GIVE_UP) {
        throw new DataException(
            "%s, line %d: no line end in %,d bytes; expected lines of text"
                .formatted(file, line, GIVE_UP));
      }
    } while (refill());
    throw tooLong();
  }

  private BadRow tooLong() {
    return new BadRow(line, "expected at most %,d bytes in a row, found more".formatted(MAX_ROW));
  }

  /** Reads more, keeping the bytes from {@link #position} on; false at the end of the file. */
  private boolean refill() {
    if (ended) {
      return false;
    }
    int kept = limit - position;
    if (position > 0) {
      System.arraycopy(buffer, position, buffer, 0, kept);
    } else if (kept == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    position = 0;
    limit = kept;
    try {
      int count = in.read(buffer, limit, buffer.length - limit);
      ended = count < 0;
      limit += Math.max(count, 0);
      return !ended;
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Where the row ends without its line end. */
  private int contentEnd() {
    return rowEnd > position && buffer[rowEnd - 1] == '\r' ? rowEnd - 1 : rowEnd;
  }

  private boolean contains(byte wanted, int end) {
    for (int at = position; at < end; at++) {
      if (buffer[at] == wanted) {
        return true;
      }
    }
    return false;
  }

  private void split(int end) {
    int start = position;
    if (delimiter != null) {
      byte first = delimiter[0];
      for (int at = start; at + delimiter.length <= end; at++) {
        if (buffer[at] == first && isDelimiter(at, end)) {
          addTrimmed(start, at);
          start = at + delimiter.length;
          at = start - 1;
        }
      }
    }
    addTrimmed(start, end);
  }

  /** As {@link #split}, for a row that may run on over further lines within quotes. */
  private void splitQuoted() {
    int at = position;
    while (true) {
      if (at < contentEnd() && buffer[at] == '"') {
        at = addQuoted(at);
      } else {
        int start = at;
        int end = contentEnd();
        while (at < end && !isDelimiter(at, end)) {
          at++;
        }
        addTrimmed(start, at);
        doubled[fields - 1] = false;
      }
      // More fields than rows have: the quotes mislead, and further lines need not be looked at.
      if (at >= contentEnd() || (lines > 1 && width > 0 && fields > width)) {
        return;
      }
      at += delimiter.length;
    }
  }

  /**
   * Adds the field whose opening quote is at {@code open}, doubled quotes and all, so that the text
   * can be read again; returns the position after the closing quote.
   */
  private int addQuoted(int open) {
    int start = open + 1;
    int at = start;
    int opened = lines;
    boolean quotesInside = false;
    while (at >= rowEnd || buffer[at] != '"' || (at + 1 < rowEnd && buffer[at + 1] == '"')) {
      if (at >= rowEnd) {
        // The quote is open at the line's end: the line end belongs to the field.
        int moved = runOn(opened);
        start += moved;
        at += moved + 1;
      } else if (buffer[at] == '"') {
        quotesInside = true;
        at += 2;
      } else {
        at++;
      }
    }
    add(start, at);
    doubled[fields - 1] = quotesInside;
    int after = at + 1;
    int end = contentEnd();
    if (after < end && !isDelimiter(after, end)) {
      String found = new String(buffer, after, Math.min(end - after, 60), StandardCharsets.UTF_8);
      throw badQuotes(
          column(fields - 1),
          "expected the delimiter or the line end after the closing quote%s, found %s"
              .formatted(lines == 1 ? "" : quoteLines(opened), DataException.quoted(found)));
    }
    return after;
  }

  /**
   * Takes one more line into the row, whose quote opened in its line {@code opened}, from 1;
   * returns how far the bytes of the row have moved.
   */
  private int runOn(int opened) {
    boolean fileEnds = rowEnd >= limit;
    int before = position;
    int further = fileEnds || lines == MAX_LINES ? -1 : lineEnd(rowEnd + 1);
    int moved = position - before;
    firstEnd = (lines == 1 ? rowEnd : firstEnd) + moved;
    rowEnd += moved;
    if (further < 0) {
      throw badQuotes(
          column(fields),
          "expected a closing quote within %d lines and %,d bytes%s, found %s"
              .formatted(
                  MAX_LINES,
                  MAX_ROW,
                  opened == 1 ? "" : " for the quote opened in line " + (line + opened - 1),
                  fileEnds ? "the end of the file" : "none"));
    }
    for (int field = 0; field < fields; field++) {
      starts[field] += moved;
      ends[field] += moved;
    }
    rowEnd = further;
    lines++;
    return moved;
  }

  private String quoteLines(int opened) {
    return " (opened in line %d, closed in line %d)".formatted(line + opened - 1, line + lines - 1);
  }

  private void checkWidth() {
    if (width == 0 || fields == width) {
      return;
    }
    String message = "expected %d columns%s, found %d".formatted(width, widthSource, fields);
    if (lines > 1) {
      throw badQuotes(
          null, message + " in the row that quotes carry on to line " + (line + lines - 1));
    }
    position = Math.min(rowEnd + 1, limit);
    throw new BadRow(line, message);
  }

  /** Ends a row that quotes have made a bad one: the reading goes on after its first line. */
  private BadRow badQuotes(String column, String message) {
    position = Math.min((lines == 1 ? rowEnd : firstEnd) + 1, limit);
    nextLine = line + 1;
    String advice = message + "; if quotes are ordinary characters, say quotes=no in the schema";
    return column == null ? new BadRow(line, advice) : new BadRow(line, column, advice);
  }

  /** Makes one quote of two in the fields of a row that is good. */
  private void joinDoubled() {
    for (int field = 0; field < fields; field++) {
      if (doubled[field]) {
        int write = starts[field];
        for (int read = write; read < ends[field]; read++) {
          buffer[write++] = buffer[read];
          read += buffer[read] == '"' ? 1 : 0;
        }
        ends[field] = write;
      }
    }
  }

  private boolean isDelimiter(int at, int end) {
    if (delimiter == null || at + delimiter.length > end) {
      return false;
    }
    for (int i = 0; i < delimiter.length; i++) {
      if (buffer[at + i] != delimiter[i]) {
        return false;
      }
    }
    return true;
  }

  private void addTrimmed(int start, int end) {
    while (start < end && (buffer[start] == ' ' || buffer[start] == '\t')) {
      start++;
    }
    while (end > start && (buffer[end - 1] == ' ' || buffer[end - 1] == '\t')) {
      end--;
    }
    add(start, end);
  }

  private void add(int start, int end) {
    if (fields == starts.length) {
      starts = Arrays.copyOf(starts, fields * 2);
      ends = Arrays.copyOf(ends, fields * 2);
      doubled = Arrays.copyOf(doubled, fields * 2);
    }
    starts[fields] = start;
    ends[fields] = end;
    fields++;
  }

  private void checkText() {
    for (int field = 0; field < fields; field++) {
      for (int at = starts[field]; at < ends[field]; at++) {
        if (buffer[at] == 0) {
          throw new BadRow(
              line,
              column(field),
              "expected text, found a NUL byte; if the text is UTF-16, give its charset, such as"
                  + " UTF-16LE");
        }
      }
      ByteBuffer bytes = ByteBuffer.wrap(buffer, starts[field], ends[field] - starts[field]);
      try {
        strict.decode(bytes);
      } catch (CharacterCodingException e) {
        throw new BadRow(
            line,
            column(field),
            charset.equals(StandardCharsets.UTF_8)
                ? "expected UTF-8, found the byte 0x%02X; if the text is not UTF-8, give its charset"
                    .formatted(buffer[bytes.position()])
                : "expected text in " + charset + ", found bytes that are none");
      }
    }
  }

  /** What messages call a field: {@code "column 3 (rating)"}. */
  String column(int field) {
    String name = names == null || field >= names.length ? null : names[field];
    return "column " + (field + 1) + (name == null ? "" : " (" + name + ")");
  }
}
