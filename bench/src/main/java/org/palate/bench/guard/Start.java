// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.guard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.palate.io.Json;

/** How long the command line takes to say what runs, beside a JVM that does nothing, in turn. */
final class Start {
  static final String BAR = "start.info";

  /** The program that does nothing. */
  static final class Nothing {
    private Nothing() {}

    public static void main(String[] arguments) {}
  }

  private final String engine;
  private double info = Double.MAX_VALUE;
  private double nothing = Double.MAX_VALUE;

  /** Measures so many rounds; the best counts. */
  Start(Path root, int rounds) throws IOException, InterruptedException {
    List<String> command = List.of(root.resolve("models/palate").toString(), "info", "--json");
    List<String> empty =
        List.of(
            Child.java().toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Nothing.class.getName());
    // The first call may have to build.
    engine = Json.parseObject(output(command)).getString("engine");
    for (int round = 0; round < rounds; round++) {
      nothing = Math.min(nothing, seconds(empty));
      info = Math.min(info, seconds(command));
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

  Measurement measurement() {
    return new Measurement(BAR, 1e3 * info, rate());
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
