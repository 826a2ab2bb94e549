// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.util.List;

/** Lays out what the commands declare, in lines of at most {@value #WIDTH} characters. */
final class HelpText {
  private static final int WIDTH = 96;
  private static final int HELP_COLUMN = 28;

  private HelpText() {}

  /** The help of {@code palate} itself. */
  static String overall(List<CommandSpec> commands) {
    StringBuilder text = new StringBuilder();
    text.append("Palate: deep-learning recommendation in pure Java.\n\n");
    text.append("Usage: palate COMMAND [OPTION ...]\n\nCommands:\n");
    for (CommandSpec command : commands) {
      entry(text, command.name(), command.summary());
    }
    text.append("\nOptions of every command:\n");
    entry(text, CommandSpec.JSON.typed(), CommandSpec.JSON.help());
    entry(text, CommandSpec.DEBUG.typed(), CommandSpec.DEBUG.help());
    entry(text, CommandSpec.HELP.typed(), CommandSpec.HELP.help());
    text.append(
        "\nAlso: palate --version. The exit status is 0 for success, 2 for a wrong call, 1");
    text.append(" for a failure.\nJava options go into the environment variable JDK_JAVA_OPTIONS,");
    text.append(" such as -Xmx8g.\n");
    return text.toString();
  }

  /** The help of one command. */
  static String of(CommandSpec command) {
    StringBuilder text = new StringBuilder();
    StringBuilder usage = new StringBuilder("Usage: palate ").append(command.name());
    for (Option option : command.options()) {
      if (option.required()) {
        usage.append(' ').append(option.withPlaceholder());
      }
    }
    text.append(usage).append(" [OPTION ...]\n\n");
    for (String paragraph : command.description().strip().split("\n\n")) {
      wrap(text, 0, 0, paragraph.replace('\n', ' '));
      text.append('\n');
    }
    text.append("Options:\n");
    for (Option option : command.allOptions()) {
      entry(text, option.withPlaceholder(), option.help() + facts(option));
    }
    for (CommandSpec.Section section : command.sections()) {
      text.append('\n').append(of(section));
    }
    if (!command.examples().isEmpty()) {
      text.append("\nExamples:\n");
      for (String example : command.examples()) {
        text.append("  ").append(example).append('\n');
      }
    }
    return text.toString();
  }

  /** A list under its title. */
  static String of(CommandSpec.Section section) {
    StringBuilder text = new StringBuilder(section.title()).append(":\n");
    section.entries().forEach(entry -> entry(text, entry.name(), entry.meaning()));
    return text.toString();
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

  private static String facts(Option option) {
    StringBuilder facts = new StringBuilder();
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
      facts.append(" Default: ").append(option.whenAbsent()).append('.');
    }
    return facts.toString();
  }

  private static void entry(StringBuilder text, String left, String right) {
    text.append("  ").append(left);
    int column = 2 + left.length();
    if (column + 2 > HELP_COLUMN) {
      text.append('\n');
      column = 0;
    }
    text.repeat(' ', HELP_COLUMN - column);
    wrap(text, HELP_COLUMN, HELP_COLUMN, right);
  }

  private static void wrap(StringBuilder text, int column, int indent, String paragraph) {
    String separator = "";
    for (String word : paragraph.split("\\s+")) {
      if (column + separator.length() + word.length() > WIDTH && !separator.isEmpty()) {
        text.append('\n').repeat(' ', indent);
        column = indent;
        separator = "";
      }
      text.append(separator).append(word);
      column += separator.length() + word.length();
      separator = " ";
    }
    text.append('\n');
  }
}
