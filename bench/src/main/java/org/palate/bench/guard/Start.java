// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.guard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.palate.io.Json;

/**
 * How long the command line takes to say what runs, and to load a bundle of {@value #ITEMS} items
 * and recommend some of them, beside a JVM that does nothing, in turn.
 */
final class Start {
  static final String INFO = "start.info";
  static final String RECOMMEND = "start.recommend";

  private static final int ITEMS = 100_000;
  private static final int USERS = 1000;

  /** Enough that not one item is left for the test alone. */
  private static final int ROWS_OF_AN_ITEM = 3;

  /** The program that does nothing. */
  static final class Nothing {
    private Nothing() {}

    public static void main(String[] arguments) {}
  }

  private final String palate;
  private final String engine;
  private final Map<String, Double> least = new LinkedHashMap<>();
  private double nothing = Double.MAX_VALUE;

  /** Measures so many rounds of what is wanted of the two; the best counts. */
  Start(Path root, int rounds, Predicate<String> isWanted)
      throws IOException, InterruptedException {
    palate = root.resolve("models/palate").toString();
    // The first call may have to build.
    List<String> info = List.of(palate, "info", "--json");
    engine = Json.parseObject(output(info)).getString("engine");
    Map<String, List<String>> commands = new LinkedHashMap<>();
    if (isWanted.test(INFO)) {
      commands.put(INFO, info);
    }
    Path directory = Files.createTempDirectory("palate-guard");
    Path data = directory.resolve("views.csv");
    Path bundle = directory.resolve("views.palate");
    try {
      if (isWanted.test(RECOMMEND)) {
        train(data, bundle);
        commands.put(
            RECOMMEND,
            List.of(palate, "recommend", "--bundle", bundle.toString(), "--user", "user-1"));
      }
      measure(commands, rounds);
    } finally {
      Files.deleteIfExists(data);
      Files.deleteIfExists(bundle);
      Files.delete(directory);
    }
  }

  /** An epoch of factors of made-up views; what it has learned does not matter here. */
  private void train(Path data, Path bundle) throws IOException, InterruptedException {
    StringBuilder views = new StringBuilder("user,item\n");
    for (int i = 0; i < ROWS_OF_AN_ITEM * ITEMS; i++) {
      views.append("user-%d,item-%d%n".formatted(i % USERS, i % ITEMS));
    }
    Files.writeString(data, views);
    List<String> train = new ArrayList<>(List.of(palate, "train", "--data", data.toString()));
    train.addAll(List.of("--model", "mf-bpr", "--set", "epochs=1"));
    train.addAll(List.of("--split", "ratio:0.999,0,0.001", "--out", bundle.toString()));
    seconds(train);
  }

  private void measure(Map<String, List<String>> commands, int rounds)
      throws IOException, InterruptedException {
    List<String> empty =
        List.of(
            Child.java().toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Nothing.class.getName());
    for (int round = 0; round < rounds; round++) {
      nothing = Math.min(nothing, seconds(empty));
      for (Map.Entry<String, List<String>> command : commands.entrySet()) {
        least.merge(command.getKey(), seconds(command.getValue()), Math::min);
      }
    }
  }

  /** What runs where the command line is left to choose. */
  String engine() {
    return engine;
  }

  /** Starts of the JVM that does nothing, a second. */
  double rate() {
    return 1 / nothing;
  }

  /** A measurement for each bar that was wanted. */
  List<Measurement> measurements() {
    return least.entrySet().stream()
        .map(bar -> new Measurement(bar.getKey(), 1e3 * bar.getValue(), rate()))
        .toList();
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    requireSuccess(command, process.waitFor());
    return output;
  }

  private static double seconds(List<String> command) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    requireSuccess(command, process.waitFor());
    return (System.nanoTime() - begun) * 1e-9;
  }

  private static void requireSuccess(List<String> command, int status) throws IOException {
    if (status != 0) {
      throw new IOException(command + " ended with status " + status);
    }
  }
}
