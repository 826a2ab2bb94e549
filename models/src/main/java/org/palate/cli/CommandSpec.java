// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * What a command is called and what it accepts.
 *
 * @param name the word after {@code palate}
 * @param summary one line for the list of commands
 * @param description what it does, reads and writes; paragraphs separated by empty lines
 * @param options its own options; those of every command are added by {@link #allOptions}
 * @param sections lists that stand in the help behind the options
 * @param examples calls that work, each with its leading {@code palate}; the first stands in the
 *     help of {@code palate} itself too
 */
record CommandSpec(
    String name,
    String summary,
    String description,
    List<Option> options,
    List<Section> sections,
    List<String> examples) {

  /** A list in the help, such as that of the models. */
  record Section(String title, List<Entry> entries) {
    Section {
      entries = List.copyOf(entries);
    }
  }

  /** A name that may be given, and what it means. */
  record Entry(String name, String meaning) {}

  static final Option JSON =
      Option.flag(
          "json", "Print the result as one JSON object, and nothing else, on standard output.");
  static final Option DEBUG = Option.flag("debug", "Print the stack trace of a failure.");
  static final Option HELP = Option.flag("help", "Print the help of the command (also -h).");

  /** The options of every command. */
  static final List<Option> EVERYWHERE = List.of(JSON, DEBUG, HELP);

  CommandSpec {
    options = List.copyOf(options);
    sections = List.copyOf(sections);
    examples = List.copyOf(examples);
  }

  /** A command whose options are all there is to say. */
  CommandSpec(
      String name,
      String summary,
      String description,
      List<Option> options,
      List<String> examples) {
    this(name, summary, description, options, List.of(), examples);
  }

  /** The command's own options, then those of every command. */
  List<Option> allOptions() {
    List<Option> all = new ArrayList<>(options);
    all.addAll(EVERYWHERE);
    return all;
  }
}
