// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palate.SmallService;
import org.palate.data.Interactions;
import org.palate.io.Mutation;
import org.palate.recommender.Dataset;
import org.palate.recommender.Queries;
import org.palate.tensor.RandomStream;
import org.palate.train.DivergedException;
import org.palate.train.Evaluator;
import org.palate.train.Trained;

class BundleTest {
  @TempDir Path folder;

  private static float[] scores(Bundle bundle) {
    int items = bundle.model().items();
    int[] users = {0, 1, 2, bundle.space().users().size() - 1};
    float[] scores = new float[users.length * items];
    Queries queries = Queries.of(bundle.space(), users, bundle.histories());
    bundle.model().score(queries, 0, items, scores);
    return scores;
  }

  @ParameterizedTest
  @MethodSource("org.palate.model.ModelsTest#names")
  void everyModelComesBackToTheBit(String model) throws IOException {
    Bundle kept = Bundle.of(SmallService.train(model));
    Path path = folder.resolve("x.palate");
    kept.write(path);
    Bundle read = Bundle.read(path);
    assertArrayEquals(scores(kept), scores(read));
    assertEquals(kept.facts(), read.facts());
    assertEquals(kept.recipe(), read.recipe());
    assertEquals(kept.objective(), read.objective());
    assertEquals(kept.test(), read.test());
    assertEquals(kept.seenItems().users(), read.seenItems().users());
    assertArrayEquals(kept.seenItems().items(), read.seenItems().items());
    assertArrayEquals(kept.histories().times(), read.histories().times());
    assertEquals(kept.title(1), read.title(1));
    Path again = folder.resolve("again.palate");
    read.write(again);
    assertArrayEquals(Files.readAllBytes(path), Files.readAllBytes(again));
  }

  @ParameterizedTest
  @CsvSource({"dcnv2,label", "fm,rating", "deepfm,implicit", "mf-bpr,rank"})
  void aModelThatWasReadMeasuresWhatItMeasuredWhenTrained(String model, String objective)
      throws IOException {
    Trained trained = SmallService.train(model, "objective=" + objective);
    Path path = folder.resolve("x.palate");
    Bundle.of(trained).write(path);
    Bundle read = Bundle.read(path);
    Dataset data = read.dataset(SmallService.data(), trained.data().split());
    assertEquals(trained.test(), Evaluator.test(read.model().ready(), read.objective(), data));
  }

