// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.palate.config.SettingsException;
import org.palate.config.Version;
import org.palate.io.Json;
import org.palate.io.JsonObject;
import org.palate.io.Nearest;

/**
 * Runs one call: finds the command, reads its options, does it, prints the result.
 *
 * <p>With {@code --json} anywhere in the call, standard output gets exactly one JSON object,
 * whatever happens: the result, or {@code {"help": …}}, or {@code {"error": {"message": …,
 * "status": …}}}; the result and an error where only the command's last step failed. An error is
 * told on standard error in both modes.
 */
final class CommandLine {
  static final int SUCCESS = 0;
  static final int FAILURE = 1;
  static final int WRONG_CALL = 2;

  private static final Set<String> EVERYWHERE =
      Set.of(CommandSpec.JSON.typed(), CommandSpec.DEBUG.typed());

  private final List<Command> commands;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;

  CommandLine(List<Command> commands, PrintStream out, PrintStream err, boolean terminal) {
    this.commands = List.copyOf(commands);
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  /** Runs a call and returns its exit status. */
  int run(String... words) {
    List<String> call = Arrays.asList(words);
    boolean json = call.contains(CommandSpec.JSON.typed());
    int status = SUCCESS;
    try {
      status = print(answer(call), call, json);
    } catch (UsageException | SettingsException e) {
      status = WRONG_CALL;
      fail(e, status, call, json);
    } catch (IOException | RuntimeException | Error e) {
      status = FAILURE;
      fail(e, status, call, json);
    }
    out.flush();
    if (out.checkError() && status == SUCCESS) {
      err.println("palate: standard output could not be written");
      status = FAILURE;
    }
    return status;
  }

  private Report answer(List<String> call) throws IOException {
    List<String> words = new ArrayList<>(call);
    // What every command knows may stand before it.
    while (words.size() > 1 && EVERYWHERE.contains(words.getFirst())) {
      words.add(words.removeFirst());
    }
    if (words.isEmpty() || EVERYWHERE.contains(words.getFirst())) {
      throw new UsageException("which command? There are " + String.join(", ", names()));
    }
    String name = words.getFirst();
    if (name.equals("--help") || name.equals("-h") || name.equals("help")) {
      return help(HelpText.overall(commands.stream().map(Command::spec).toList()));
    }
    if (name.equals("--version") || name.equals("-V")) {
      return new Report(
          JsonObject.EMPTY.with("version", Version.PALATE), "palate " + Version.PALATE + "\n");
    }
    Command command = find(name);
    List<String> rest = words.subList(1, words.size());
    Arguments arguments = ArgumentParser.parse(command.spec(), rest);
    if (arguments.flag(CommandSpec.HELP.name())) {
      return help(HelpText.of(command.spec()));
    }
    try (Progress progress = new Progress(err, terminal, System::nanoTime)) {
      return command.run(arguments, progress);
    }
  }

  private Command find(String name) {
    for (Command command : commands) {
      if (command.spec().name().equals(name)) {
        return command;
      }
    }
    throw new UsageException(
        "unknown command '%s'%s There are %s."
            .formatted(
                name,
                Nearest.of(name, names()).map(near -> "; did you mean '" + near + "'?").orElse("."),
                String.join(", ", names())));
  }

  private List<String> names() {
    return commands.stream().map(command -> command.spec().name()).toList();
  }

  private static Report help(String text) {
    return new Report(JsonObject.EMPTY.with("help", text), text);
  }

  /** Prints a report, the text before its last step is taken; returns the exit status. */
  private int print(Report report, List<String> call, boolean json) {
    if (!json) {
      out.print(report.text());
      out.flush();
    }
    Report more;
    try {
      more = report.rest().run();
    } catch (IOException | RuntimeException | Error e) {
      JsonObject error = tell(e, FAILURE, call);
      if (json) {
        out.println(Json.writeIndented(report.json().with("error", error)));
      }
      return FAILURE;
    }
    if (json) {
      out.println(Json.writeIndented(report.jsonWith(more)));
    } else {
      out.print(more.text());
    }
    return SUCCESS;
  }

  private void fail(Throwable thrown, int status, List<String> call, boolean json) {
    JsonObject error = tell(thrown, status, call);
    if (json) {
      out.println(Json.writeIndented(JsonObject.EMPTY.with("error", error)));
    }
  }

  /** Says on standard error what went wrong, and returns the same as JSON. */
  private JsonObject tell(Throwable thrown, int status, List<String> call) {
    String message = Failure.describe(thrown);
    String command =
        call.stream().filter(names()::contains).findFirst().map(name -> " " + name).orElse("");
    err.println("palate" + command + ": " + message);
    if (status == WRONG_CALL) {
      err.println("See: palate" + command + " --help");
    }
    if (call.contains(CommandSpec.DEBUG.typed())) {
      thrown.printStackTrace(err);
    }
    err.flush();
    return JsonObject.EMPTY.with("message", message).with("status", status);
  }
}
