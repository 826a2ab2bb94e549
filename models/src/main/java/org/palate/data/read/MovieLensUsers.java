// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palate.data.Column;
import org.palate.data.ColumnBuilder;
import org.palate.data.DataException;
import org.palate.data.Entities;
import org.palate.data.Vocabulary;
import org.palate.data.read.Table.Request;

/**
 * The user files of MovieLens: {@code u.user} (id|age|gender|occupation|zip), {@code users.dat}
 * (id::gender::age group::occupation code::zip), and MovieTweetings' {@code users.dat} (id::name
 * elsewhere), of which only the ids are read.
 */
final class MovieLensUsers {
  private static final int[] GROUPS = {56, 50, 45, 35, 25, 18};

  private MovieLensUsers() {}

  static Entities read(Path file, RowTally tally) {
    boolean years = file.getFileName().toString().equals("u.user");
    TextLayout layout =
        TextLayout.AUTO
            .withDelimiter(years ? "|" : "::")
            .withHeader(TextLayout.Choice.NO)
            .withCharset(FirstLine.charset(file));
    try (TableReader table = new TableReader(file, layout, tally, years ? 5 : 0)) {
      return switch (table.first().length) {
        case 5 -> full(table, years);
        case 2 -> idsOnly(table);
        default ->
            throw new DataException(
                "%s, line 1: expected 5 columns (or 2, as in MovieTweetings), found %d"
                    .formatted(file, table.first().length));
      };
    }
  }

  private static Entities idsOnly(TableReader table) {
    table.resolve(List.of(new Request("user", "1", false)));
    Vocabulary.Builder ids = new Vocabulary.Builder();
    while (table.next()) {
      try {
        ids.add(newId(table, ids));
      } catch (BadRow e) {
        table.bad(e);
      }
    }
    return Entities.none(ids.build());
  }

  private static Entities full(TableReader table, boolean years) {
    table.resolve(
        List.of(
            new Request("user", "1", false),
            new Request("age", years ? "2" : "3", true),
            new Request("gender", years ? "3" : "2", false),
            new Request("occupation", "4", false),
            new Request("zip", "5", false)));
    Vocabulary.Builder ids = new Vocabulary.Builder();
    ColumnBuilder.Categorical genders = new ColumnBuilder.Categorical();
    ColumnBuilder.Categorical groups = new ColumnBuilder.Categorical();
    ColumnBuilder.Categorical occupations = new ColumnBuilder.Categorical();
    ColumnBuilder.Categorical areas = new ColumnBuilder.Categorical();
    ColumnBuilder.Floats ages = new ColumnBuilder.Floats();
    for (ColumnBuilder.Categorical column : List.of(genders, groups, occupations, areas)) {
      column.add("");
    }
    ages.add(Float.NaN);
    while (table.next()) {
      try {
        float age = table.numberOrMissing(years ? 1 : 2);
        ids.add(newId(table, ids));
        genders.add(table.text(years ? 2 : 1));
        groups.add(group(age));
        occupations.add(table.text(3));
        String zip = table.text(4);
        areas.add(zip.isEmpty() ? "" : zip.substring(0, zip.offsetByCodePoints(0, 1)));
        ages.add(age);
      } catch (BadRow e) {
        table.bad(e);
      }
    }
    List<Column> columns = new ArrayList<>();
    columns.add(genders.build("gender"));
    columns.add(groups.build("age_group"));
    columns.add(occupations.build("occupation"));
    columns.add(areas.build("zip_area"));
    if (years) {
      columns.add(new Column.Numeric("age", ages.toArray()));
    }
    return Entities.of(ids.build(), columns);
  }

  private static String newId(TableReader table, Vocabulary.Builder ids) {
    String id = table.id(0);
    if (ids.contains(id)) {
      throw table.expected(0, "an id that no earlier row has");
    }
    return id;
  }

  static String group(float age) {
    if (Float.isNaN(age)) {
      return "";
    }
    for (int lowest : GROUPS) {
      if (age >= lowest) {
        return Integer.toString(lowest);
      }
    }
    return "1";
  }
}
