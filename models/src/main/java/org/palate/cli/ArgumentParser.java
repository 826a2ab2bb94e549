// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.palate.io.Nearest;

/**
 * Reads the words after a command: {@code --name value}, {@code --name=value}, {@code -k 10},
 * {@code -k10}; the word {@code help} is {@code --help}.
 *
 * <p>Strict: no abbreviations, nothing given twice unless the option says so, no word left over. A
 * word that is itself an option of the command is never taken as a value; write {@code
 * --name=value} if it is meant to be one.
 */
final class ArgumentParser {
  /**
   * A word that is written as an option.
   *
   * @param name with its dashes, as written
   * @param option which one it is, null if the command has no such option
   * @param value what is written in the same word, null if nothing is
   */
  private record Typed(String name, Option option, String value) {}

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
   * @param all the commands there are, to say which of them know an option that this one does not
   * @throws UsageException when the call is wrong
   */
  static Arguments parse(CommandSpec spec, List<String> words, List<CommandSpec> all) {
    ArgumentParser parser = new ArgumentParser(spec);
    parser.read(words, all);
    if (parser.values.get(CommandSpec.HELP.name()).isEmpty()) {
      parser.requireAll();
    }
    parser.fillDefaults();
    return new Arguments(parser.values);
  }

  private void read(List<String> words, List<CommandSpec> all) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals(CommandSpec.HELP.name())) {
        add(CommandSpec.HELP, "");
        continue;
      }
      if (!word.startsWith("-") || word.length() == 1) {
        throw new UsageException(
            "unexpected argument '%s'%s"
                .formatted(
                    word,
                    didYouMean(word).orElse("; values follow an option, such as " + usual())));
      }
      Typed typed = typed(word);
      Option option = typed.option;
      if (option == null) {
        throw unknown(typed, word, all);
      }
      if (option.isFlag()) {
        if (typed.value != null) {
          throw new UsageException(option.typed() + " takes no value, found '" + word + "'");
        }
        add(option, "");
      } else if (typed.value != null) {
        add(option, typed.value);
      } else if (i + 1 == words.size()) {
        throw new UsageException(option.typed() + " expects " + option.placeholder() + " after it");
      } else {
        String next = words.get(++i);
        if (typed(next).option != null) {
          throw new UsageException(
              "%s expects %s after it, found the option %s (%s=%s if that is meant)"
                  .formatted(option.typed(), option.placeholder(), next, option.typed(), next));
        }
        add(option, next);
      }
    }
  }

  private Typed typed(String word) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    String value = equals < 0 ? null : word.substring(equals + 1);
    Option option = byTypedName.get(name);
    if (option == null && name.length() == 3 && name.startsWith("--")) {
      option = byTypedName.get(name.substring(1));
    }
    if (option == null && word.length() > 2) {
      Option letter = byTypedName.get(word.substring(0, 2));
      if (letter != null && !letter.isFlag()) {
        return new Typed(letter.typed(), letter, word.substring(2));
      }
    }
    return new Typed(name, option, value);
  }

  private UsageException unknown(Typed typed, String word, List<CommandSpec> all) {
    List<String> knowing = new ArrayList<>();
    String name = typed.name;
    for (CommandSpec other : all) {
      Option option = new ArgumentParser(other).typed(word).option;
      if (option != null) {
        knowing.add(other.name());
        name = option.typed();
      }
    }
    String known =
        knowing.isEmpty()
            ? "unknown option " + name
            : "%s has no option %s; %s %s"
                .formatted(
                    spec.name(),
                    name,
                    String.join(" and ", knowing),
                    knowing.size() == 1 ? "has" : "have");
    return new UsageException(known + didYouMean(name).orElse(""));
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
      case Option.Text(boolean mayBeEmpty) -> {
        if (value.isEmpty() && !mayBeEmpty) {
          throw new UsageException(
              option.typed() + " expects " + option.placeholder() + ", found nothing");
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
          throw new UsageException(option.typed() + " expects KEY=VALUE, found '" + value + "'");
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
        "%s expects %s, found '%s'"
            .formatted(option.typed(), HelpText.range(option.kind()), value));
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

  /** A call's usual beginning: the first required option, else the first. */
  private String usual() {
    return spec.allOptions().stream()
        .filter(Option::required)
        .findFirst()
        .orElse(spec.allOptions().getFirst())
        .withPlaceholder();
  }

  /** The nearest option, compared without dashes: two options of one letter have nothing alike. */
  private Optional<String> didYouMean(String typed) {
    return Nearest.of(typed.replaceFirst("^-+", ""), values.keySet())
        .map(near -> "; did you mean " + option(near).typed() + "?");
  }

  private Option option(String name) {
    return spec.allOptions().stream().filter(o -> o.name().equals(name)).findFirst().orElseThrow();
  }
}
