// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.io.JsonObject;

class EvaluateCommandTest {
  @TempDir private static Path folder;

  private static String data;
  private static JsonObject trainedDcn;
  private static JsonObject trainedMf;

  @BeforeAll
  static void trainTwoModels() throws IOException {
    data = SmallFilms.write(folder).toString();
    trainedDcn = train("dcnv2", "hidden=8");
    trainedMf = train("mf-bpr", "std=0.1");
  }

  private static JsonObject train(String model, String setting) {
    return Call.json(
        "train",
        "--data",
        data,
        "--model",
        model,
        "--out",
        bundle(model),
        "--set=epochs=3",
        "--set=dim=4",
        "--set",
        setting);
  }

  private static String bundle(String model) {
    return folder.resolve(model + ".palate").toString();
  }

  private static JsonObject evaluate(String model, String data, String... more) {
    String[] words = {"evaluate", "--bundle", bundle(model), "--data", data};
    String[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return Call.json(all);
  }

  @Test
  void theFiguresOfTheTestRowsAreThoseOfTheTrainingToTheLastBit() {
    for (String model : List.of("dcnv2", "mf-bpr")) {
      JsonObject trained = model.equals("dcnv2") ? trainedDcn : trainedMf;
      JsonObject report = evaluate(model, data);
      assertTrue(report.getBoolean("dataOfTraining"));
      assertEquals("test", report.getString("part"));
      assertEquals(trained.getInt("testRows"), report.getInt("rows"));
      JsonObject test = trained.getObject("test");
      assertFalse(test.names().isEmpty());
      for (String metric : test.names()) {
        assertEquals(test.getDouble(metric), report.getObject("metrics").getDouble(metric), metric);
      }
    }
  }

  @Test
  void aModelOfLabelsIsMeasuredOnLabelsAndOnRankingAtEveryCutoff() {
    JsonObject metrics = evaluate("dcnv2", data, "-k", "1,5").getObject("metrics");
    for (String name : List.of("auc", "logloss", "hr@1", "hr@5", "recall@1", "ndcg@5", "mrr@5")) {
      double value = metrics.getDouble(name);
      assertTrue(value >= 0 && value <= 1, () -> name + " " + metrics);
    }
    assertTrue(metrics.getDouble("hr@5") >= metrics.getDouble("hr@1"));
    assertFalse(metrics.has("hr@10"));
  }

  @Test
  void everyPartOfTheDataOfTheTrainingCanBeMeasured() {
    JsonObject parts = evaluate("dcnv2", data, "--part", "train");
    assertEquals(trainedDcn.getInt("trainRows"), parts.getInt("rows"));
    assertTrue(parts.getArray("notes").getString(0).contains("include training rows"));
    assertEquals(
        trainedDcn.getInt("validationRows"),
        evaluate("dcnv2", data, "--part", "validation").getInt("rows"));
    assertEquals(
        SmallFilms.USERS * SmallFilms.RATED,
        evaluate("dcnv2", data, "--part", "all").getInt("rows"));
  }

  /**
   * User 2 rated films 15 to 20 and 1 to 9. So film 10 is new to the user, film 16 a repetition,
   * and of five rows one has an unknown user, one an unknown film.
   */
  @Test
  void otherDataAreMeasuredWholeAndWhatIsUnknownIsCounted() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other")).resolve("ratings.dat");
    Files.writeString(other, "2::10::5::9\n2::16::5::9\n2::99::5::9\n99::10::4::9\n2::11::1::9\n");
    for (String model : List.of("dcnv2", "mf-bpr")) {
      JsonObject report = evaluate(model, other.toString(), "-k", "100");
      assertFalse(report.getBoolean("dataOfTraining"));
      assertEquals("all", report.getString("part"));
      assertEquals(5, report.getInt("rows"));
      assertEquals(1, report.getInt("rankedUsers"));
      assertEquals(1, report.getInt("unknownUserRows"));
      assertEquals(1, report.getInt("unknownItemRows"));
      assertEquals(1, report.getInt("repeatedRows"));
      // Liked are 10 and 99, whatever the model was trained to do; 11 was rated 1.
      assertEquals(1 / 2.0, report.getObject("metrics").getDouble("recall@100"));
      assertEquals(1 / 2.0, report.getObject("popularity").getDouble("recall@100"));
    }
  }

  @Test
  void onlyTheDataOfTheTrainingHaveTestRows() throws IOException {
    Path other = Files.createDirectories(folder.resolve("third")).resolve("ratings.dat");
    Files.writeString(other, "2::10::5::9\n2::11::1::9\n");
    Call.assertEnds(
        CommandLine.WRONG_CALL,
        "--part test: --data is not what this model was trained on",
        "evaluate",
        "--bundle",
        bundle("dcnv2"),
        "--data",
        other.toString(),
        "--part",
        "test");
  }

  @Test
  void whatIsNotDefinedIsANoteAndNoCrash() throws IOException {
    Path other = Files.createDirectories(folder.resolve("fourth")).resolve("ratings.dat");
    Files.writeString(other, "77::10::1::9\n78::11::1::9\n");
    JsonObject report = evaluate("dcnv2", other.toString());
    assertEquals(List.of("logloss"), List.copyOf(report.getObject("metrics").names()));
    assertEquals(0, report.getInt("rankedUsers"));
    String notes = report.getArray("notes").toString();
    assertTrue(notes.contains("auc is not defined"), notes);
    assertTrue(notes.contains("no user whom the model knows liked an unseen item"), notes);
  }

  @Test
  void dataWithoutTheColumnThatTheModelPredictsAreRankedOnly() throws IOException {
    Path pairs = Files.writeString(folder.resolve("pairs.csv"), "user,item\n2,10\n2,11\n");
    for (String model : List.of("dcnv2", "mf-bpr")) {
      JsonObject report = evaluate(model, pairs.toString(), "-k", "100");
      assertEquals(2, report.getInt("rows"));
      assertEquals(1, report.getObject("metrics").getDouble("recall@100"));
      assertFalse(report.getObject("metrics").has("auc"));
      assertEquals(
          model.equals("dcnv2"),
          report.getArray("notes").toString().contains("expected a column of labels or ratings"));
    }
  }

  @Test
  void everyModelIsMeasuredForTheSameUsersAndTheSameRelevantItems() {
    JsonObject dcn = evaluate("dcnv2", data, "-k", "3,10");
    JsonObject mf = evaluate("mf-bpr", data, "-k", "3,10");
    assertEquals(dcn.getInt("rankedUsers"), mf.getInt("rankedUsers"));
    assertEquals(dcn.get("popularity"), mf.get("popularity"));
    for (JsonObject report : List.of(dcn, mf)) {
      for (String name : List.of("auc", "ndcg@3", "coverage@10")) {
        assertTrue(report.getObject("metrics").has(name), report::toString);
      }
    }
    assertEquals(trainedMf.get("popularity"), trainedDcn.get("popularity"));
  }
}
