// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where the process starts. */
public final class Main {
  private Main() {}

  /**
   * Runs one command and ends the process.
   *
   * @param words the command and its options; {@code --help} lists them
   */
  public static void main(String[] words) {
    // UTF-8 whatever the locale: titles are data, and JSON is UTF-8 by definition.
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8);
    List<Command> commands =
        List.of(
            new DemoCommand(),
            new TrainCommand(),
            new EvaluateCommand(),
            new RecommendCommand(),
            new ModelsCommand(),
            new InfoCommand());
    System.exit(new CommandLine(commands, out, err, Terminal.ofThisProcess()).run(words));
  }
}
