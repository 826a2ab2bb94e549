// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palate.SmallService;
import org.palate.data.Interactions;
import org.palate.data.ItemLists;
import org.palate.data.split.Split;
import org.palate.data.split.SplitSpec;
import org.palate.feature.FeatureSpace;
import org.palate.io.StateDict;
import org.palate.recommender.Candidates;
import org.palate.recommender.Dataset;
import org.palate.recommender.FittedModel;
import org.palate.recommender.FittedModel.Listener;
import org.palate.recommender.Histories;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Queries;
import org.palate.recommender.Scorer;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Tensor;

/** What models have in common that are fitted to sets of liked items. */
class FittedModelsTest {
  private static final int[] USERS = {0, 1, 5, 17};

  static Stream<ModelSpec<?>> specs() {
    return Stream.of(Ease.SPEC, ItemNeighbours.SPEC);
  }

  /** The first {@code train} rows of some data are for training, the others for the test. */
  static Dataset dataset(Interactions data, int train) {
    int[] rows = IntStream.range(0, data.size()).toArray();
    Split split =
        new Split(
            SplitSpec.parse("ratio:0.8,0.1,0.1"),
            1,
            Arrays.copyOf(rows, train),
            new int[0],
            Arrays.copyOfRange(rows, train, rows.length));
    return Dataset.of(FeatureSpace.fit(data, split.train()), data, split, 4);
  }

  static FittedModel fitted(ModelSpec<?> spec, Dataset data) {
    FittedModel model = (FittedModel) spec.configured().create(data.space(), 1);
    model.fit(data, Listener.SILENT);
    return model;
  }

  /** The scores of all items for someone unknown with a history of these. */
  static float[] scores(Scorer scorer, int... history) {
    Histories one = Histories.of(ItemLists.of(List.of(history)));
    float[] scores = new float[scorer.items()];
    scorer.score(Queries.of(scorer.space(), new int[1], one), 0, scores.length, scores);
    return scores;
  }

  private static float[] scores(FittedModel model, Dataset data) {
    Queries queries =
        Queries.of(data.space(), USERS, data.events(data.split().train()).histories());
    float[] scores = new float[USERS.length * model.items()];
    model.score(queries, 0, model.items(), scores);
    return scores;
  }

  private static void assertSameState(FittedModel expected, FittedModel found) {
    StateDict.tensors(expected.state())
        .forEach(
            (name, tensor) -> {
              Tensor other = StateDict.tensors(found.state()).get(name);
              assertArrayEquals(tensor.data(), other.data(), name);
            });
  }

  private static Interactions shuffled(Interactions data) {
    int[] rows = IntStream.range(0, data.size()).toArray();
    RandomStream random = RandomStream.of(3, "shuffle");
    for (int i = rows.length; i > 1; i--) {
      int j = random.nextInt(i);
      int row = rows[i - 1];
      rows[i - 1] = rows[j];
      rows[j] = row;
    }
    return data.select(rows);
  }

  /** Without times, so that histories are in the order of rows. */
  @ParameterizedTest
  @MethodSource("specs")
  void theOrderOfRowsChangesNoBit(ModelSpec<?> spec) {
    Interactions rated = SmallService.rated();
    Dataset data = dataset(rated, rated.size());
    Dataset other = Dataset.of(data.space(), shuffled(rated), data.split(), 4);
    assertFalse(Arrays.equals(data.examples().items(), other.examples().items()));
    FittedModel expected = fitted(spec, data);
    FittedModel found = fitted(spec, other);
    assertSameState(expected, found);
    assertArrayEquals(scores(expected, data), scores(found, other));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void whoLikedAnItemTwiceLikedIt(ModelSpec<?> spec) {
    Interactions rated = SmallService.rated();
    int n = rated.size();
    Dataset once = dataset(rated, n);
    Dataset twice =
        dataset(rated.select(IntStream.range(0, 2 * n).map(i -> i % n).toArray()), 2 * n);
    FittedModel expected = fitted(spec, once);
    FittedModel found = fitted(spec, twice);
    assertSameState(expected, found);
    assertArrayEquals(scores(expected, once), scores(found, twice));
    assertArrayEquals(scores(found, 4, 9), scores(found, 9, 4, 9, 9));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void fittingAgainForgetsWhatWasFittedBefore(ModelSpec<?> spec) {
    Interactions rated = SmallService.rated();
    Dataset all = dataset(rated, rated.size());
    int[] half = Arrays.copyOf(all.split().train(), rated.size() / 2);
    Split split = new Split(all.split().spec(), 1, half, new int[0], new int[0]);
    Dataset some = new Dataset(all.space(), all.interactions(), all.examples(), all.likes(), split);
    FittedModel model = fitted(spec, all);
    model.fit(some, Listener.SILENT);
    assertSameState(fitted(spec, some), model);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void anEmptyHistoryHasScoresOfZero(ModelSpec<?> spec) {
    Dataset data = dataset(SmallService.data(), SmallService.data().size());
    FittedModel model = fitted(spec, data);
    assertArrayEquals(new float[model.items()], scores(model));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void someoneUnknownIsServedByTheHistory(ModelSpec<?> spec) {
    Dataset data = dataset(SmallService.data(), SmallService.data().size());
    FittedModel model = fitted(spec, data);
    Histories histories = data.events(data.split().train()).histories();
    Queries known = Queries.of(data.space(), USERS, histories);
    float[] scores = new float[USERS.length * model.items()];
    model.score(known.withUsers(new int[USERS.length]), 0, model.items(), scores);
    assertArrayEquals(scores(model, data), scores);
  }

  /** Films of which only the table of films knows are no candidates, and tell nothing. */
  @ParameterizedTest
  @MethodSource("specs")
  void itemsWithoutTrainingRowsTellNothing(ModelSpec<?> spec) {
    Dataset data = dataset(SmallService.data(), 40);
    FittedModel model = fitted(spec, data);
    int learned = data.space().learnedItems();
    assertEquals(learned, model.items());
    assertTrue(learned < data.space().items().size());
    assertArrayEquals(scores(model, 1, 2), scores(model, 1, learned, 2, 0));
    float[] found = new float[2];
    Histories one = Histories.of(ItemLists.of(List.of(new int[] {1, 2})));
    Queries query = Queries.of(data.space(), new int[1], one);
    model.score(query, new Candidates.Each(new int[] {learned, 0}, 2), found);
    assertArrayEquals(new float[2], found);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void progressRisesToTheEnd(ModelSpec<?> spec) {
    Dataset data = dataset(SmallService.data(), SmallService.data().size());
    List<Long> heard = new ArrayList<>();
    FittedModel model = (FittedModel) spec.configured().create(data.space(), 1);
    model.fit(
        data,
        (what, done, all) -> {
          assertTrue(done <= all);
          heard.add(done == all ? Long.MAX_VALUE : done);
        });
    assertEquals(heard.stream().sorted().toList(), heard);
    assertEquals(0, heard.getFirst());
    assertEquals(Long.MAX_VALUE, heard.getLast());
  }

  @ParameterizedTest
  @MethodSource("specs")
  void nothingLikedIsNothingToLearnFrom(ModelSpec<?> spec) {
    Interactions rated = SmallService.rated();
    float[] low = new float[rated.size()];
    Arrays.fill(low, 1);
    Dataset data = dataset(rated.withRating(low), rated.size());
    String message =
        assertThrows(IllegalArgumentException.class, () -> fitted(spec, data)).getMessage();
    assertTrue(message.contains("rating of 4 or more"), message);
  }
}
