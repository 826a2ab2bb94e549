// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.guard;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.palate.bench.work.LauncherFlags;
import org.palate.io.Json;
import org.palate.io.JsonObject;

/** A JVM of its own that runs {@link Measuring}, of this JDK and with this class path. */
final class Child {
  private Child() {}

  /**
   * Runs it to its end.
   *
   * @param flags of the JVM
   * @param arguments of {@link Measuring}
   * @param lines gets each line as soon as it comes
   * @return the exit status
   */
  static int run(List<String> flags, List<String> arguments, Consumer<JsonObject> lines)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java().toString());
    command.addAll(LauncherFlags.list());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Measuring.class.getName());
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("{")) {
          lines.accept(Json.parseObject(line));
        } else if (!line.startsWith("WARNING: Using incubator modules")) {
          System.err.println(line);
        }
      }
      return process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }

  /** The program of this JDK. */
  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }
}
