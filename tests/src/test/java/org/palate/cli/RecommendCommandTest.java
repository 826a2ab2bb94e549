// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palate.io.Json;
import org.palate.io.JsonArray;
import org.palate.io.JsonObject;
import org.palate.serve.Recommendation;
import org.palate.serve.Recommender;

class RecommendCommandTest {
  @TempDir private static Path folder;

  private static String bundle;

  @BeforeAll
  static void trainAModel() throws IOException {
    bundle = folder.resolve("films.palate").toString();
    Call.json(
        "train",
        "--data",
        SmallFilms.write(folder).toString(),
        "--model=mf-bpr",
        "--set=epochs=3",
        "--set=dim=4",
        "--out",
        bundle);
  }

  private static String[] recommend(String... more) {
    List<String> words = new ArrayList<>(List.of("recommend", "--bundle", bundle));
    words.addAll(Arrays.asList(more));
    return words.toArray(String[]::new);
  }

  private static List<String> items(JsonObject report) {
    JsonArray array = report.getArray("recommendations");
    List<String> items = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      assertEquals(i + 1, array.getObject(i).getInt("rank"));
      items.add(array.getObject(i).getString("item"));
    }
    return items;
  }

  /** User 2 rated films 15 to 20 and 1 to 9, the last of these last: 10 to 14 are left. */
  @Test
  void aUserGetsWhatIsNewToTheUserBesideWhatTheUserLiked() {
    JsonObject report = Call.json(recommend("--user", "2", "-k", "3"));
    assertEquals(3, items(report).size());
    assertTrue(Set.of("10", "11", "12", "13", "14").containsAll(items(report)), report::toString);
    JsonObject first = report.getArray("recommendations").getObject(0);
    assertTrue(first.getString("title").startsWith("Film number " + first.getString("item")));
    assertTrue(Float.isFinite(first.getFloat("score")));
    JsonObject liked = report.getArray("liked").getObject(0);
    assertEquals("8", liked.getString("item"));
    assertEquals("Film number 8 (1988)", liked.getString("title"));
  }

  @Test
  void thereAreFewerWhereFewerAreLeft() {
    Call call = Call.of(recommend("--user", "2", "-k", "50"));
    assertEquals(CommandLine.SUCCESS, call.status(), call::err);
    assertTrue(call.out().contains("no more than 5 items are left to recommend"), call::out);
    assertTrue(call.out().contains("liked by user 2"), call::out);
    assertEquals(5, items(Call.json(recommend("--user=2", "-k=50"))).size());
    Call.assertEnds(CommandLine.WRONG_CALL, "from 1 to", recommend("--user", "2", "-k", "0"));
  }

  @Test
  void aHistoryIsNotOfferedAgainAndUnknownItemsAreNamed() {
    String[] words = recommend("--history", "2, 4,nowhere", "--history=6", "-k", "30", "--json");
    Call call = Call.of(words);
    assertEquals(CommandLine.SUCCESS, call.status(), call::err);
    assertTrue(call.err().contains("the model does not know item 'nowhere'"), call::err);
    JsonObject report = Json.parseObject(call.out());
    assertEquals(List.of("2", "4", "6"), report.getArray("history").toStrings());
    assertEquals(List.of("nowhere"), report.getArray("unknownItems").toStrings());
    List<String> items = items(report);
    assertEquals(SmallFilms.FILMS - 3, items.size());
    assertTrue(items.stream().noneMatch(Set.of("2", "4", "6")::contains), report::toString);
  }

  @Test
  void aModelOfHistoriesIsAskedByWhatWasDoneInItsOrder() throws IOException {
    String sequences = folder.resolve("sequences.palate").toString();
    Call.json(
        "train",
        "--data",
        SmallFilms.write(folder).toString(),
        "--model=sasrec",
        "--set=epochs=1",
        "--set=dim=4",
        "--out",
        sequences);
    List<String> answers = new ArrayList<>();
    for (String history : List.of("2,4,6", "6,4,2")) {
      JsonObject report =
          Call.json("recommend", "--bundle", sequences, "--history", history, "-k", "30");
      assertEquals(SmallFilms.FILMS - 3, items(report).size());
      answers.add(report.getArray("recommendations").toString());
    }
    assertNotEquals(answers.getFirst(), answers.getLast());
  }

  @Test
  void anEmptyHistoryGetsWhatJavaGivesForOne() throws IOException {
    List<String> expected =
        Recommender.load(Path.of(bundle)).recommend(List.of(), 4).stream()
            .map(Recommendation::item)
            .toList();
    String said = "the history is empty: recommendations for a new user of whom nothing is known";
    for (String[] history : new String[][] {{"--history", ""}, {"--history="}, {"--history= "}}) {
      List<String> words = new ArrayList<>(Arrays.asList(history));
      words.addAll(List.of("-k", "4"));
      String[] asked = recommend(words.toArray(String[]::new));
      JsonObject report = Call.json(asked);
      assertEquals(expected, items(report));
      assertEquals(List.of(), report.getArray("history").toStrings());
      assertEquals(List.of(said), report.getArray("notes").toStrings());
      String text = Call.of(asked).out();
      assertTrue(text.startsWith(said + "\n\nrank"), text);
    }
    JsonObject known = Call.json(recommend("--history", "2"));
    assertEquals(List.of(), known.getArray("notes").toStrings());
    Call help = Call.of("recommend", "--help");
    assertTrue(help.out().contains("An empty history, --history \"\""), help::out);
  }

  @Test
  void someoneUnknownIsAFailureThatNamesTheNearest() throws IOException {
    Path csv =
        Files.writeString(
            folder.resolve("x.csv"),
            "user,item\nann,a\nann,b\nbob,a\nbob,b\n"
                + "ann,c\nbob,d\nann,e\nbob,e\nann,f\nbob,f\n");
    String names = folder.resolve("names.palate").toString();
    Call.json(
        "train",
        "--data",
        csv.toString(),
        "--model=popularity",
        "--split=ratio:0.8,0.2",
        "--out",
        names);
    Call.assertEnds(
        CommandLine.FAILURE,
        "did you mean 'ann'?",
        "recommend",
        "--bundle",
        names,
        "--user",
        "anm");
    Call.assertEnds(
        CommandLine.FAILURE,
        "the model knows none of the items of --history: no '77777', '88888'",
        recommend("--history", "77777,88888"));
    Call.assertEnds(
        CommandLine.WRONG_CALL, "expects ids joined by commas", recommend("--history", " , "));
  }

  @Test
  void weightsMayBeKeptAsBfloat16() throws IOException {
    String deep = folder.resolve("deep.palate").toString();
    String data = SmallFilms.write(folder).toString();
    Call.json("train", "--data", data, "--model=dcnv2", "--set=epochs=1", "--out", deep);
    List<String> asked = List.of("recommend", "--bundle", deep, "--user", "2", "-k", "1");
    float exact = firstScore(asked);
    assertEquals(exact, firstScore(asked, "--weights", "float32"));
    float rounded = firstScore(asked, "--weights", "bfloat16");
    assertNotEquals(exact, rounded);
    assertEquals(exact, rounded, 0.01);
    Call.assertEnds(
        CommandLine.WRONG_CALL, "float32", recommend("--user=2", "--weights", "float16"));
  }

  private static float firstScore(List<String> asked, String... more) {
    List<String> words = new ArrayList<>(asked);
    words.addAll(Arrays.asList(more));
    JsonObject report = Call.json(words.toArray(String[]::new));
    return report.getArray("recommendations").getObject(0).getFloat("score");
  }

  /**
   * Everybody likes the films 1 to 6 and dislikes a film each of 40 others. A model that has
   * learned nothing ranks them by chance.
   */
  @Test
  void aModelThatRanksWorseThanPopularitySaysSoWithItsFigures() throws IOException {
    StringBuilder rows = new StringBuilder("user,item,rating\n");
    for (int user = 0; user < 40; user++) {
      for (int item = 1; item <= 6; item++) {
        rows.append("u%d,%d,5\n".formatted(user, item));
      }
      rows.append("u%d,%d,1\n".formatted(user, 100 + user));
    }
    String csv = Files.writeString(folder.resolve("hits.csv"), rows).toString();
    for (String setting : List.of("lr=1e-9", "lr=0.05")) {
      String out = folder.resolve(setting + ".palate").toString();
      JsonObject trained =
          Call.json("train", "--data", csv, "--set", setting, "--set=epochs=20", "--out", out);
      double model = trained.getObject("test").getDouble("ndcg@10");
      double popularity = trained.getObject("popularity").getDouble("ndcg@10");
      assertEquals(setting.equals("lr=1e-9"), model < popularity, trained::toString);
      JsonObject report = Call.json("recommend", "--bundle", out, "--user=u3");
      String text =
          Call.of("recommend", "--bundle", out, "--user=u3").out().replaceAll("\\s+", " ");
      String figures = "ndcg@10 %.4f, popularity %.4f".formatted(model, popularity);
      assertEquals(model < popularity, report.getArray("notes").toString().contains(figures));
      assertEquals(model < popularity, text.contains(figures), text);
    }
  }

  @Test
  void exactlyOneOfUserAndHistoryIsWanted() {
    Call.assertEnds(CommandLine.WRONG_CALL, "missing --user ID or --history ID,ID,…", recommend());
    Call.assertEnds(
        CommandLine.WRONG_CALL, "exclude each other", recommend("--user=2", "--history=3"));
  }

  @Test
  void idsMayHoldCommas() throws IOException {
    StringBuilder rows = new StringBuilder("user;item\n");
    for (int user = 0; user < 8; user++) {
      for (String item : List.of("Ran, 1985", "Ikiru", "Dersu, Uzala")) {
        rows.append("u%d;%s\n".formatted(user, item));
      }
    }
    Path csv = Files.writeString(folder.resolve("commas.csv"), rows);
    String commas = folder.resolve("commas.palate").toString();
    Call.json(
        "train",
        "--data",
        csv.toString(),
        "--model=popularity",
        "--split=ratio:0.8,0.2",
        "--out",
        commas);
    JsonObject report =
        Call.json("recommend", "--bundle", commas, "--history", "Ran, 1985", "--history", "Ikiru");
    assertEquals(List.of("Ran, 1985", "Ikiru"), report.getArray("history").toStrings());
    assertEquals(List.of("Dersu, Uzala"), items(report));
  }

  /** Twenty people of a taste like what is of it; of each taste a guest and a novelty are new. */
  @ParameterizedTest
  @ValueSource(strings = {"deepfm", "two-tower"})
  void aUserOfTheTableAloneIsAnsweredByFields(String model, @TempDir Path own) throws IOException {
    StringBuilder rows = new StringBuilder("user,item\n");
    StringBuilder users = new StringBuilder("id,taste\nguest sweet,sweet\nguest sour,sour\n");
    StringBuilder items = new StringBuilder("id,kind\nnew sweet,sweet\nnew sour,sour\n");
    for (String taste : List.of("sweet", "sour")) {
      for (int user = 0; user < 20; user++) {
        users.append("%s %d,%s\n".formatted(taste, user, taste));
        for (int row = 0; row < 6; row++) {
          rows.append("%s %d,%s dish %d\n".formatted(taste, user, taste, (user + row) % 10));
        }
      }
      for (int item = 0; item < 10; item++) {
        items.append("%s dish %d,%s\n".formatted(taste, item, taste));
      }
    }
    String dishes = own.resolve("dishes.palate").toString();
    Call.json(
        "train",
        "--data=" + Files.writeString(own.resolve("rows.csv"), rows),
        "--users=" + Files.writeString(own.resolve("users.csv"), users),
        "--users-schema=id=id,categorical=taste",
        "--items=" + Files.writeString(own.resolve("items.csv"), items),
        "--items-schema=id=id,categorical=kind",
        "--goal=rank",
        "--model=" + model,
        "--set=lr=0.01",
        "--set=batch=16",
        "--set=epochs=10",
        "--out=" + dishes);
    for (String taste : List.of("sweet", "sour")) {
      JsonObject report =
          Call.json("recommend", "--bundle", dishes, "--user", "guest " + taste, "-k", "11");
      List<String> best = items(report);
      assertTrue(best.stream().allMatch(item -> item.contains(taste)), best::toString);
      assertTrue(best.contains("new " + taste), best::toString);
      assertEquals(
          "user guest " + taste + " liked nothing in the training data",
          report.getArray("notes").getString(0));
    }
  }
}
