// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.palate.golden.GoldenRun.Outcome;
import org.palate.io.SafetensorsFile;

/** What came of all files of a directory, by operation. */
final class GoldenReport {
  /** So many failed files of an operation are shown. */
  private static final int SHOWN_FILES = 3;

  /** So many failures of a file are shown. */
  private static final int SHOWN_FAILURES = 3;

  private final Path directory;
  private final Map<String, List<Outcome>> byOperation = new TreeMap<>();

  private GoldenReport(Path directory) {
    this.directory = directory;
  }

  /**
   * Checks every file below a directory. An operation that is not among the known ones has failed,
   * and so has a file that cannot be read.
   *
   * @param wanted which operations to check
   */
  static GoldenReport of(
      Path directory, Map<String, GoldenOperation> operations, Predicate<String> wanted)
      throws IOException {
    GoldenReport report = new GoldenReport(directory);
    for (Path path : GoldenFiles.below(directory)) {
      try (SafetensorsFile file = SafetensorsFile.open(path)) {
        String name = file.metadata().getOrDefault("op", "(no operation named)");
        if (wanted.test(name)) {
          GoldenOperation operation = operations.get(name);
          report.add(
              name,
              operation == null
                  ? new Outcome(path, 0, List.of("Palate has no such operation"))
                  : GoldenRun.check(path, file, operation));
        }
      } catch (IOException | RuntimeException e) {
        report.add("(not readable)", new Outcome(path, 0, List.of(e.toString())));
      }
    }
    return report;
  }

  private void add(String operation, Outcome outcome) {
    byOperation.computeIfAbsent(operation, name -> new ArrayList<>()).add(outcome);
  }

  /** How many files were checked. */
  int files() {
    return byOperation.values().stream().mapToInt(List::size).sum();
  }

  /** How many files failed. */
  int failed() {
    return byOperation.values().stream().mapToInt(GoldenReport::failed).sum();
  }

  private static int failed(List<Outcome> outcomes) {
    return (int) outcomes.stream().filter(outcome -> !outcome.failures().isEmpty()).count();
  }

  /** The table by operation, then the first failures of each. */
  String text() {
    StringBuilder text = new StringBuilder();
    line(text, "operation", "files", "passed", "failed", "largest error / tolerance");
    byOperation.forEach((name, outcomes) -> line(text, name, outcomes));
    line(text, "all", byOperation.values().stream().flatMap(List::stream).toList());
    byOperation.forEach((name, outcomes) -> failures(text, name, outcomes));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, List<Outcome> outcomes) {
    int failed = failed(outcomes);
    double largest = outcomes.stream().mapToDouble(Outcome::largestError).max().orElse(0);
    line(
        text,
        name,
        outcomes.size(),
        outcomes.size() - failed,
        failed,
        String.format(Locale.ROOT, "%.3f", largest));
  }

  private static void line(StringBuilder text, Object... cells) {
    text.append(String.format(Locale.ROOT, "%-28s %6s %6s %6s  %s%n", cells));
  }

  private void failures(StringBuilder text, String name, List<Outcome> outcomes) {
    int shown = 0;
    for (Outcome outcome : outcomes) {
      List<String> failures = outcome.failures();
      if (failures.isEmpty()) {
        continue;
      }
      if (shown++ == SHOWN_FILES) {
        text.append(String.format("%s: %d more files%n", name, failed(outcomes) - SHOWN_FILES));
        return;
      }
      text.append(String.format("%s: %s%n", name, directory.relativize(outcome.file())));
      for (String failure : failures.subList(0, Math.min(SHOWN_FAILURES, failures.size()))) {
        text.append(String.format("    %s%n", failure));
      }
      if (failures.size() > SHOWN_FAILURES) {
        text.append(String.format("    and %d more%n", failures.size() - SHOWN_FAILURES));
      }
    }
  }
}
