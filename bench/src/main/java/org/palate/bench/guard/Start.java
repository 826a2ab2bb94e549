// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.guard;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How long the command line takes to say what runs, beside a JVM that does nothing, in turn. */
final class Start {
  static final String BAR = "start.info";

  /** The program that does nothing. */
  static final class Nothing {
    private Nothing() {}

    public static void main(String[] arguments) {}
  }

  private double info = Double.MAX_VALUE;
  private double nothing = Double.MAX_VALUE;

  /** Measures so many rounds; the best counts. */
  Start(Path root, int rounds) throws IOException, InterruptedException {
    List<String> command = List.of(root.resolve("models/palate").toString(), "info");
    List<String> empty =
        List.of(
            Child.java().toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Nothing.class.getName());
    seconds(command); // The first call may have to build.
    for (int round = 0; round < rounds; round++) {
      nothing = Math.min(nothing, seconds(empty));
      info = Math.min(info, seconds(command));
    }
  }

  /** Starts of the JVM that does nothing, a second. */
  double rate() {
    return 1 / nothing;
  }

  Measurement measurement() {
    return new Measurement(BAR, 1e3 * info, rate());
  }

  private static double seconds(List<String> command) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(command + " ended with status " + status);
    }
    return (System.nanoTime() - begun) * 1e-9;
  }
}
