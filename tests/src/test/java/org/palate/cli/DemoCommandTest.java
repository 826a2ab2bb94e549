// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.palate.TestProcess;
import org.palate.io.Json;
import org.palate.io.JsonArray;
import org.palate.io.JsonObject;

/** The demo on a service small enough for a second. */
class DemoCommandTest {
  @TempDir private Path folder;

  private static String[] demo(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "demo",
                "--users=60",
                "--films=80",
                "--simulate=days=120",
                "--simulate=sessions=40",
                "--set=epochs=2",
                "--set=hidden=8"));
    words.addAll(Arrays.asList(more));
    return words.toArray(String[]::new);
  }

  @Test
  void theTruthBeatsPopularityAndEveryFigureIsAShare() {
    JsonObject metrics = Call.json(demo()).getObject("metrics");
    assertEquals(List.of("popularity", "deepfm", "bestPossible"), List.copyOf(metrics.names()));
    for (String ranking : metrics.names()) {
      JsonObject measured = metrics.getObject(ranking);
      assertEquals(List.of("hr@10", "recall@10", "ndcg@10"), List.copyOf(measured.names()));
      for (String metric : measured.names()) {
        double value = measured.getDouble(metric);
        assertTrue(value >= 0 && value <= 1, ranking + " " + metric + " " + value);
      }
    }
    double best = metrics.getObject("bestPossible").getDouble("ndcg@10");
    assertTrue(best > metrics.getObject("popularity").getDouble("ndcg@10"), metrics::toString);
  }

  @Test
  void tenFilmsThatTheUserHasNotLikedYetStandBesideThoseLiked() {
    JsonObject report = Call.json(demo());
    JsonArray best = report.getArray("recommendations");
    assertEquals(10, best.size());
    Set<String> offered = new HashSet<>();
    for (int i = 0; i < best.size(); i++) {
      JsonObject film = best.getObject(i);
      assertEquals(i + 1, film.getInt("rank"));
      assertTrue(film.getInt("trueRank") >= 1 && film.getInt("trueRank") <= 80, film::toString);
      assertTrue(film.getString("title").matches(".+ \\(\\d{4}\\)"), film::toString);
      assertTrue(film.getArray("genres").size() >= 1, film::toString);
      assertTrue(offered.add(film.getString("item")), film::toString);
    }
    JsonArray liked = report.getArray("liked");
    assertTrue(liked.size() <= 10);
    for (int i = 0; i < liked.size(); i++) {
      assertFalse(offered.contains(liked.getObject(i).getString("item")));
    }
  }

  @Test
  void theSameSeedGivesTheSameBytesAndAnotherOneAnotherService() {
    String first = Call.of(demo("--json")).out();
    assertEquals(first, Call.of(demo("--json", "--seed=1")).out());
    JsonObject other = Call.json(demo("--seed=2"));
    assertNotEquals(
        Json.parseObject(first).getObject("simulation").getInt("shown"),
        other.getObject("simulation").getInt("shown"));
  }

  @Test
  void theTextFitsATerminal() {
    String text = Call.of(demo()).out();
    for (String row : List.of("popularity  ", "deepfm  ", "best possible  ", "recommended")) {
      assertTrue(text.contains(row), text);
    }
    text.lines().forEach(line -> assertTrue(TextTable.width(line) <= 100, line));
  }

  @Test
  void modelAndDataAreKeptAndCanBeUsed() {
    String bundle = folder.resolve("films.palate").toString();
    Path data = folder.resolve("data");
    JsonObject report = Call.json(demo("--out", bundle, "--save-data", data.toString()));
    assertEquals(bundle, report.getString("bundle"));
    String user = report.getObject("user").getString("id");
    JsonArray again =
        Call.json("recommend", "--bundle", bundle, "--user", user).getArray("recommendations");
    for (int i = 0; i < again.size(); i++) {
      assertEquals(
          report.getArray("recommendations").getObject(i).getString("item"),
          again.getObject(i).getString("item"));
    }
    for (String file : List.of("interactions.csv", "users.csv", "films.csv")) {
      assertTrue(Files.exists(data.resolve(file)), file);
    }
  }

  @Test
  void wrongChoicesAreWrongCallsThatNameTheNearest() {
    Call.assertEnds(CommandLine.WRONG_CALL, "did you mean 'drift'?", demo("--simulate=drft=1"));
    Call.assertEnds(CommandLine.WRONG_CALL, "did you mean 'epochs'?", demo("--set=epoch=1"));
    Call.assertEnds(CommandLine.WRONG_CALL, "did you mean 'deepfm'?", demo("--model=deepmf"));
    Call.assertEnds(CommandLine.WRONG_CALL, "write --users", demo("--simulate=users=5"));
    Call.assertEnds(
        CommandLine.FAILURE, "there is no directory", demo("--out", folder.resolve("a/b") + ""));
  }

  @Test
  void wrongSettingsAndOutputsAreSaidBeforeAnythingIsSimulated() throws IOException {
    Path data = Files.createDirectory(folder.resolve("mine"));
    Files.writeString(data.resolve("users.csv"), "years of work");
    String save = "--save-data=" + data;
    for (String[] wrong :
        new String[][] {
          {"--set=epoch=1"},
          {"--set=lr=fast"},
          {save},
          {"--out=" + data.resolve("users.csv")},
          {save, "--force", "--out=" + data.resolve("films.csv")},
          {"--save-data=" + data.resolve("users.csv")}
        }) {
      Call call = Call.of(demo(wrong));
      assertNotEquals(CommandLine.SUCCESS, call.status());
      assertFalse(call.err().contains("simulating"), call::err);
    }
    assertEquals("years of work", Files.readString(data.resolve("users.csv")));
    assertEquals(CommandLine.SUCCESS, Call.of(demo(save, "--force")).status());
    assertNotEquals("years of work", Files.readString(data.resolve("users.csv")));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void asAProcessItPrintsOneJsonObjectAndNothingElse() throws Exception {
    TestProcess.Result result = TestProcess.palate(demo("--json")).run();
    assertEquals(0, result.status(), result::err);
    assertEquals(Json.parseObject(Call.of(demo("--json")).out()), Json.parseObject(result.out()));
    assertTrue(result.err().contains("simulating 60 users"), result::err);
  }
}
