// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palate.data.Column;
import org.palate.data.ColumnBuilder;
import org.palate.data.DataException;
import org.palate.data.Entities;
import org.palate.data.SkippedRows;
import org.palate.data.Vocabulary;
import org.palate.data.read.Table.Request;

/**
 * Reads what is known about users or items from delimited text, as an {@link EntitySchema} says.
 */
public final class EntityReader {
  private final Table table;
  private final EntitySchema schema;
  private final int[] at;
  private final Vocabulary.Builder ids = new Vocabulary.Builder();
  private final ColumnBuilder.Text titles = new ColumnBuilder.Text();
  private final List<ColumnBuilder.Categorical> categorical = new ArrayList<>();
  private final List<ColumnBuilder.MultiCategorical> multi = new ArrayList<>();
  private final List<ColumnBuilder.Floats> numeric = new ArrayList<>();

  /** Entities as read from a file, and the rows that could not be read. */
  public record Result(Entities entities, SkippedRows skipped) {}

  private EntityReader(Table table, EntitySchema schema) {
    this.table = table;
    this.schema = schema;
    List<Request> requests = new ArrayList<>();
    requests.add(new Request("id", schema.id(), false));
    requests.add(new Request(Entities.TITLE, schema.title(), false));
    titles.add("");
    for (String name : schema.categorical()) {
      requests.add(new Request("categorical", name, false));
      ColumnBuilder.Categorical column = new ColumnBuilder.Categorical();
      column.add("");
      categorical.add(column);
    }
    for (String name : schema.multi()) {
      requests.add(new Request("multi", name, false));
      ColumnBuilder.MultiCategorical column = new ColumnBuilder.MultiCategorical();
      column.add(List.of());
      multi.add(column);
    }
    for (String name : schema.numeric()) {
      requests.add(new Request("numeric", name, true));
      ColumnBuilder.Floats column = new ColumnBuilder.Floats();
      column.add(Float.NaN);
      numeric.add(column);
    }
    at = table.resolve(requests);
  }

  /**
   * The entities of a file, in its order.
   *
   * @throws DataException if the file cannot be read or lacks a column, or with {@link
   *     OnBadRow#FAIL} at the first row that cannot be read; an id given twice makes a bad row
   */
  public static Result read(Path file, EntitySchema schema, OnBadRow onBadRow) {
    RowTally tally = new RowTally(onBadRow);
    try (TableReader table = new TableReader(file, schema.layout(), tally, 0)) {
      return read(table, schema, tally);
    }
  }

  /** The entities of a table, in its order. */
  static Result read(Table table, EntitySchema schema, RowTally tally) {
    EntityReader reader = new EntityReader(table, schema);
    while (table.next()) {
      try {
        reader.readRow();
      } catch (BadRow e) {
        table.bad(e);
      }
    }
    return new Result(reader.entities(), tally.skipped());
  }

  /** Takes a row whole or not at all: nothing is added before all that may fail is done. */
  private void readRow() {
    String id = table.id(at[0]);
    int firstMulti = 2 + categorical.size();
    int firstNumeric = firstMulti + multi.size();
    float[] numbers = new float[numeric.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = table.numberOrMissing(at[firstNumeric + i]);
    }
    String title = at[1] < 0 ? "" : table.text(at[1]);
    String[] texts = new String[categorical.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = table.text(at[2 + i]);
    }
    List<List<String>> several = new ArrayList<>();
    for (int i = 0; i < multi.size(); i++) {
      several.add(table.texts(at[firstMulti + i], schema.separator()));
    }
    if (ids.contains(id)) {
      throw table.expected(at[0], "an id that no earlier row has");
    }
    ids.add(id);
    titles.add(title);
    for (int i = 0; i < texts.length; i++) {
      categorical.get(i).add(texts[i]);
    }
    for (int i = 0; i < multi.size(); i++) {
      multi.get(i).add(several.get(i));
    }
    for (int i = 0; i < numbers.length; i++) {
      numeric.get(i).add(numbers[i]);
    }
  }

  private Entities entities() {
    List<Column> columns = new ArrayList<>();
    int next = 2;
    if (at[1] >= 0) {
      columns.add(titles.build(Entities.TITLE));
    }
    for (ColumnBuilder.Categorical column : categorical) {
      columns.add(column.build(table.name(at[next++])));
    }
    for (ColumnBuilder.MultiCategorical column : multi) {
      columns.add(column.build(table.name(at[next++])));
    }
    for (ColumnBuilder.Floats column : numeric) {
      columns.add(new Column.Numeric(table.name(at[next++]), column.toArray()));
    }
    try {
      return Entities.of(ids.build(), columns);
    } catch (IllegalArgumentException e) {
      throw new DataException(table.source() + ": " + e.getMessage(), e);
    }
  }

  /** The values between separators, blanks around them dropped. */
  static List<String> split(String text, String separator) {
    List<String> values = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
      values.add(text.substring(from, at).strip());
      from = at + separator.length();
    }
    values.add(text.substring(from).strip());
    return values;
  }
}
