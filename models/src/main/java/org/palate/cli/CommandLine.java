// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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

  /** What may stand before the command. */
  private static final Set<String> BEFORE =
      Set.of(CommandSpec.JSON.typed(), CommandSpec.DEBUG.typed());

  private static final Set<String> HELP = Set.of("help", "--help", "-h");
  private static final Set<String> VERSION = Set.of("version", "--version", "-V");

  private final List<Command> commands;
  private final PrintStream out;
  private final PrintStream err;
  private final Terminal terminal;

  CommandLine(List<Command> commands, PrintStream out, PrintStream err, Terminal terminal) {
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
      err.println("palate: cannot write to standard output");
      status = FAILURE;
    }
    return status;
  }

  private Report answer(List<String> call) throws IOException {
    List<String> words = new ArrayList<>(call);
    while (words.size() > 1 && BEFORE.contains(words.getFirst())) {
      words.add(words.removeFirst());
    }
    if (words.isEmpty() || BEFORE.contains(words.getFirst())) {
      throw new UsageException("no command is given" + commandsAre());
    }
    String name = words.removeFirst();
    if (HELP.contains(name)) {
      return help(words);
    }
    if (VERSION.contains(name)) {
      words.removeAll(BEFORE);
      if (!words.isEmpty()) {
        throw new UsageException(
            name + " takes nothing after it, found '" + words.getFirst() + "'");
      }
      return new Report(
          JsonObject.EMPTY.with("version", Version.PALATE), "palate " + Version.PALATE + "\n");
    }
    Command command = find(name);
    Arguments arguments = ArgumentParser.parse(command.spec(), words, specs());
    if (arguments.flag(CommandSpec.HELP.name())) {
      CommandSpec spec = command.spec(arguments);
      return help(help -> help.of(spec));
    }
    try (Progress progress = new Progress(err, terminal.err(), System::nanoTime)) {
      return command.run(arguments, progress);
    }
  }

  /** {@code palate help}, or {@code palate help COMMAND}. */
  private Report help(List<String> words) {
    words.removeAll(BEFORE);
    words.removeAll(HELP);
    if (words.isEmpty()) {
      return help(help -> help.overall(specs()));
    }
    CommandSpec spec = find(words.removeFirst()).spec();
    if (!words.isEmpty()) {
      throw new UsageException("help takes one command, found '" + words.getFirst() + "' after it");
    }
    return help(help -> help.of(spec));
  }

  private Report help(Function<HelpText, String> text) {
    return new Report(
        JsonObject.EMPTY.with("help", text.apply(HelpText.USUAL)),
        text.apply(new HelpText(terminal.helpWidth())));
  }

  private Command find(String name) {
    for (Command command : commands) {
      if (command.spec().name().equals(name)) {
        return command;
      }
    }
    if (name.startsWith("-")) {
      throw new UsageException("expected a command, found the option " + name + commandsAre());
    }
    throw new UsageException(
        "unknown command '%s'%s"
            .formatted(
                name,
                Nearest.of(name, names())
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse(commandsAre())));
  }

  private String commandsAre() {
    return "; the commands are " + String.join(", ", names());
  }

  private List<CommandSpec> specs() {
    return commands.stream().map(Command::spec).toList();
  }

  private List<String> names() {
    return commands.stream().map(command -> command.spec().name()).toList();
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
    err.println("palate" + command + ": " + printable(message));
    if (status == WRONG_CALL) {
      err.println("See: palate" + command + " --help");
    }
    if (call.contains(CommandSpec.DEBUG.typed())) {
      thrown.printStackTrace(err);
    }
    err.flush();
    return JsonObject.EMPTY.with("message", message).with("status", status);
  }

  /** A message may quote what it found in a file: its lines stay, other control characters go. */
  private static String printable(String message) {
    return message.lines().map(TextTable::clean).collect(Collectors.joining("\n"));
  }
}
