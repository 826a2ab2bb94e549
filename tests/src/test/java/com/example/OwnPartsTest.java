// SPDX-License-Identifier: Apache-2.0
package com.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.SmallService;
import org.palate.TestData;
import org.palate.autograd.Tape;
import org.palate.data.Column;
import org.palate.data.Entities;
import org.palate.data.Interactions;
import org.palate.feature.Encoded;
import org.palate.feature.Field;
import org.palate.feature.Field.Side;
import org.palate.kernel.product.Precision;
import org.palate.model.DeepFm;
import org.palate.model.MatrixFactorization;
import org.palate.recommender.Batch;
import org.palate.recommender.Candidates;
import org.palate.recommender.Dataset;
import org.palate.recommender.GradientModel;
import org.palate.recommender.Model;
import org.palate.recommender.Queries;
import org.palate.serve.Bundle;
import org.palate.serve.BundleException;
import org.palate.serve.Query;
import org.palate.serve.Recommendation;
import org.palate.serve.Recommender;
import org.palate.serve.Wanted;
import org.palate.tensor.TensorPool;
import org.palate.train.Catalogue;
import org.palate.train.Recipe;
import org.palate.train.Trained;
import org.palate.train.TrainingListener;

/**
 * Models, fields, objectives and metrics of a package that is not Palate's go all the way, from
 * data to a bundle and back. This test is in that package too: what it uses is public.
 */
final class OwnPartsTest {
  private static final Catalogue CATALOGUE = Catalogue.STANDARD.with(new Everything());

  @TempDir Path folder;

  private static Trained train(Recipe recipe, Interactions data) {
    return recipe.train(data, TrainingListener.SILENT, CATALOGUE);
  }

  private static Recipe hybrid(int epochs) {
    return Recipe.of(HybridFactorization.SPEC.with(new HybridFactorization.Config(8)))
        .withTraining(t -> t.withEpochs(epochs));
  }

  private Path written(Trained trained) throws IOException {
    Path path = folder.resolve("own.palate");
    Bundle.of(trained).write(path);
    return path;
  }

  private static float[] scores(Model model) {
    int[] users = {0, 1, model.space().users().size() - 1};
    float[] scores = new float[users.length * model.items()];
    model.score(Queries.of(model.space(), users), 0, model.items(), scores);
    return scores;
  }

