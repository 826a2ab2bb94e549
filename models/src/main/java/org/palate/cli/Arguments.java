// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options of one call, checked and with their defaults filled in. Asking for a name that the
 * command does not declare is a mistake in the command and throws {@link IllegalStateException}.
 */
final class Arguments {
  private final Map<String, List<String>> values;

  /** From option names to the given values, an empty list where nothing was given. */
  Arguments(Map<String, List<String>> values) {
    this.values = values;
  }

  boolean flag(String name) {
    return !all(name).isEmpty();
  }

  boolean has(String name) {
    return !all(name).isEmpty();
  }

  String text(String name) {
    return optional(name)
        .orElseThrow(() -> new IllegalStateException("no value and no default for " + name));
  }

  Optional<String> optional(String name) {
    List<String> given = all(name);
    return given.isEmpty() ? Optional.empty() : Optional.of(given.getFirst());
  }

  int integer(String name) {
    return Math.toIntExact(longInteger(name));
  }

  long longInteger(String name) {
    return Long.parseLong(text(name));
  }

  /** The integers of an option that takes several, without repetitions, in order. */
  int[] integers(String name) {
    return Arrays.stream(text(name).split(",")).mapToInt(Integer::parseInt).distinct().toArray();
  }

  double number(String name) {
    return Double.parseDouble(text(name));
  }

  Path path(String name) {
    try {
      return Path.of(text(name));
    } catch (InvalidPathException e) {
      throw new UsageException("--" + name + ": not a path: " + e.getMessage(), e);
    }
  }

  /** Every value given for a repeated option, in order. */
  List<String> all(String name) {
    List<String> given = values.get(name);
    if (given == null) {
      throw new IllegalStateException("the command declares no option " + name);
    }
    return given;
  }

  /**
   * The values of a {@code KEY=VALUE} option.
   *
   * @throws UsageException when a key is given twice
   */
  Map<String, String> keyValues(String name) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : all(name)) {
      int equals = pair.indexOf('=');
      String key = pair.substring(0, equals);
      if (pairs.put(key, pair.substring(equals + 1)) != null) {
        throw new UsageException("--" + name + " " + key + " is given twice");
      }
    }
    return pairs;
  }
}
