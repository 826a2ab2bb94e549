// SPDX-License-Identifier: Apache-2.0
package org.palate.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.palate.io.Nearest;

/**
 * Settings given as text, {@code key=value}, read by those who know what each key means.
 *
 * <p>A configuration record reads itself from here, asking for each of its keys with a default, a
 * range and a line of help. What was asked for is remembered, so the same code that reads also says
 * which keys there are ({@link #declared}, for a command's help), what every key came to ({@link
 * #values}, for a file), and which given keys nobody asked for ({@link #finish}).
 */
public final class Settings {
  /**
   * A key that was asked for.
   *
   * @param key its name
   * @param fallback the value where none is given, as text
   * @param accepted what may be given, in words
   * @param help what it does
   */
  public record Declared(String key, String fallback, String accepted, String help) {}

  private final Map<String, String> given;
  private final Map<String, Declared> declared = new LinkedHashMap<>();
  private final Map<String, String> values = new LinkedHashMap<>();

  private Settings(Map<String, String> given) {
    this.given = new LinkedHashMap<>(given);
  }

  /** Settings of which these keys were given. */
  public static Settings of(Map<String, String> given) {
    return new Settings(given);
  }

  /** Settings of which none was given: every key comes to its default. */
  public static Settings defaults() {
    return new Settings(Map.of());
  }

  /** An integer in {@code [least, most]}. */
  public int whole(String key, int fallback, int least, int most, String help) {
    String accepted = "an integer from " + least + " to " + most;
    String text = text(key, Integer.toString(fallback), accepted, help);
    try {
      int value = Integer.parseInt(text.strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw wrong(key, accepted, text, e);
    }
    throw wrong(key, accepted, text, null);
  }

  /** A finite number in {@code [least, most]}. */
  public double real(String key, double fallback, double least, double most, String help) {
    String accepted = "a number from " + shortly(least) + " to " + shortly(most);
    String text = text(key, Double.toString(fallback), accepted, help);
    try {
      double value = Double.parseDouble(text.strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw wrong(key, accepted, text, e);
    }
    throw wrong(key, accepted, text, null);
  }

  /** A bound as people write it: {@code 10} and {@code 1e9}, not {@code 10.0} and {@code 1.0E9}. */
  private static String shortly(double bound) {
    return Double.toString(bound).replaceFirst("\\.0(?=E|$)", "").replace('E', 'e');
  }

  /** Integers in {@code [least, most]}, joined by commas; none if the text is {@code none}. */
  public List<Integer> wholes(
      String key, List<Integer> fallback, int least, int most, String help) {
    String accepted = "integers from %d to %d joined by commas, or none".formatted(least, most);
    String text = text(key, joined(fallback), accepted, help);
    List<Integer> found = new ArrayList<>();
    if (text.strip().equals("none")) {
      return found;
    }
    for (String part : text.split(",", -1)) {
      try {
        int value = Integer.parseInt(part.strip());
        if (value < least || value > most) {
          throw wrong(key, accepted, text, null);
        }
        found.add(value);
      } catch (NumberFormatException e) {
        throw wrong(key, accepted, text, e);
      }
    }
    return found;
  }

  private static String joined(List<Integer> numbers) {
    return numbers.isEmpty()
        ? "none"
        : numbers.stream().map(n -> Integer.toString(n)).collect(Collectors.joining(","));
  }

  /** {@code true} or {@code false}. */
  public boolean yes(String key, boolean fallback, String help) {
    String text = text(key, Boolean.toString(fallback), "true or false", help);
    return switch (text.strip()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(key, "true or false", text, null);
    };
  }

  /** One of the constants of an enum, in lower case with dashes for underscores. */
  public <E extends Enum<E>> E choice(String key, E fallback, String help) {
    E[] constants = fallback.getDeclaringClass().getEnumConstants();
    List<String> words = Arrays.stream(constants).map(Settings::word).toList();
    return constants[words.indexOf(choice(key, word(fallback), words, help))];
  }

  /** One of some words. */
  public String choice(String key, String fallback, List<String> words, String help) {
    String accepted = String.join(", ", words);
    String text = text(key, fallback, accepted, help).strip();
    if (!words.contains(text)) {
      throw wrong(key, "one of " + accepted, text, null);
    }
    return text;
  }

  /** Whether a value was given for a key. */
  public boolean has(String key) {
    return given.containsKey(key);
  }

  /** An enum's constant as it is written in settings. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The constant of an enum that is written so in settings.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static <E extends Enum<E>> E constant(Class<E> type, String word) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Any text. */
  public String text(String key, String fallback, String accepted, String help) {
    if (declared.put(key, new Declared(key, fallback, accepted, help)) != null) {
      throw new IllegalStateException("the key '" + key + "' is declared twice");
    }
    String value = given.getOrDefault(key, fallback);
    values.put(key, value);
    return value;
  }

  /** The keys asked for so far. */
  public List<Declared> declared() {
    return List.copyOf(declared.values());
  }

  /** What each key asked for came to, as text that reads back to the same. */
  public Map<String, String> values() {
    return new LinkedHashMap<>(values);
  }

  /**
   * To be called when everyone has asked.
   *
   * @throws SettingsException if a key was given that nobody asked for
   */
  public void finish() {
    for (String key : given.keySet()) {
      if (!declared.containsKey(key)) {
        String hint =
            Nearest.of(key, declared.keySet())
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("");
        throw new SettingsException(
            "unknown key '%s'%s The keys are: %s"
                .formatted(
                    key,
                    hint.isEmpty() ? "." : hint,
                    String.join(", ", new TreeSet<>(declared.keySet()))));
      }
    }
  }

  private static SettingsException wrong(
      String key, String accepted, String found, Exception cause) {
    return new SettingsException(
        "key '%s': expected %s, found '%s'".formatted(key, accepted, found), cause);
  }
}