  private static Field field(Model model, String name) {
    return model.space().fields().stream()
        .filter(field -> field.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theModelOfThePageIsThisOneAndShort() throws IOException {
    Path file =
        TestData.checkout().resolve("tests/src/test/java/com/example/HybridFactorization.java");
    String page = Files.readString(TestData.checkout().resolve("models/README.md"));
    assertTrue(page.contains("```java\n" + Files.readString(file) + "```\n"));
    assertTrue(Files.readAllLines(file).size() < 60);
  }

  /** Each user lacks two of the ten items of the own camp, and should be offered these first. */
  @Test
  void aModelTrainsIsKeptReadAndServed() throws IOException {
    Recipe recipe = hybrid(200).withTraining(t -> t.withLearningRate(0.02).withPatience(200));
    Trained trained = train(recipe, SmallService.twoCamps());
    double ndcg = trained.test().get("ndcg@10");
    double popularity = trained.popularity().get("ndcg@10");
    assertTrue(ndcg > popularity + 0.2, ndcg + " beside " + popularity);

    Path path = written(trained);
    Bundle read = Bundle.read(path, CATALOGUE);
    assertEquals(HybridFactorization.SPEC, read.recipe().model().spec());
    assertEquals(new HybridFactorization.Config(8), read.recipe().model().config());
    assertArrayEquals(scores(trained.model()), scores(read.model()));
    Recommender recommender = Recommender.load(path, Precision.FLOAT32, CATALOGUE);
    for (String user : List.of("u3", "u33")) {
      String camp = user.equals("u3") ? "a" : "b";
      for (Recommendation item : recommender.recommend(user, 2)) {
        assertTrue(item.item().startsWith(camp), item::toString);
      }
    }
    assertTrue(
        recommender.recommend(List.of("b1", "b2", "b3"), 1).getFirst().item().matches("b.*"));
  }

  @Test
  void sharedCandidatesHaveTheScoresOfOwnOnes() {
    Trained trained = train(hybrid(2), SmallService.data());
    Model model = trained.model();
    int items = model.items();
    int[] offered = {4, 0, items - 1};
    float[] own = new float[3];
    Queries query = Queries.of(model.space(), 5);
    model.score(query, new Candidates.Each(offered, 3), own);
    float[] all = new float[items];
    model.score(query, 0, items, all);
    for (int i = 0; i < offered.length; i++) {
      assertEquals(all[offered[i]], own[i], 1e-5f);
    }
  }

  @Test
  void aBundleOfSomebodyElsesPartsSaysWhatItLacks() throws IOException {
    Path path = written(train(hybrid(1), SmallService.data()));
    BundleException noModel = assertThrows(BundleException.class, () -> Bundle.read(path));
    assertTrue(
        noModel
            .getMessage()
            .contains(
                "expected a model that is Palate's own, or that --class-path JAR adds (in Java: the"
                    + " catalogue), found 'hybrid'"),
        noModel::getMessage);
    Path fields =
        written(train(Recipe.of("mf-bpr").withTraining(t -> t.withEpochs(1)), SmallService.data()));
    String noField = assertThrows(BundleException.class, () -> Bundle.read(fields)).getMessage();
    assertTrue(noField.contains("--class-path JAR adds"), noField);
    assertTrue(noField.contains("expected a kind of field"), noField);
    assertTrue(noField.contains("found 'trigrams'"), noField);
    Path objective =
        written(
            Recipe.of("mf-bpr")
                .withObjective(new Hinge())
                .withTraining(t -> t.withEpochs(1))
                .train(SmallService.data(), TrainingListener.SILENT));
    String noObjective =
        assertThrows(BundleException.class, () -> Bundle.read(objective)).getMessage();
    assertTrue(noObjective.contains("expected an objective that is Palate's own"), noObjective);
    assertTrue(noObjective.contains("found 'hinge'"), noObjective);
  }

  /** "abcd" and "xABC" share the run abc, of two each: weights 1 / sqrt(2). */
  @Test
  void aTextIsItsHashedRunsOfLetters() {
    HashedTrigrams field = new HashedTrigrams("title", Side.ITEM, 512);
    Column texts = field.parse(List.of("", "abcd", "xABC", "ab"));
    Encoded.Lists lists = (Encoded.Lists) field.encode(texts, new int[] {0, 1, 2, 3});
    assertArrayEquals(new int[] {0, 0, 2, 4, 4}, lists.offsets());
    assertEquals(lists.codes()[0], lists.codes()[3]);
    assertEquals((float) Math.sqrt(0.5), lists.weights()[0]);
    field.encode(texts, new int[] {1}).check("title", field.form());
  }

  @Test
  void fieldsOfTextGoToABundleAndBack() throws IOException {
    Trained trained = train(hybrid(2), SmallService.data());
    Bundle read = Bundle.read(written(trained), CATALOGUE);
    assertEquals(new HashedTrigrams("title", Side.ITEM, 512), field(read.model(), "title"));
    Trained without =
        hybrid(2).train(SmallService.data(), TrainingListener.SILENT); // no such fields
    assertNotEquals(
        without.model().state().parameterCount(), trained.model().state().parameterCount());
    assertArrayEquals(scores(trained.model()), scores(read.model()));
  }

  /** Item i is at (i mod 3, i mod 2) of a plane, and so is the moment of each row. */
  private static Interactions withVectors() {
    Interactions data = SmallService.data();
    Entities items = data.items();
    List<Column> columns = new ArrayList<>(items.columns());
    columns.add(
        new Column.Text(
            "place",
            IntStream.range(0, items.size())
                .mapToObj(row -> row == 0 ? "" : "%d %d".formatted(row % 3, row % 2))
                .toArray(String[]::new)));
    return data.withItems(Entities.of(items.ids(), columns))
        .withColumn(
            new Column.Text(
                "mood",
                IntStream.range(0, data.size())
                    .mapToObj(row -> "%d %d 0.5".formatted(row % 4, -row % 7))
                    .toArray(String[]::new)));
  }

  @Test
  void vectorsGoToABundleAndBackAndAreGivenWithARequest() throws IOException {
    Trained trained =
        train(
            Recipe.of("deepfm").withTraining(t -> t.withEpochs(2)).with("dim", "4"), withVectors());
    assertEquals(2, field(trained.model(), "place").form().width());
    assertEquals(3, field(trained.model(), "mood").form().width());
    Path path = written(trained);
    Bundle read = Bundle.read(path, CATALOGUE);
    assertArrayEquals(scores(trained.model()), scores(read.model()));
    Field place = field(read.model(), "place");
    assertArrayEquals(
        field(trained.model(), "place").state().numbers().get("mean"),
        place.state().numbers().get("mean"));
    float[] facts =
        ((Encoded.Numbers) place.encode(place.parse(List.of("2 1", "")), new int[] {0, 1}))
            .values();
    float[] mean = place.state().numbers().get("mean");
    assertArrayEquals(new float[] {2 - mean[0], 1 - mean[1], 0, 0}, facts);

    Recommender recommender = Recommender.load(path, Precision.FLOAT32, CATALOGUE);
    String user = read.space().users().key(1);
    List<Recommendation> plain = recommender.recommend(Query.of(user), Wanted.top(5));
    List<Recommendation> moody =
        recommender.recommend(Query.of(user).with("mood", "3 -6 0.5"), Wanted.top(5));
    assertNotEquals(plain, moody);
    String said =
        assertThrows(
                IllegalArgumentException.class,
                () -> recommender.recommend(Query.of(user).with("mood", "3"), Wanted.top(5)))
            .getMessage();
    assertTrue(said.contains("expected 3 numbers between blanks, found '3'"), said);
  }

  private static float[] ofTask(Trained trained, int[] rows, int task) {
    GradientModel model = (GradientModel) trained.model();
    Dataset data = trained.data();
    try (Tape tape = Tape.inference(new TensorPool())) {
      Batch batch = Batch.of(data.queries(rows), new Candidates.Each(data.items(rows), 1));
      float[] all = model.scores(tape, batch).value().toArray();
      assertEquals(2 * rows.length, all.length);
      float[] scores = new float[rows.length];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = all[2 * i + task];
      }
      return scores;
    }
  }

  private static double squared(float[] predictions, float[] targets) {
    double sum = 0;
    for (int i = 0; i < targets.length; i++) {
      sum += (predictions[i] - targets[i]) * (predictions[i] - targets[i]);
    }
    return sum / targets.length;
  }

  @Test
  void anObjectiveOfTwoTasksTeachesBoth() throws IOException {
    Recipe recipe =
        Recipe.of(TwoHeads.SPEC)
            .withObjective(new LikeAndRating(0.75, LikeAndRating.INSTANCE.ratings()))
            .withTraining(t -> t.withEpochs(30).withBatch(128).withLearningRate(0.01));
    Trained trained = train(recipe, SmallService.data());
    assertTrue(trained.test().get("auc") > 0.6, trained.test()::toString);
    int[] train = trained.data().split().train();
    float[] ratings =
        Dataset.gathered(
            ((LikeAndRating) trained.objective()).ratings().targets(trained.data()), train);
    double found = squared(ofTask(trained, train, 1), ratings);
    double constant = squared(new float[train.length], ratings);
    assertTrue(found < 0.8 * constant, found + " beside " + constant);

    Bundle read = Bundle.read(written(trained), CATALOGUE);
    assertEquals(trained.objective(), read.objective());
    assertEquals("0.75", read.recipe().settings().get("rating-share"));
    assertArrayEquals(scores(trained.model()), scores(read.model()));
    int[] first = Arrays.copyOf(train, 1);
    float[] ranked = new float[1];
    read.model()
        .score(
            trained.data().queries(first),
            new Candidates.Each(trained.data().items(first), 1),
            ranked);
    assertEquals(ofTask(trained, first, 0)[0], ranked[0]);
  }

  @Test
  void anObjectiveOfTwoTasksRefusesAModelOfOne() {
    Recipe recipe = Recipe.of(DeepFm.SPEC).withObjective(LikeAndRating.INSTANCE);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> train(recipe, SmallService.data()));
    assertTrue(
        refused.getMessage().contains("expected scores of two tasks, found "), refused::getMessage);
  }

