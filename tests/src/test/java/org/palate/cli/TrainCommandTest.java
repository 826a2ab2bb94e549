// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.config.Settings;
import org.palate.io.Json;
import org.palate.io.JsonNull;
import org.palate.io.JsonObject;
import org.palate.model.Models;
import org.palate.recommender.ModelSpec;
import org.palate.train.Recipe;

/** A wrong setting is a wrong call, whichever setting it is; and what comes of a right one. */
class TrainCommandTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path data;

  @BeforeEach
  void writeTenUsersWithTenItemsEach() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < 100; row++) {
      lines.append("%d\t%d\t%d\t%d%n".formatted(row / 10 + 1, row % 10 + 1, row % 5 + 1, row));
    }
    data = Files.writeString(folder.resolve("u.data"), lines);
  }

  private int train(String model, String... settings) {
    String[] words = new String[5 + 2 * settings.length];
    System.arraycopy(
        new String[] {"train", "--data", data.toString(), "--model", model}, 0, words, 0, 5);
    for (int i = 0; i < settings.length; i++) {
      words[5 + 2 * i] = "--set";
      words[6 + 2 * i] = settings[i];
    }
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new CommandLine(List.of(new TrainCommand()), out, errors, Terminal.NONE).run(words);
  }

  private void assertSaid(String words) {
    String said = err.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains(words), said);
  }

  @Test
  void misspeltModelIsAWrongCallThatNamesTheNearest() {
    assertEquals(CommandLine.WRONG_CALL, train("depfm"));
    assertSaid("did you mean 'deepfm'?");
  }

  @Test
  void misspeltKeyIsAWrongCallThatNamesTheNearest() {
    assertEquals(CommandLine.WRONG_CALL, train("fm", "epoch=1"));
    assertSaid("did you mean 'epochs'?");
  }

  @Test
  void impossibleObjectiveIsAWrongCall() {
    assertEquals(CommandLine.WRONG_CALL, train("fm", "objective=guess"));
    assertSaid("expected one of label, rating, implicit, rank");
  }

  @Test
  void everyModelTrainsForEveryObjective() {
    for (String model : List.of("mf-bpr", "fm", "deepfm", "dcn", "dcnv2")) {
      for (String objective : List.of("label", "rating", "implicit", "rank")) {
        int status = train(model, "objective=" + objective, "epochs=1", "dim=4");
        assertEquals(
            CommandLine.SUCCESS,
            status,
            () -> model + ", " + objective + ": " + err.toString(StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void theGoalChoosesTheModelAndRankingIsTheUsualGoal() {
    String few = "--set=epochs=1";
    JsonObject report = Call.json("train", "--data", data.toString(), few);
    assertEquals("rank", report.getString("goal"));
    assertEquals("mf-bpr", report.getString("model"));
    assertEquals("rating of 4 or more", report.getObject("liked").getString("rule"));
    assertEquals(40, report.getObject("liked").getInt("rows"));
    report = Call.json("train", "--data", data.toString(), few, "--goal=predict");
    assertEquals("dcnv2", report.getString("model"));
    assertEquals("label", report.getString("objective"));
    report = Call.json("train", "--data", data.toString(), few, "--set=objective=rating");
    assertEquals("dcnv2", report.getString("model"));
    report = Call.json("train", "--data", data.toString(), few, "--goal=rank", "--model=fm");
    assertEquals("implicit", report.getString("objective"));
    Call.assertEnds(
        CommandLine.WRONG_CALL,
        "goal rank and objective label contradict each other",
        "train",
        "--data",
        data.toString(),
        "--goal=rank",
        "--set=objective=label");
    Call.assertEnds(
        CommandLine.WRONG_CALL,
        "popularity ranks items and predicts neither",
        "train",
        "--data",
        data.toString(),
        "--goal=predict",
        "--model=popularity");
  }

  @Test
  void theModelIsKeptWhereOutSays() throws IOException {
    Path out = folder.resolve("kept.palate");
    JsonObject report =
        Call.json("train", "--data", data.toString(), "--model=popularity", "--out=" + out);
    assertEquals(out.toString(), report.getObject("bundle").getString("path"));
    assertEquals(Files.size(out), report.getObject("bundle").getLong("bytes"));

    Call notKept = Call.of("train", "--data", data.toString(), "--model=popularity");
    assertTrue(notKept.out().contains("not written: --out FILE.palate"), notKept::out);
  }

  @Test
  void anOutThatCannotBeWrittenIsRefusedBeforeAnythingIsRead() {
    for (String out : List.of(folder + "/none/x.palate", folder.toString())) {
      Call call = Call.of("train", "--data", data.toString(), "--model=fm", "--out", out);
      assertEquals(CommandLine.FAILURE, call.status());
      assertTrue(call.err().contains("--out " + out), call::err);
      assertFalse(call.err().contains("interactions of"), call::err);
    }
  }

  private String[] trainTo(Path out, String... more) {
    List<String> words =
        new ArrayList<>(List.of("train", "--data=" + data, "--model=popularity", "--out=" + out));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  @Test
  void theDataAreNeverReplacedNorWhatLiesBesideThem() throws IOException {
    byte[] before = Files.readAllBytes(data);
    Path users = Files.writeString(folder.resolve("u.user"), "1|24|M|technician|85711\n");
    for (Path input : List.of(data, users)) {
      Call.assertEnds(CommandLine.FAILURE, "which this command reads", trainTo(input, "--force"));
    }
    assertArrayEquals(before, Files.readAllBytes(data));
  }

  @Test
  void aBundleIsReplacedAndAnotherFileOnlyByForce() throws IOException {
    Path out = Files.writeString(folder.resolve("thesis.tex"), "years of work");
    Call refused = Call.of(trainTo(out));
    assertEquals(CommandLine.FAILURE, refused.status());
    assertTrue(refused.err().contains("add --force to replace it"), refused::err);
    assertFalse(refused.err().contains("interactions of"), refused::err);
    assertEquals("years of work", Files.readString(out));
    assertEquals(CommandLine.SUCCESS, Call.of(trainTo(out, "--force")).status());
    assertEquals(CommandLine.SUCCESS, Call.of(trainTo(out)).status());
  }

  @Test
  void aWrongSettingIsSaidBeforeTheDataAreRead() {
    for (String wrong : List.of("--set=epoch=1", "--set=lr=fast", "--set=hidden=8")) {
      Call call = Call.of("train", "--data=gone.data", "--model=mf-bpr", wrong);
      assertEquals(CommandLine.WRONG_CALL, call.status(), call::err);
      assertTrue(call.err().contains("key '"), call::err);
    }
  }

  /** The folder is there when it is looked at, and gone when the model is to be written. */
  @Test
  void theFiguresAreNotLostWithTheBundle() throws IOException {
    for (boolean json : new boolean[] {false, true}) {
      Path gone = Files.createDirectory(folder.resolve("gone"));
      Command train = new TrainCommand();
      Command saboteur =
          new Command() {
            @Override
            public CommandSpec spec() {
              return train.spec();
            }

            @Override
            public Report run(Arguments arguments, Progress progress) throws IOException {
              Report report = train.run(arguments, progress);
              Files.delete(gone);
              return report;
            }
          };
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      PrintStream output = new PrintStream(out, true, StandardCharsets.UTF_8);
      PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
      String[] call = trainTo(gone.resolve("x.palate"), json ? "--json" : "--seed=1");
      int status = new CommandLine(List.of(saboteur), output, errors, Terminal.NONE).run(call);
      assertEquals(CommandLine.FAILURE, status);
      assertSaid("could not write");
      String said = out.toString(StandardCharsets.UTF_8);
      if (json) {
        JsonObject report = Json.parseObject(said);
        assertFalse(report.getObject("test").names().isEmpty(), said);
        assertEquals(JsonNull.NULL, report.get("bundle"));
        assertEquals(1, report.getObject("error").getInt("status"));
        assertTrue(report.getObject("error").getString("message").contains("could not write"));
      } else {
        assertTrue(said.contains("test metric"), said);
        assertFalse(said.contains("kept in"), said);
      }
    }
  }

  @Test
  void aModelWorseThanAConstantIsNotedInBothForms() {
    String[] call = {
      "train", "--data=" + data, "--model=fm", "--set=std=10", "--set=epochs=1", "--set=dim=4"
    };
    JsonObject report = Call.json(call);
    assertTrue(report.getArray("notes").toString().contains("training diverged"), report::toString);
    assertTrue(Call.of(call).out().contains("\nnote: training diverged: on training rows"));
  }

  @Test
  void aTrainingThatDivergesKeepsNothingAndGivesAdvice() {
    Path out = folder.resolve("x.palate");
    Call call =
        Call.of(
            "train",
            "--data=" + data,
            "--model=fm",
            "--set=objective=rating",
            "--set=optimizer=sgd",
            "--set=lr=30",
            "--set=std=3.4",
            "--set=epochs=20",
            "--out=" + out);
    assertEquals(CommandLine.FAILURE, call.status());
    assertTrue(call.err().contains("lr=3 (now 30)"), call::err);
    assertFalse(Files.exists(out));
  }

  /** Of two users one has rows before the split in time, and nothing after it. */
  @Test
  void aTestPartWithoutAnyoneToRankForIsANoteAndNoCrash() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < 40; row++) {
      lines.append("%d\t%d\t5\t%d\n".formatted(row < 30 ? 1 : 2, row % 30 + 1, row));
    }
    // A film for the sampler to draw, which user 1 never met.
    lines.append("3\t99\t5\t1\n");
    Path late = Files.writeString(folder.resolve("late.data"), lines);
    JsonObject report =
        Call.json(
            "train",
            "--data",
            late.toString(),
            "--format=movielens",
            "--model=mf-bpr",
            "--set=epochs=2",
            "--split=time:30,35");
    assertTrue(report.getObject("test").names().isEmpty(), report::toString);
    assertTrue(report.getArray("notes").toString().contains("no user"), report::toString);
  }

  @Test
  void theHelpNamesEachKeyOnceWhereAllModelsHaveIt() {
    String help = Call.of("train", "--help").out();
    assertEquals(1, help.lines().filter(line -> line.startsWith("  epochs ")).count());
    assertTrue(help.contains("Keys of --set for mf-bpr:"), help);
    assertTrue(help.contains("dcnv2"), help);
    assertTrue(help.lines().filter(line -> line.startsWith("  dim ")).count() > 1, help);
    for (ModelSpec<?> spec : Models.STANDARD) {
      assertTrue(help.contains("\n  " + spec.name() + " "), spec.name());
      for (Settings.Declared key : Recipe.of(spec).keys().declared()) {
        assertTrue(help.contains("\n  " + key.key() + " "), key.key());
      }
    }
  }
}
