// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How {@code bench/peers} was called.
 *
 * @param quick whether a rough answer will do
 * @param only which tasks, by a regular expression found in their names
 * @param threads how many threads each side has
 * @param out the file to write; null: print the tables
 * @param family the tasks that this process is to do; null in the one that starts the others
 */
public record Call(boolean quick, Pattern only, int threads, Path out, String family) {
  /**
   * Reads the arguments.
   *
   * @param table the file that a full run on one thread writes when no other is named
   * @throws IllegalArgumentException for an unknown option, or one whose value is missing or wrong
   */
  public static Call parse(List<String> arguments, Path table) {
    boolean quick = false;
    Pattern only = Pattern.compile("");
    int threads = 1;
    Path out = null;
    String family = null;
    for (int i = 0; i < arguments.size(); i++) {
      String option = arguments.get(i);
      switch (option) {
        case "--quick" -> quick = true;
        case "--only" -> only = pattern(value(arguments, ++i));
        case "--threads" -> threads = threads(value(arguments, ++i));
        case "--out" -> out = Path.of(value(arguments, ++i));
        case "--family" -> family = value(arguments, ++i);
        default ->
            throw new IllegalArgumentException(
                "unknown option %s; the options are --quick, --only, --threads and --out"
                    .formatted(option));
      }
    }
    if (out == null && !quick && threads == 1 && only.pattern().isEmpty()) {
      out = table;
    }
    Call call = new Call(quick, only, threads, out, family);
    if (call.tasks().isEmpty()) {
      throw new IllegalArgumentException(
          "no task's name matches '%s'; the tasks are %s"
              .formatted(only, String.join(", ", Task.all().stream().map(Task::name).toList())));
    }
    return call;
  }

  private static String value(List<String> arguments, int index) {
    if (index == arguments.size()) {
      throw new IllegalArgumentException("expected a value after " + arguments.get(index - 1));
    }
    return arguments.get(index);
  }

  private static Pattern pattern(String value) {
    try {
      return Pattern.compile(value);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "expected a regular expression after --only: " + e.getMessage(), e);
    }
  }

  private static int threads(String value) {
    if (!value.matches("[1-9]\\d{0,3}")) {
      throw new IllegalArgumentException(
          "expected a number of threads from 1 to 9999 after --threads, came '" + value + "'");
    }
    return Integer.parseInt(value);
  }

  /** The arguments of the process that does a family of tasks. */
  List<String> forFamily(String name) {
    List<String> arguments = new ArrayList<>();
    if (quick) {
      arguments.add("--quick");
    }
    arguments.addAll(List.of("--only", only.pattern()));
    arguments.addAll(List.of("--threads", Integer.toString(threads)));
    arguments.addAll(List.of("--family", name));
    return arguments;
  }

  /**
   * The tasks to do: those that are called for, of the family if there is one. For a rough answer,
   * unless a pattern asks for them, not all.
   */
  public List<Task> tasks() {
    return Task.all().stream()
        .filter(task -> family == null || family.equals(task.family()))
        .filter(task -> only.matcher(task.name()).find())
        .filter(task -> !quick || !only.pattern().isEmpty() || task.isForFirstLook())
        .toList();
  }

  /** How long to measure. */
  public Race race() {
    return quick ? Race.QUICK : Race.FULL;
  }

  /** The command as a user gives it. */
  @Override
  public String toString() {
    StringBuilder command = new StringBuilder("bench/peers");
    if (quick) {
      command.append(" --quick");
    }
    if (!only.pattern().isEmpty()) {
      command.append(" --only '").append(only).append('\'');
    }
    if (threads != 1) {
      command.append(" --threads ").append(threads);
    }
    return command.toString();
  }
}
