// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.io.Json;
import org.palate.io.JsonObject;

class CommandLineTest {
  private interface Body {
    Report run() throws IOException;
  }

  private record Fake(String name, Body body) implements Command {
    @Override
    public CommandSpec spec() {
      return new CommandSpec(
          name,
          "Fakes.",
          "Fakes.",
          List.of(Option.text("file", "FILE", "A file.")),
          List.of("palate " + name));
    }

    @Override
    public Report run(Arguments arguments, Progress progress) throws IOException {
      progress.line("working");
      return body.run();
    }
  }

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(Body body, String... words) {
    List<Command> commands = List.of(new Fake("train", body), new Fake("recommend", body));
    return new CommandLine(
            commands,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Terminal.NONE)
        .run(words);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static Report done() {
    return new Report(JsonObject.EMPTY.with("done", true), "done\n");
  }

  @Test
  void theResultGoesToStandardOutputAndProgressToStandardError() {
    assertEquals(0, run(CommandLineTest::done, "train", "--file", "x"));
    assertEquals("done\n", out());
    assertEquals("working\n", err());
  }

  @Test
  void jsonIsOneObjectAndNothingElse() {
    for (String[] call : new String[][] {{"train", "--json"}, {"--json", "train"}}) {
      out.reset();
      assertEquals(0, run(CommandLineTest::done, call));
      assertTrue(Json.parseObject(out()).getBoolean("done"));
    }
  }

  @Test
  void aWrongCallIsTwoAndSuggests() {
    assertEquals(2, run(CommandLineTest::done, "trian"));
    assertTrue(err().contains("unknown command 'trian'; did you mean 'train'?"), err());
    assertEquals(2, run(CommandLineTest::done, "brew"));
    assertTrue(
        err().contains("unknown command 'brew'; the commands are train, recommend\n"), err());
    assertEquals(2, run(CommandLineTest::done, "--file", "x", "train"));
    assertTrue(err().contains("expected a command, found the option --file;"), err());
    assertEquals(2, run(CommandLineTest::done, "train", "--flie", "x"));
    assertTrue(err().contains("palate train: unknown option --flie; did you mean --file?"), err());
    assertTrue(err().contains("See: palate train --help"), err());
    assertEquals(2, run(CommandLineTest::done));
    assertTrue(err().contains("no command is given; the commands are train, recommend"), err());
    assertEquals(2, run(CommandLineTest::done, "--json"));
  }

  @Test
  void aFailureIsOneAndHasNoStackTraceUnlessAsked() {
    Body missing =
        () -> {
          throw new NoSuchFileException("u.data");
        };
    assertEquals(1, run(missing, "train"));
    assertTrue(err().contains("palate train: no such file: u.data"), err());
    assertFalse(err().contains("at org.palate"), err());
    assertEquals("", out());
    assertEquals(1, run(missing, "train", "--debug"));
    assertTrue(err().contains("at org.palate"), err());
  }

  @Test
  void withJsonAFailureIsAnObjectToo() {
    Body broken =
        () -> {
          throw new IllegalStateException("the bundle is \"torn\"");
        };
    assertEquals(1, run(broken, "train", "--json"));
    JsonObject error = Json.parseObject(out()).getObject("error");
    assertEquals("the bundle is \"torn\"", error.getString("message"));
    assertEquals(1, error.getInt("status"));
    out.reset();
    assertEquals(2, run(broken, "train", "--json", "--oops"));
    assertEquals(2, Json.parseObject(out()).getObject("error").getInt("status"));
  }

  @Test
  void aFaultOfOursIsCalledOne() {
    assertEquals(
        1,
        run(
            () -> {
              throw new IndexOutOfBoundsException("Index 7 out of bounds for length 3");
            },
            "train"));
    assertTrue(err().contains("this is a fault in Palate"), err());
    assertEquals(
        1,
        run(
            () -> {
              throw new OutOfMemoryError("Java heap space");
            },
            "train"));
    assertTrue(err().contains("JDK_JAVA_OPTIONS=-Xmx8g"), err());
  }

  @Test
  void theTextIsOutBeforeTheLastStepIsTaken() {
    Body body =
        () ->
            done()
                .then(
                    () -> {
                      assertEquals("done\n", out());
                      return new Report(JsonObject.EMPTY.with("done", "kept"), "kept\n");
                    });
    assertEquals(0, run(body, "train"));
    assertEquals("done\nkept\n", out());
    out.reset();
    Body json = () -> done().then(() -> new Report(JsonObject.EMPTY.with("done", "kept"), ""));
    assertEquals(0, run(json, "train", "--json"));
    assertEquals("kept", Json.parseObject(out()).getString("done"));
  }

  @Test
  void aLastStepThatFailsLosesNoFigure() {
    Body body =
        () ->
            done()
                .then(
                    () -> {
                      throw new IOException("the disk is full");
                    });
    assertEquals(1, run(body, "train"));
    assertEquals("done\n", out());
    assertTrue(err().contains("palate train: the disk is full"), err());
    out.reset();
    assertEquals(1, run(body, "train", "--json"));
    JsonObject report = Json.parseObject(out());
    assertTrue(report.getBoolean("done"));
    assertEquals("the disk is full", report.getObject("error").getString("message"));
    assertEquals(1, report.getObject("error").getInt("status"));
  }

  @Test
  void helpListsTheCommandsAndEachItsOptions() {
    assertEquals(0, run(CommandLineTest::done, "--help"));
    assertTrue(out().contains("train") && out().contains("recommend"), out());
    out.reset();
    assertEquals(0, run(CommandLineTest::done, "recommend", "-h"));
    assertTrue(out().startsWith("Usage: palate recommend"), out());
    out.reset();
    assertEquals(0, run(CommandLineTest::done, "train", "--help", "--json"));
    assertTrue(Json.parseObject(out()).getString("help").startsWith("Usage: palate train"));
  }

  @Test
  void helpAndVersionAreWordsToo() {
    String overall = Call.of("--help").out();
    assertTrue(overall.startsWith("Palate: "), overall);
    for (String words : List.of("help", "-h", "help --json --help", "--debug help")) {
      Call call = Call.of(words.split(" "));
      assertEquals(0, call.status(), call::err);
      String help =
          words.contains("json") ? Json.parseObject(call.out()).getString("help") : call.out();
      assertEquals(overall, help);
    }
    String train = Call.of("train", "--help").out();
    for (String words :
        List.of("help train", "train help", "--help train", "-h train", "train --seed 5 help")) {
      assertEquals(train, Call.of(words.split(" ")).out(), words);
    }
    String version = Call.of("--version").out();
    assertTrue(version.matches("palate [0-9].*\n"), version);
    assertEquals(version, Call.of("version").out());
    assertEquals(version, Call.of("-V").out());
    assertTrue(Json.parseObject(Call.of("version", "--json").out()).has("version"));
  }

  @Test
  void helpAndVersionTakeNothingThatIsNotACommand() {
    Call.assertEnds(2, "unknown command 'trian'; did you mean 'train'?", "help", "trian");
    Call.assertEnds(2, "help takes one command, found 'info' after it", "help", "train", "info");
    Call.assertEnds(2, "version takes nothing after it, found 'train'", "version", "train");
  }

  @Test
  void anOptionOfAnotherCommandIsSaidToBeOne() {
    Call.assertEnds(2, "train has no option -k; evaluate and recommend have\n", "train", "-k");
    Call.assertEnds(2, "train has no option -k; evaluate and recommend have\n", "train", "--k=5");
    Call.assertEnds(2, "train has no option -k; evaluate and recommend have\n", "train", "-k5");
    Call.assertEnds(
        2,
        "train has no option --user; recommend has; did you mean --users?\n",
        "train",
        "--user",
        "3");
    Call.assertEnds(2, "unknown option -x\n", "train", "-x");
  }

  /** The bar goes before the message comes, on one row however wide the bar would be. */
  @Test
  void aFailureLeavesNothingOfTheBar() {
    Command failing =
        new Command() {
          @Override
          public CommandSpec spec() {
            return new Fake("train", CommandLineTest::done).spec();
          }

          @Override
          public Report run(Arguments arguments, Progress progress) throws IOException {
            progress.update("reading " + "a long way ".repeat(9), 1, 2, "rows", "");
            throw new NoSuchFileException("u.data");
          }
        };
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    new CommandLine(List.of(failing), errors, errors, new Terminal(40, 40)).run("train");
    assertTrue(err().contains("a long way"), err());
    assertEquals(List.of("palate train: no such file: u.data"), new Screen(40).show(err()).rows());
  }

  @Test
  void aMessageMovesNoCursor() {
    Body broken =
        () -> {
          throw new IllegalStateException("line 3: bad id '\u001b[2Jx\r\u0007'\nand more");
        };
    assertEquals(1, run(broken, "train"));
    assertTrue(err().contains("palate train: line 3: bad id ' [2Jx"), err());
    assertTrue(
        err().replace(System.lineSeparator(), "").chars().noneMatch(c -> c < 32 && c != '\n'));
  }

  @Test
  void outputThatCannotBeWrittenIsAFailure() {
    PrintStream full =
        new PrintStream(
            new java.io.OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("disk full");
              }
            });
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    List<Command> commands = List.of(new Fake("train", CommandLineTest::done));
    assertEquals(1, new CommandLine(commands, full, errors, Terminal.NONE).run("train"));
  }
}
