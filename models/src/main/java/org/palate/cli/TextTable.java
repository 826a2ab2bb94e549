// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table for a terminal: a header, a rule, and aligned rows. Numbers stand to the right.
 *
 * <p>Widths are those of a terminal's cells, so that titles in Chinese or with combining accents do
 * not shift what stands beside them. Control characters in cells become spaces: a title must not
 * move the cursor.
 */
final class TextTable {
  private static final int WIDEST = 48;
  private static final String GAP = "  ";

  private final List<String> header;
  private final boolean[] right;
  private final List<List<String>> rows = new ArrayList<>();

  private TextTable(List<String> header, boolean[] right) {
    this.header = header;
    this.right = right;
  }

  /** A table with these columns; a name that starts with {@code >} aligns its column right. */
  static TextTable of(String... columns) {
    List<String> header = new ArrayList<>();
    boolean[] right = new boolean[columns.length];
    for (int c = 0; c < columns.length; c++) {
      right[c] = columns[c].startsWith(">");
      header.add(clean(right[c] ? columns[c].substring(1) : columns[c]));
    }
    return new TextTable(header, right);
  }

  /** Adds a row, one cell a column; returns this table. */
  TextTable row(String... cells) {
    if (cells.length != header.size()) {
      throw new IllegalArgumentException(
          "expected " + header.size() + " cells, found " + Arrays.toString(cells));
    }
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      row.add(fit(cell));
    }
    rows.add(row);
    return this;
  }

  /** The table's lines, each ended by a line feed and without spaces before it. */
  @Override
  public String toString() {
    int[] widths = new int[header.size()];
    for (int c = 0; c < widths.length; c++) {
      widths[c] = width(header.get(c));
      for (List<String> row : rows) {
        widths[c] = Math.max(widths[c], width(row.get(c)));
      }
    }
    StringBuilder text = new StringBuilder();
    line(text, header, widths);
    line(text, Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths);
    for (List<String> row : rows) {
      line(text, row, widths);
    }
    return text.toString();
  }

  private void line(StringBuilder text, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < widths.length; c++) {
      int padding = widths[c] - width(cells.get(c));
      line.append(c == 0 ? "" : GAP);
      line.repeat(' ', right[c] ? padding : 0);
      line.append(cells.get(c));
      line.repeat(' ', right[c] ? 0 : padding);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private static String fit(String cell) {
    return cut(clean(cell), WIDEST);
  }

  /** The text with a space for each character that moves the cursor or turns the text. */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints().forEach(c -> clean.appendCodePoint(movesTheCursor(c) ? ' ' : c));
    return clean.toString();
  }

  /** The text, or its beginning and an ellipsis where it takes more than so many cells. */
  static String cut(String text, int widest) {
    if (width(text) <= widest) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int used = 0;
    for (int c : text.codePoints().toArray()) {
      used += cells(c);
      if (used > widest - 1) {
        break;
      }
      kept.appendCodePoint(c);
    }
    return kept.append('…').toString();
  }

  /** Number of terminal cells that a text takes. */
  static int width(String text) {
    return text.codePoints().map(TextTable::cells).sum();
  }

  private static boolean movesTheCursor(int c) {
    boolean turnsText = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    return Character.isISOControl(c) || turnsText;
  }

  private static int cells(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(c) ? 2 : 1;
    };
  }

  /** The East Asian wide and fullwidth blocks, and emoji. */
  private static boolean isWide(int c) {
    return c >= 0x1100
        && (c <= 0x115f
            || (c >= 0x2e80 && c <= 0x303e)
            || (c >= 0x3041 && c <= 0xa4cf)
            || (c >= 0xa960 && c <= 0xa97f)
            || (c >= 0xac00 && c <= 0xd7a3)
            || (c >= 0xf900 && c <= 0xfaff)
            || (c >= 0xfe30 && c <= 0xfe6f)
            || (c >= 0xff00 && c <= 0xff60)
            || (c >= 0xffe0 && c <= 0xffe6)
            || (c >= 0x1f300 && c <= 0x1f64f)
            || (c >= 0x1f680 && c <= 0x1f6ff)
            || (c >= 0x1f900 && c <= 0x1f9ff)
            || (c >= 0x20000 && c <= 0x3fffd));
  }
}
