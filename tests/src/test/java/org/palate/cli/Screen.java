// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A terminal in miniature: rows of so many cells, carriage returns, line feeds, and a new row where
 * a character comes after the last cell. Any other control character throws {@link AssertionError}.
 */
final class Screen {
  private final int columns;
  private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
  private int row;
  private int column;

  Screen(int columns) {
    this.columns = columns;
  }

  /** Shows a text; returns this screen. */
  Screen show(String text) {
    for (char c : text.toCharArray()) {
      switch (c) {
        case '\r' -> column = 0;
        case '\n' -> nextRow();
        default -> put(c);
      }
    }
    return this;
  }

  /** What stands in each row, without spaces behind it; rows below the last text are left out. */
  List<String> rows() {
    List<String> texts = new ArrayList<>();
    rows.forEach(text -> texts.add(text.toString().stripTrailing()));
    while (!texts.isEmpty() && texts.getLast().isEmpty()) {
      texts.removeLast();
    }
    return texts;
  }

  private void put(char c) {
    if (Character.isISOControl(c)) {
      throw new AssertionError("control character " + (int) c);
    }
    if (column == columns) {
      nextRow();
    }
    StringBuilder cells = rows.get(row);
    if (column < cells.length()) {
      cells.setCharAt(column, c);
    } else {
      cells.append(c);
    }
    column++;
  }

  private void nextRow() {
    row++;
    column = 0;
    if (row == rows.size()) {
      rows.add(new StringBuilder());
    }
  }
}
