// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.palate.io.Nearest;
import org.palate.serve.Recommender;

/**
 * Ids of items that a call names.
 *
 * @param option what named them, such as {@code --history}
 * @param known those that the model knows, each once, in order
 * @param unknown the others
 */
record ItemIds(String option, Set<String> known, Set<String> unknown) {
  /** How many of the unknown a note names. */
  private static final int NAMED = 5;

  /** The byte order mark, which some editors put before a text. */
  private static final String MARK = "\uFEFF";

  /**
   * The ids that a repeated option names; none if every text is blank.
   *
   * @throws UsageException if nothing but commas is named
   */
  static ItemIds orNothing(Recommender recommender, Arguments arguments, String name) {
    List<String> ids = split(recommender, arguments.all(name));
    if (ids.isEmpty() && !arguments.all(name).stream().allMatch(String::isBlank)) {
      throw nothingNamed(arguments, name, ", or nothing");
    }
    return sorted(recommender, "--" + name, ids);
  }

  /**
   * The ids that a repeated option names.
   *
   * @throws UsageException if there is none
   */
  static ItemIds of(Recommender recommender, Arguments arguments, String name) {
    List<String> ids = split(recommender, arguments.all(name));
    if (ids.isEmpty()) {
      throw nothingNamed(arguments, name, "");
    }
    return sorted(recommender, "--" + name, ids);
  }

  /**
   * The ids that an option names, if it is given, and those in the lines of the file of {@code
   * NAME-file}, if that is.
   *
   * @throws UsageException as {@link #of}
   * @throws IOException if the file cannot be read
   */
  static ItemIds withFile(Recommender recommender, Arguments arguments, String name)
      throws IOException {
    String file = name + "-file";
    List<String> options = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    if (arguments.has(name)) {
      ItemIds named = of(recommender, arguments, name);
      ids.addAll(named.known);
      ids.addAll(named.unknown);
      options.add("--" + name);
    }
    if (arguments.has(file)) {
      ids.addAll(lines(arguments.path(file)));
      options.add("--" + file);
    }
    return sorted(recommender, String.join(" and ", options), ids);
  }

  private static ItemIds sorted(Recommender recommender, String option, List<String> ids) {
    Set<String> known = new LinkedHashSet<>();
    Set<String> unknown = new LinkedHashSet<>();
    ids.forEach(id -> (recommender.knowsItem(id) ? known : unknown).add(id));
    return new ItemIds(option, known, unknown);
  }

  /** What stands between commas; a text that is itself the id of an item is left whole. */
  private static List<String> split(Recommender recommender, List<String> given) {
    List<String> ids = new ArrayList<>();
    for (String text : given) {
      if (recommender.knowsItem(text)) {
        ids.add(text);
        continue;
      }
      for (String part : text.split(",")) {
        if (!part.isBlank()) {
          ids.add(part.strip());
        }
      }
    }
    return ids;
  }

  private static UsageException nothingNamed(Arguments arguments, String name, String orElse) {
    return new UsageException(
        "--%s expects ids joined by commas%s, found '%s'"
            .formatted(name, orElse, String.join("', '", arguments.all(name))));
  }

  /** The lines of a file that are not blank, without the blanks around them. */
  private static List<String> lines(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": expected ids in UTF-8, found other bytes", e);
    }
    return text.replaceFirst("^" + MARK, "")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /**
   * Refuses ids none of which the model knows.
   *
   * @throws NoSuchElementException if there are such
   */
  ItemIds orNone(Recommender recommender) {
    if (known.isEmpty() && !unknown.isEmpty()) {
      throw new NoSuchElementException(
          "the model knows none of the items of %s: no %s%s"
              .formatted(option, unknownNames(), hint(recommender)));
    }
    return this;
  }

  /** A note on the unknown ids, if there are any. */
  Optional<String> note() {
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the model does not know %,d of the %,d items of %s: %s"
                .formatted(unknown.size(), known.size() + unknown.size(), option, unknownNames()));
  }

  private String unknownNames() {
    List<String> names = unknown.stream().limit(NAMED).map(id -> "'" + id + "'").toList();
    return String.join(", ", names) + (unknown.size() > NAMED ? ", …" : "");
  }

  /** The item that the first unknown id may have meant. */
  private String hint(Recommender recommender) {
    return hint(recommender, unknown.iterator().next());
  }

  /** The item that an id may have meant. */
  static String hint(Recommender recommender, String id) {
    return Nearest.hint(id, recommender.bundle().space().items().keys());
  }
}
