// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is known about users, or about items, while it grows: {@link Entities} in the making. */
final class FactTable {
  private final String name;
  private final Vocabulary.Builder ids = new Vocabulary.Builder();
  private final ColumnBuilder.Text titles = new ColumnBuilder.Text();
  private final NamedColumns columns = new NamedColumns(Set.of(Entities.TITLE));
  private boolean hasTitles;

  /**
   * A table without rows but that of the unknown entity.
   *
   * @param name what messages call it, such as {@code "user facts"}
   */
  FactTable(String name) {
    this.name = name;
    titles.add("");
    columns.addRow();
  }

  /** The next row as messages name it. */
  String place() {
    return name + ", row " + ids.size();
  }

  /** Throws {@link IllegalArgumentException} if an earlier row has the id. */
  void checkNew(String id) {
    if (ids.contains(id)) {
      throw new IllegalArgumentException(
          "expected an id that no earlier row has, found %s, as in row %d"
              .formatted(DataException.quoted(id), ids.add(id)));
    }
  }

  /** The further columns; their values go with the next row. */
  NamedColumns columns() {
    return columns;
  }

  /** Adds a row; {@code title} is null if there is none. */
  void add(String id, String title) {
    ids.add(id);
    titles.add(title == null ? "" : title);
    hasTitles |= title != null;
    columns.addRow();
  }

  Entities build() {
    List<Column> all = new ArrayList<>();
    if (hasTitles) {
      all.add(titles.build(Entities.TITLE));
    }
    all.addAll(columns.build(false));
    return Entities.of(ids.build(), all);
  }
}