  @Test
  void knowsItsDataFromOthers() {
    Bundle bundle = Bundle.of(SmallService.train("popularity"));
    Interactions data = SmallService.data();
    assertTrue(bundle.isOf(data));
    int[] reversed = new int[data.size()];
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = reversed.length - 1 - i;
    }
    assertFalse(bundle.isOf(data.select(reversed)));
    float[] ratings = data.ratings().clone();
    ratings[17] += 1;
    assertFalse(bundle.isOf(data.withRating(ratings)));
  }

  @Test
  void historiesAreInOrderOfTime() {
    Interactions data = SmallService.data();
    Bundle bundle = Bundle.of(SmallService.train("popularity"));
    int user = bundle.space().users().code(data.userVocabulary().key(3));
    int from = bundle.seenItems().offsets()[user];
    int previous = 0;
    long last = Long.MIN_VALUE;
    for (int row = 0; row < data.size(); row++) {
      int item = bundle.space().items().code(data.itemVocabulary().key(data.item(row)));
      if (data.user(row) == 3 && item != 0) {
        assertTrue(data.times()[row] >= last, "the simulator gives views in order of time");
        last = data.times()[row];
        assertEquals(item, bundle.seenItems().items()[from + previous++]);
      }
    }
    assertEquals(bundle.seenItems().length(user), previous);
  }

  @ParameterizedTest
  @ValueSource(strings = {"popularity", "mf-bpr", "dcnv2"})
  void aModelThatCouldNotBeReadIsNotWritten(String model) throws IOException {
    Trained trained = SmallService.train(model);
    Bundle bundle = Bundle.of(trained);
    Path path = folder.resolve("x.palate");
    bundle.write(path);
    byte[] before = Files.readAllBytes(path);
    trained.model().state().parameters().getFirst().arrays()[0][0] = Float.NaN;
    assertThrows(DivergedException.class, () -> Bundle.of(trained));
    assertThrows(DivergedException.class, () -> bundle.write(path));
    assertArrayEquals(before, Files.readAllBytes(path));
  }

  /** Writes a bundle again with changed sections, and checksums that agree. */
  private Path rewritten(Path path, Map<String, byte[]> changed) throws IOException {
    Path target = folder.resolve("changed.palate");
    try (BundleFile file = BundleFile.open(path)) {
      BundleFile.write(
          target,
          bundle -> {
            for (String name : file.names()) {
              byte[] bytes = changed.containsKey(name) ? changed.get(name) : file.bytes(name);
              if (bytes != null) {
                bundle.section(name, bytes);
              }
            }
          });
    }
    return target;
  }

  private Path written() throws IOException {
    Path path = folder.resolve("x.palate");
    Bundle.of(SmallService.train("dcnv2", "hidden=4", "dim=2")).write(path);
    return path;
  }

  private static Map<String, byte[]> sections(Path path) throws IOException {
    Map<String, byte[]> sections = new LinkedHashMap<>();
    try (BundleFile file = BundleFile.open(path)) {
      for (String name : file.names()) {
        sections.put(name, file.bytes(name));
      }
    }
    return sections;
  }

  @Test
  void everyChangedByteOfTheFileIsRefused() throws IOException {
    Path path = written();
    byte[] valid = Files.readAllBytes(path);
    Path broken = folder.resolve("broken.palate");
    RandomStream random = RandomStream.of(1, "which bytes");
    for (int round = 0; round < 400; round++) {
      byte[] bytes = valid.clone();
      int at = round < 32 ? round : random.nextInt(bytes.length);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(broken, bytes);
      assertThrows(BundleException.class, () -> Bundle.read(broken), "byte " + at);
    }
  }

  @Test
  void missingSectionsAreNamed() throws IOException {
    Path path = written();
    for (String name : sections(path).keySet()) {
      if (!name.equals("titles")) {
        Map<String, byte[]> without = new LinkedHashMap<>();
        without.put(name, null);
        Path changed = rewritten(path, without);
        String message =
            assertThrows(BundleException.class, () -> Bundle.read(changed), name).getMessage();
        assertTrue(message.contains(name), message);
      }
    }
  }

  /** Checksums are no guard against what was written wrongly in the first place. */
  @Test
  void damagedContentUnderRightChecksumsIsRefusedOrHarmless() throws IOException {
    Path path = written();
    Map<String, byte[]> sections = sections(path);
    RandomStream random = RandomStream.of(2, "damage");
    int refused = 0;
    for (Map.Entry<String, byte[]> section : sections.entrySet()) {
      for (int round = 0; round < 60; round++) {
        byte[] bytes = Mutation.of(section.getValue(), random);
        Path changed = rewritten(path, Map.of(section.getKey(), bytes));
        try {
          Recommender recommender = Recommender.load(changed);
          for (String user : recommender.bundle().space().users().keys().subList(0, 3)) {
            recommender.recommend(user, 5);
            recommender.liked(user);
          }
        } catch (BundleException e) {
          refused++;
          assertTrue(e.getMessage().startsWith(changed.toString()), e.getMessage());
        } catch (ArithmeticException e) {
          // Finite weights of any size are taken; that their sums overflow shows in the scores.
          assertEquals("weights.safetensors", section.getKey());
          assertTrue(e.getMessage().contains("found NaN"), e.getMessage());
        }
      }
    }
    assertTrue(refused > 30 * sections.size(), "refused only " + refused);
  }

  private void assertRefused(Path path, UnaryOperator<String> change, String words)
      throws IOException {
    String json = new String(sections(path).get("bundle.json"), UTF_8);
    String other = change.apply(json);
    assertFalse(other.equals(json), "nothing was changed");
    Path changed = rewritten(path, Map.of("bundle.json", other.getBytes(UTF_8)));
    String message = assertThrows(BundleException.class, () -> Bundle.read(changed)).getMessage();
    assertTrue(message.contains(words), message);
  }

  @Test
  void whatCannotBeIsRefusedInWords() throws IOException {
    Path path = written();
    assertRefused(path, json -> json.replace("\"dcnv2\"", "\"dcnv3\""), "found 'dcnv3'");
    assertRefused(path, json -> json.replace("\"dim\": \"2\"", "\"dim\": \"3\""), "expected [");
    assertRefused(
        path, json -> json.replace("\"dim\": \"2\"", "\"dim\": \"-2\""), "key 'dim': expected");
    assertRefused(path, json -> json.replace("\"epochs\": \"", "\"epoch\": \""), "unknown key");
    assertRefused(path, json -> json.replace("\"seed\": 1", "\"sead\": 1"), "seed");
    assertRefused(path, json -> json.replace("\"ITEM\"", "\"ITEMS\""), "ITEMS");
    assertRefused(path, json -> json.replace("\"bag\"", "\"bog\""), "bog");
  }
}
