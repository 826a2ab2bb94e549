// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.palate.io.Nearest;

/**
 * Reads the words after a command: {@code --name value}, {@code --name=value}, {@code -k 10}.
 *
 * <p>Strict: no abbreviations, nothing given twice unless the option says so, no word left over. A
 * word that is itself an option of the command is never taken as a value; write {@code
 * --name=value} if it is meant to be one.
 */
final class ArgumentParser {
  private final CommandSpec spec;
  private final Map<String, Option> byTypedName = new LinkedHashMap<>();
  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private ArgumentParser(CommandSpec spec) {
    this.spec = spec;
    for (Option option : spec.allOptions()) {
      byTypedName.put(option.typed(), option);
      values.put(option.name(), new ArrayList<>());
    }
    byTypedName.put("-h", CommandSpec.HELP);
  }

  /**
   * The options in {@code words}. With {@code --help} among them, required ones may be missing.
   *
   * @throws UsageException when the call is wrong
   */
  static Arguments parse(CommandSpec spec, List<String> words) {
    ArgumentParser parser = new ArgumentParser(spec);
    parser.read(words);
    if (parser.values.get(CommandSpec.HELP.name()).isEmpty()) {
      parser.requireAll();
    }
    parser.fillDefaults();
    return new Arguments(parser.values);
  }

  private void read(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!word.startsWith("-") || word.length() == 1) {
        throw new UsageException("unexpected argument '" + word + "'" + didYouMean("--" + word));
      }
      int equals = word.indexOf('=');
      String typed = equals < 0 ? word : word.substring(0, equals);
      Option option = byTypedName.get(typed);
      if (option == null && typed.length() == 3 && typed.startsWith("--")) {
        option = byTypedName.get(typed.substring(1));
      }
      if (option == null) {
        throw new UsageException("unknown option " + typed + didYouMean(typed));
      }
      if (option.isFlag()) {
        if (equals >= 0) {
          throw new UsageException(option.typed() + " takes no value, got '" + word + "'");
        }
        add(option, "");
      } else if (equals >= 0) {
        add(option, word.substring(equals + 1));
      } else if (i + 1 == words.size()) {
        throw new UsageException(option.typed() + " expects " + option.placeholder() + " after it");
      } else {
        String next = words.get(++i);
        if (byTypedName.containsKey(next.split("=", 2)[0])) {
          throw new UsageException(
              "%s expects %s after it, got the option %s (%s=%s if that is meant)"
                  .formatted(option.typed(), option.placeholder(), next, option.typed(), next));
        }
        add(option, next);
      }
    }
  }

  private void add(Option option, String value) {
    List<String> given = values.get(option.name());
    if (!given.isEmpty() && !option.repeated()) {
      if (option.isFlag()) {
        return;
      }
      throw new UsageException(
          "%s is given twice: %s and %s".formatted(option.typed(), given.getFirst(), value));
    }
    check(option, value);
    given.add(value);
  }

  private static void check(Option option, String value) {
    switch (option.kind()) {
      case Option.Flag flag -> {}
      case Option.Text text -> {
        if (value.isEmpty()) {
          throw new UsageException(
              option.typed() + " expects " + option.placeholder() + ", got nothing");
        }
      }
      case Option.Choice(List<String> words) -> {
        if (!words.contains(value)) {
          throw new UsageException(
              "unknown value '%s' of %s%s Accepted: %s."
                  .formatted(
                      value,
                      option.typed(),
                      Nearest.of(value, words)
                          .map(near -> "; did you mean '" + near + "'?")
                          .orElse("."),
                      String.join(", ", words)));
        }
      }
      case Option.Whole(long least, long most) -> {
        if (!isWhole(value, least, most)) {
          throw wrongNumber(option, value);
        }
      }
      case Option.Wholes(long least, long most) -> {
        for (String part : value.split(",", -1)) {
          if (!isWhole(part, least, most)) {
            throw wrongNumber(option, value);
          }
        }
      }
      case Option.Real(double least, double most) -> {
        double number;
        try {
          number = Double.parseDouble(value);
        } catch (NumberFormatException e) {
          throw wrongNumber(option, value);
        }
        if (!(number >= least && number <= most)) {
          throw wrongNumber(option, value);
        }
      }
      case Option.KeyValue pair -> {
        if (value.indexOf('=') < 1) {
          throw new UsageException(option.typed() + " expects KEY=VALUE, got '" + value + "'");
        }
      }
    }
  }

  private static boolean isWhole(String text, long least, long most) {
    try {
      long number = Long.parseLong(text);
      return number >= least && number <= most;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static UsageException wrongNumber(Option option, String value) {
    return new UsageException(
        "%s expects %s, got '%s'".formatted(option.typed(), HelpText.range(option.kind()), value));
  }

  private void requireAll() {
    List<String> missing =
        spec.options().stream()
            .filter(option -> option.required() && values.get(option.name()).isEmpty())
            .map(Option::withPlaceholder)
            .collect(Collectors.toList());
    if (!missing.isEmpty()) {
      throw new UsageException("missing " + String.join(", ", missing));
    }
  }

  private void fillDefaults() {
    for (Option option : spec.allOptions()) {
      List<String> given = values.get(option.name());
      if (given.isEmpty() && option.whenAbsent() != null) {
        given.add(option.whenAbsent());
      }
    }
  }

  private String didYouMean(String typed) {
    return Nearest.of(typed, byTypedName.keySet())
        .map(near -> "; did you mean " + near + "?")
        .orElse("");
  }
}
