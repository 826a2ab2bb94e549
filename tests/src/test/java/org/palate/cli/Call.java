// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.palate.io.Json;
import org.palate.io.JsonObject;

/** A call of the command line inside the test's process, and how it ended. */
record Call(int status, String out, String err) {
  /** All the commands there are. */
  static final List<Command> COMMANDS =
      List.of(
          new DemoCommand(),
          new TrainCommand(),
          new EvaluateCommand(),
          new RecommendCommand(),
          new ModelsCommand(),
          new InfoCommand());

  /** Calls {@code palate} with these words. */
  static Call of(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        new CommandLine(
                COMMANDS,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Terminal.NONE)
            .run(words);
    return new Call(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The JSON object that such a call, which must succeed, prints with {@code --json}. */
  static JsonObject json(String... words) {
    Call call = of(Stream.concat(Stream.of(words), Stream.of("--json")).toArray(String[]::new));
    assertEquals(CommandLine.SUCCESS, call.status, call::err);
    return Json.parseObject(call.out);
  }

  /** That a call ended with this status and said this on standard error. */
  static void assertEnds(int status, String said, String... words) {
    Call call = of(words);
    assertEquals(status, call.status, call::err);
    assertTrue(call.err.contains(said), call::err);
  }
}
