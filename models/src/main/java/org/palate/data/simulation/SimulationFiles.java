// SPDX-License-Identifier: Apache-2.0
package org.palate.data.simulation;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.palate.data.Column;
import org.palate.data.Entities;
import org.palate.data.Interactions;
import org.palate.data.read.Delimited;
import org.palate.data.read.EntityReader;
import org.palate.data.read.EntitySchema;
import org.palate.data.read.QuotedText;
import org.palate.data.read.Schema;
import org.palate.data.read.TextLayout;
import org.palate.io.AtomicFile;

/**
 * Writes a simulated service as three CSV files with headers: {@code interactions.csv}, {@code
 * users.csv} and {@code films.csv}. {@link Delimited} and {@link EntityReader} read them back with
 * the schemas given here.
 */
public final class SimulationFiles {
  /** How to read {@code interactions.csv}. */
  public static final Schema INTERACTIONS =
      Schema.of("user", "item")
          .withRating("rating")
          .withTime("time")
          .withLabel("label")
          .withLayout(TextLayout.csv().withHeader(TextLayout.Choice.YES));

  /** How to read {@code users.csv}. */
  public static final EntitySchema USERS =
      EntitySchema.parse(
          "id=user,categorical=gender,age_group,occupation,numeric=age,delimiter=comma,header=yes");

  /** How to read {@code films.csv}. */
  public static final EntitySchema FILMS =
      EntitySchema.parse(
          "id=item,title=title,multi=genres,categorical=director,decade,"
              + "numeric=year,runtime,release_day,delimiter=comma,header=yes");

  private static final String INTERACTIONS_FILE = "interactions.csv";
  private static final String USERS_FILE = "users.csv";
  private static final String FILMS_FILE = "films.csv";

  private SimulationFiles() {}

  /** The files that {@link #write} writes into a folder. */
  public static List<Path> of(Path folder) {
    return Stream.of(INTERACTIONS_FILE, USERS_FILE, FILMS_FILE).map(folder::resolve).toList();
  }

  /**
   * Writes the three files into a folder, which is made if need be; each is written whole or not at
   * all.
   *
   * @throws IOException if that fails
   */
  public static void write(Simulation simulation, Path folder) throws IOException {
    Files.createDirectories(folder);
    Interactions interactions = simulation.interactions();
    write(folder.resolve(INTERACTIONS_FILE), out -> writeRows(interactions, out));
    write(folder.resolve(USERS_FILE), out -> writeEntities("user", interactions.users(), out));
    write(folder.resolve(FILMS_FILE), out -> writeEntities("item", interactions.items(), out));
  }

  private interface Content {
    void to(Writer out) throws IOException;
  }

  private static void write(Path file, Content content) throws IOException {
    AtomicFile.writeStream(
        file,
        stream -> {
          try (Writer out =
              new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8))) {
            content.to(out);
          }
        });
  }

  private static void writeRows(Interactions interactions, Writer out) throws IOException {
    out.write("user,item,time,rating,label");
    for (Column column : interactions.annotations()) {
      out.write("," + column.name());
    }
    out.write("\n");
    for (int row = 0; row < interactions.size(); row++) {
      out.write(interactions.userVocabulary().key(interactions.user(row)));
      out.write("," + interactions.itemVocabulary().key(interactions.item(row)));
      out.write("," + interactions.times()[row]);
      out.write("," + number(interactions.ratings()[row]));
      out.write("," + number(interactions.labels()[row]));
      for (Column column : interactions.annotations()) {
        out.write("," + text(column, row));
      }
      out.write("\n");
    }
  }

  private static void writeEntities(String id, Entities entities, Writer out) throws IOException {
    out.write(id);
    for (Column column : entities.columns()) {
      out.write("," + column.name());
    }
    out.write("\n");
    for (int row = 1; row < entities.size(); row++) {
      out.write(entities.ids().key(row));
      for (Column column : entities.columns()) {
        out.write("," + text(column, row));
      }
      out.write("\n");
    }
  }

  private static String text(Column column, int row) {
    if (column.isMissing(row)) {
      return "";
    }
    return QuotedText.of(
        switch (column) {
          case Column.Categorical c -> c.value(row);
          case Column.MultiCategorical m -> String.join("|", m.values(row));
          case Column.Numeric n -> number(n.values()[row]);
          case Column.Text t -> t.values()[row];
        },
        ',');
  }

  private static String number(float value) {
    return value == (long) value ? Long.toString((long) value) : Float.toString(value);
  }
}
