// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Lays out what the commands declare, in lines of at most so many columns. A word that is longer
 * than a line stays whole.
 *
 * @param width columns of the longest line
 */
record HelpText(int width) {
  /** For files, pipes and terminals of the usual width. */
  static final HelpText USUAL = new HelpText(Terminal.USUAL);

  /** In a text, a blank where no line ends. */
  static final char NO_BREAK = '\u00a0';

  private static final String INDENT = "  ";
  private static final String CONTINUED = " \\";

  /** The help of {@code palate} itself. */
  String overall(List<CommandSpec> commands) {
    StringBuilder text = new StringBuilder();
    text.append("Palate: deep-learning recommendation in pure Java.\n\n");
    text.append("Usage: palate COMMAND [OPTION ...]\n\n");
    List<CommandSpec.Entry> names = new ArrayList<>();
    for (CommandSpec command : commands) {
      names.add(new CommandSpec.Entry(command.name(), command.summary()));
    }
    names.add(new CommandSpec.Entry("help", "Print this help; help COMMAND prints a command's."));
    names.add(new CommandSpec.Entry("version", "Print the version (also --version)."));
    text.append(of(new CommandSpec.Section("Commands", names))).append('\n');
    text.append(of(options("Options of every command", CommandSpec.EVERYWHERE))).append('\n');
    text.append("Examples:\n");
    for (CommandSpec command : commands) {
      command.examples().stream().limit(1).forEach(example -> example(text, example));
    }
    text.append('\n');
    wrap(text, 0, 0, "Exit status: 0 for success, 1 for a failure, 2 for a wrong call.");
    wrap(text, 0, 0, "Options for Java, such as -Xmx8g, go into the variable JDK_JAVA_OPTIONS.");
    return text.toString();
  }

  /** The help of one command. */
  String of(CommandSpec command) {
    StringBuilder text = new StringBuilder();
    StringBuilder usage = new StringBuilder("Usage: palate ").append(command.name());
    for (Option option : command.options()) {
      if (option.required()) {
        usage.append(' ').append(option.withPlaceholder());
      }
    }
    wrap(text, 0, 4, usage.append(" [OPTION ...]").toString());
    for (String paragraph : command.description().strip().split("\n\n")) {
      text.append('\n');
      wrap(text, 0, 0, paragraph);
    }
    List<Option> requiredFirst = new ArrayList<>(command.allOptions());
    requiredFirst.sort(Comparator.comparing(option -> !option.required()));
    text.append('\n').append(of(options("Options", requiredFirst)));
    for (CommandSpec.Section section : command.sections()) {
      text.append('\n').append(of(section));
    }
    if (!command.examples().isEmpty()) {
      text.append("\nExamples:\n");
      command.examples().forEach(example -> example(text, example));
    }
    return text.toString();
  }

  /** A list under its title, the meanings in a column of their own. */
  String of(CommandSpec.Section section) {
    int widest =
        section.entries().stream().mapToInt(e -> TextTable.width(e.name())).max().orElse(0);
    int column = Math.min(2 * INDENT.length() + widest, width / 3);
    StringBuilder text = new StringBuilder(section.title()).append(":\n");
    for (CommandSpec.Entry entry : section.entries()) {
      text.append(INDENT).append(entry.name());
      int end = INDENT.length() + TextTable.width(entry.name());
      if (end + INDENT.length() > column) {
        text.append('\n');
        end = 0;
      }
      text.repeat(' ', column - end);
      wrap(text, column, column, entry.meaning());
    }
    return text.toString();
  }

  private static CommandSpec.Section options(String title, List<Option> options) {
    return new CommandSpec.Section(
        title,
        options.stream()
            .map(option -> new CommandSpec.Entry(option.withPlaceholder(), meaning(option)))
            .toList());
  }

  /** What a number may be, in words. */
  static String range(Option.Kind kind) {
    return switch (kind) {
      case Option.Whole(long least, long most) ->
          "an integer" + bounds(least > Long.MIN_VALUE, least, most < Integer.MAX_VALUE, most);
      case Option.Wholes(long least, long most) ->
          "integers" + bounds(true, least, true, most) + " joined by commas";
      case Option.Real(double least, double most) ->
          "a number"
              + bounds(
                  least > -Double.MAX_VALUE,
                  shorten(least),
                  most < Double.MAX_VALUE,
                  shorten(most));
      default -> "";
    };
  }

  private static String bounds(boolean below, Object least, boolean above, Object most) {
    if (below && above) {
      return " from " + least + " to " + most;
    }
    return below ? " of at least " + least : above ? " of at most " + most : "";
  }

  private static Object shorten(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15 ? (Object) (long) number : number;
  }

  private static String meaning(Option option) {
    StringBuilder facts = new StringBuilder(option.help());
    if (option.kind() instanceof Option.Choice(List<String> words)) {
      facts.append(" One of: ").append(String.join(", ", words)).append('.');
    }
    String range = range(option.kind());
    if (!range.isEmpty()) {
      facts.append(" Takes ").append(range).append('.');
    }
    if (option.required()) {
      facts.append(" Required.");
    }
    if (option.repeated()) {
      facts.append(" May be repeated.");
    }
    if (option.whenAbsent() != null) {
      facts.append(" Default:" + NO_BREAK).append(option.whenAbsent()).append('.');
    }
    return facts.toString();
  }

  /** A call, split with backslashes before an option where it is longer than a line. */
  private void example(StringBuilder text, String call) {
    if (INDENT.length() + call.length() <= width) {
      text.append(INDENT).append(call).append('\n');
      return;
    }
    int room = width - CONTINUED.length();
    StringBuilder line = new StringBuilder(INDENT);
    String separator = "";
    for (String part : call.split(" (?=-)")) {
      int needed = line.length() + separator.length() + part.length();
      if (needed > room && !separator.isEmpty()) {
        text.append(line).append(CONTINUED).append('\n');
        line = new StringBuilder(INDENT).repeat(INDENT, 2);
        separator = "";
      }
      line.append(separator).append(part);
      separator = " ";
    }
    text.append(line).append('\n');
  }

  /** A paragraph in lines that fit, ended by a line feed. */
  String paragraph(String words) {
    StringBuilder text = new StringBuilder();
    wrap(text, 0, 0, words);
    return text.toString();
  }

  private void wrap(StringBuilder text, int column, int indent, String paragraph) {
    int at = column;
    String separator = "";
    for (String word : paragraph.split("[ \n]+")) {
      int needed = separator.length() + TextTable.width(word);
      if (at + needed > width && !separator.isEmpty()) {
        text.append('\n').repeat(' ', indent);
        at = indent;
        needed -= separator.length();
        separator = "";
      }
      text.append(separator).append(word.replace(NO_BREAK, ' '));
      at += needed;
      separator = " ";
    }
    text.append('\n');
  }
}