  @Test
  void anObjectiveOfOnesOwnTeachesAnyModel() {
    Recipe recipe =
        Recipe.of(MatrixFactorization.SPEC)
            .withObjective(new Hinge())
            .withTraining(t -> t.withEpochs(60));
    Trained trained = train(recipe, SmallService.twoCamps());
    double ndcg = trained.test().get("ndcg@10");
    double popularity = trained.popularity().get("ndcg@10");
    assertTrue(ndcg > popularity + 0.2, ndcg + " beside " + popularity);
    double first = trained.result().history().getFirst().loss();
    assertTrue(trained.result().history().getLast().loss() < first);
  }

  /** Hits at 1 and 3, looked at with 0.2 and 0.2 * 0.64; that at 12 is beyond the list. */
  @Test
  void aMetricOfOnesOwnIsMeasuredAndKept() throws IOException {
    RankBiasedPrecision metric = new RankBiasedPrecision(0.8);
    assertEquals(0.2 + 0.2 * 0.64, metric.value(new int[] {1, 3, 12}, 3, 4, 10), 1e-12);
    Trained trained = train(hybrid(1), SmallService.data());
    double rbp = trained.test().get("rbp@10");
    assertTrue(rbp > 0 && rbp < 1, trained.test()::toString);
    Bundle read = Bundle.read(written(trained), CATALOGUE);
    assertEquals(rbp, read.test().get("rbp@10"));
    assertTrue(read.popularity().containsKey("rbp@10"));
  }
}
