// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palate.data.Interactions;
import org.palate.data.SkippedRows;
import org.palate.data.read.DataFormat;
import org.palate.data.read.EntityReader;
import org.palate.data.read.EntitySchema;
import org.palate.data.read.MovieLens;
import org.palate.data.read.OnBadRow;
import org.palate.data.read.Schema;
import org.palate.io.JsonArray;
import org.palate.io.JsonObject;

/**
 * Where the interactions are and how to read them: the same options for every command that reads
 * any.
 */
final class DataOptions {
  private static final String USERS = "users";
  private static final String ITEMS = "items";

  private DataOptions() {}

  /** What a command declares to call {@link #read}. */
  static List<Option> options() {
    return List.of(
        Option.text(
                "data",
                "FILE",
                "The interactions. MovieLens's files of users and films are read too if they are in"
                    + " the same folder.")
            .asRequired(),
        Option.choice(
                "format",
                "FORMAT",
                List.of("auto", "movielens", "delimited"),
                "The format of the interactions; auto finds it by the first line.")
            .withDefault("auto"),
        Option.text(
            "schema",
            "SCHEMA",
            "The columns of delimited text, by name or by number from 1, such as"
                + " user=userId,item=3,time=4,categorical=device,city. Keys: "
                + String.join(", ", Schema.keys())
                + ". The first row is a header if a column is given by name; if all are given by"
                + " number, it is one only if it holds the usual names of user and item, or words"
                + " where ratings, times and other numbers belong; header=yes or header=no settles"
                + " it. Without a schema columns are found by their usual names."),
        Option.text(
            USERS, "FILE", "What is known about the users, as delimited text, one row a user."),
        Option.text(
            "users-schema",
            "SCHEMA",
            "The columns of --users, such as id=1,categorical=gender,numeric=age. Keys: "
                + String.join(", ", EntitySchema.keys())
                + "."),
        Option.text(
            ITEMS, "FILE", "What is known about the items, as delimited text, one row an item."),
        Option.text(
            "items-schema",
            "SCHEMA",
            "The columns of --items, such as id=film,title=name,multi=genres,separator=|. Keys as"
                + " above."),
        Option.choice(
                "on-bad-row",
                "WHAT",
                List.of("fail", "skip"),
                "What to do with a row that cannot be read: end the command, or skip and count the"
                    + " row. A quote that is never closed spoils only the line it is in.")
            .withDefault("fail"));
  }

  /** These options and those of the command itself. */
  static List<Option> and(Option... own) {
    List<Option> all = new ArrayList<>(options());
    all.addAll(List.of(own));
    return all;
  }

  /**
   * Reads the interactions and what is known about their users and items, and says on standard
   * error what was read and how many rows were skipped.
   *
   * @throws UsageException if a schema is wrong or out of place
   */
  static Interactions read(Arguments arguments, Progress progress) {
    OnBadRow onBadRow = OnBadRow.parse(arguments.text("on-bad-row"));
    DataFormat format = DataFormat.parse(arguments.text("format"));
    EntitySchema users = entitySchema(arguments, USERS);
    EntitySchema items = entitySchema(arguments, ITEMS);
    files(arguments); // a text that is no path is a wrong call, and no reason to read the others
    Interactions data;
    try {
      Schema schema =
          arguments.has("schema") ? Schema.parse(arguments.text("schema")) : Schema.AUTO;
      data = format.read(arguments.path("data"), schema, onBadRow);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
    if (users != null) {
      EntityReader.Result read = EntityReader.read(arguments.path(USERS), users, onBadRow);
      data = data.withUsers(read.entities()).withSkipped(sum(data.skipped(), read.skipped()));
    }
    if (items != null) {
      EntityReader.Result read = EntityReader.read(arguments.path(ITEMS), items, onBadRow);
      data = data.withItems(read.entities()).withSkipped(sum(data.skipped(), read.skipped()));
    }
    progress.line(data.toString());
    tellSkipped(data.skipped(), progress);
    return data;
  }

  /** The files that {@link #read} reads where they are there, those beside the data included. */
  static List<Path> files(Arguments arguments) {
    List<Path> files = new ArrayList<>();
    files.add(arguments.path("data"));
    files.addAll(MovieLens.filesBeside(arguments.path("data")));
    for (String option : List.of(USERS, ITEMS)) {
      if (arguments.has(option)) {
        files.add(arguments.path(option));
      }
    }
    return files;
  }

  /** What {@code --json} tells of the data. */
  static JsonObject facts(Interactions data) {
    return JsonObject.EMPTY
        .with("rows", data.size())
        .with("users", data.userVocabulary().size() - 1)
        .with("items", data.itemVocabulary().size() - 1)
        .with("skippedRows", data.skipped().count())
        .with("firstSkipped", JsonArray.ofStrings(data.skipped().messages()));
  }

  /** The schema of a file of users or items; null if there is no such file. */
  private static EntitySchema entitySchema(Arguments arguments, String file) {
    String option = file + "-schema";
    if (arguments.has(file) != arguments.has(option)) {
      throw new UsageException(
          "--%s and --%s go together, but only --%s is given"
              .formatted(file, option, arguments.has(file) ? file : option));
    }
    if (!arguments.has(file)) {
      return null;
    }
    try {
      return EntitySchema.parse(arguments.text(option));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + option + ": " + e.getMessage(), e);
    }
  }

  private static SkippedRows sum(SkippedRows first, SkippedRows second) {
    List<String> messages = new ArrayList<>(first.messages());
    messages.addAll(second.messages());
    return new SkippedRows(first.count() + second.count(), messages);
  }

  private static void tellSkipped(SkippedRows skipped, Progress progress) {
    if (skipped.count() == 0) {
      return;
    }
    progress.line(
        "skipped %,d row%s that could not be read%s"
            .formatted(
                skipped.count(),
                skipped.count() == 1 ? "" : "s",
                skipped.count() > skipped.messages().size() ? ", the first of them:" : ":"));
    skipped.messages().forEach(message -> progress.line("  " + message));
  }
}
