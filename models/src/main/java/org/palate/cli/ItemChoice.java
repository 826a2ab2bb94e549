// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.palate.serve.Recommender;
import org.palate.serve.Wanted;

/**
 * The options that say which items may be recommended, and how many.
 *
 * @param wanted what they come to
 * @param notes what a reader has to know of them
 */
record ItemChoice(Wanted wanted, List<String> notes) {
  /** How many items a list has where nothing is said. */
  private static final int USUAL = 10;

  /** The names of the options. */
  static List<String> names() {
    return options().stream().map(Option::name).toList();
  }

  /** What a command declares to call {@link #read}. */
  static List<Option> options() {
    return List.of(
        Option.whole(
            "k",
            "N",
            1,
            1_000_000,
            "How many items to recommend; %d if not given.".formatted(USUAL)),
        Option.text(
                "among",
                "ID,ID,…",
                "The only items that may be recommended; an id with a comma as in --history.")
            .asRepeated(),
        Option.text("among-file", "FILE", "A file with the ids of such items, one a line."),
        Option.text("exclude", "ID,ID,…", "Items that may not be recommended.").asRepeated(),
        Option.text("exclude-file", "FILE", "A file with the ids of such items, one a line."),
        Option.keyValue(
            "where",
            "Only items that have this value in a field of the items, such as genres=Comedy. Of"
                + " several values of one field an item must have one, and of several fields a"
                + " value each. palate info --bundle lists the fields."),
        Option.flag("seen", "Recommend items too that the user has seen or named as liked."));
  }

  /** The files that {@link #read} reads. */
  static List<Path> files(Arguments arguments) {
    return Stream.of("among-file", "exclude-file")
        .filter(arguments::has)
        .map(arguments::path)
        .toList();
  }

  /**
   * What the options come to.
   *
   * @throws IOException if a file of ids cannot be read
   * @throws java.util.NoSuchElementException if the model knows none of the only items
   */
  static ItemChoice read(Arguments arguments, Recommender recommender) throws IOException {
    List<String> notes = new ArrayList<>();
    Wanted wanted = Wanted.top(arguments.has("k") ? arguments.integer("k") : USUAL);
    if (arguments.has("among") || arguments.has("among-file")) {
      ItemIds among = ItemIds.withFile(recommender, arguments, "among").orNone(recommender);
      if (among.known().isEmpty()) {
        throw new IOException(
            "%s: expected ids of items, one a line, found none"
                .formatted(arguments.path("among-file")));
      }
      among.note().ifPresent(notes::add);
      wanted = wanted.among(among.known());
    }
    ItemIds except = ItemIds.withFile(recommender, arguments, "exclude");
    except.note().ifPresent(notes::add);
    wanted = wanted.except(except.known());
    for (String pair : arguments.all("where")) {
      int equals = pair.indexOf('=');
      wanted = wanted.where(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return new ItemChoice(arguments.flag("seen") ? wanted.withSeen() : wanted, notes);
  }
}
