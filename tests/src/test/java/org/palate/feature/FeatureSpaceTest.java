// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palate.data.Column;
import org.palate.data.Entities;
import org.palate.data.Interactions;
import org.palate.data.Vocabulary;
import org.palate.feature.Field.Side;
import org.palate.tensor.Shape;

/**
 * Eight events. Users ann, bob, cid, dan have a town each (X, X, Y, Z), ages 20, 40, none, 100;
 * items p, q, r, s have genres {g, h}, {g}, {g}, {z}; each event has a device and an hour. The last
 * two events, held out, are all there is of dan, s, town Z, genre z, and the device "tv".
 */
public final class FeatureSpaceTest {
  private static final int[] TRAIN = {0, 1, 2, 3, 4, 5};

  /** The events of the class comment. */
  public static Interactions events() {
    return events("Z", 100f, new int[] {3}, "tv", 9f);
  }

  /** The same, with other facts about what is held out. */
  private static Interactions events(
      String town, float age, int[] genres, String device, float hour) {
    Vocabulary users = Vocabulary.of(List.of("ann", "bob", "cid", "dan"));
    Vocabulary items = Vocabulary.of(List.of("p", "q", "r", "s"));
    Vocabulary towns = Vocabulary.of(List.of("X", "Y", "Z"));
    Column.Categorical lives =
        new Column.Categorical("town", towns, new int[] {0, 1, 1, 2, towns.code(town)});
    Column.Numeric ages =
        new Column.Numeric("age", new float[] {Float.NaN, 20, 40, Float.NaN, age});
    int[] all = IntStream.concat(IntStream.of(1, 2, 1, 1), IntStream.of(genres)).toArray();
    Column.MultiCategorical kinds =
        new Column.MultiCategorical(
            "genre",
            Vocabulary.of(List.of("g", "h", "z")),
            new int[] {0, 0, 2, 3, 4, all.length},
            all);
    Column.Text titles = new Column.Text("title", new String[] {"", "P", "Q", "R", "S"});
    Vocabulary devices = Vocabulary.of(List.of("web", "app", "tv"));
    int held = devices.code(device);
    Column.Categorical on =
        new Column.Categorical("device", devices, new int[] {1, 2, 1, 2, 0, 1, held, held});
    Column.Numeric hours =
        new Column.Numeric("hour", new float[] {1, 3, 1, 3, 1, Float.NaN, hour, hour});
    return Interactions.of(
            users, new int[] {1, 2, 3, 1, 2, 1, 4, 4}, items, new int[] {1, 2, 3, 2, 1, 3, 4, 1})
        .withUsers(Entities.of(users, List.of(lives, ages)))
        .withItems(Entities.of(items, List.of(kinds, titles)))
        .withColumn(on)
        .withColumn(hours);
  }

  /** Some of the events, with all of their fields. */
  public static FeatureBatch batch(FeatureSpace space, int... rows) {
    Examples examples = space.encode(events());
    int[] users = IntStream.of(rows).map(row -> examples.users()[row]).toArray();
    int[] items = IntStream.of(rows).map(row -> examples.items()[row]).toArray();
    return space.all().gather(users, items, examples.context(), rows);
  }

  private static int[] codes(Examples examples) {
    return ((Encoded.Codes) examples.context().columns().getFirst()).codes();
  }

  private static FeatureSpace space() {
    return FeatureSpace.fit(events(), TRAIN);
  }

  private static Field field(FeatureSpace space, String name) {
    return space.fields().stream()
        .filter(field -> field.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** Titles are text, and two towns for three users say little more than the user does. */
  @Test
  void fieldsAreThoseThatDescribe() {
    FeatureSpace space = space();
    assertEquals(
        List.of("age", "genre", "device", "hour"),
        space.fields().stream().map(Field::name).toList());
    assertEquals(Side.USER, field(space, "age").side());
    assertEquals(Side.CONTEXT, field(space, "hour").side());
  }

  @Test
  void whatTrainingNeverSawIsCodeZero() {
    FeatureSpace space = space();
    assertEquals(List.of("ann", "bob", "cid", "dan"), space.users().keys());
    assertEquals(4, space.learnedUsers());
    assertEquals(List.of("p", "q", "r", "s"), space.items().keys());
    assertEquals(4, space.learnedItems());
    Examples examples = space.encode(events());
    assertArrayEquals(new int[] {1, 2, 3, 1, 2, 1, 4, 4}, examples.users());
    assertArrayEquals(new int[] {1, 2, 3, 2, 1, 3, 4, 1}, examples.items());
    // Web is 1 and app is 2; the missing and the unseen are both 0.
    assertArrayEquals(new int[] {1, 2, 1, 2, 0, 1, 0, 0}, codes(examples));
    BagField genre = (BagField) field(space, "genre");
    assertFalse(genre.values().contains("z"));
  }

  /** The fitted space is the same whatever the held-out rows and entities say. */
  @Test
  void nothingOfHeldOutRowsLeaksIn() {
    Interactions other = events("X", -5000f, new int[] {1, 2, 3}, "web", 1e9f);
    FeatureSpace one = space();
    FeatureSpace two = FeatureSpace.fit(other, TRAIN);
    assertEquals(one.fields(), two.fields());
    assertEquals(one.users(), two.users());
    assertEquals(one.items(), two.items());
    assertEquals(one.all().rows(), two.all().rows());
    assertArrayEquals(batch(one, TRAIN).numbers().toArray(), batch(two, TRAIN).numbers().toArray());
  }

  /** Ages 20 and 40: mean 30, deviation 10. Hours 1, 3, 1, 3, 1: mean 1.8, variance 0.96. */
  @Test
  void numbersAreStandardisedOverWhatIsKnown() {
    FeatureSpace space = space();
    assertEquals(new NumberField("age", Side.USER, 30, 10), field(space, "age"));
    NumberField hour = (NumberField) field(space, "hour");
    assertEquals(1.8, hour.mean(), 1e-12);
    assertEquals(Math.sqrt(0.96), hour.deviation(), 1e-12);
    FeatureBatch batch = batch(space, 0, 1, 2, 5, 6);
    assertEquals(Shape.of(5, 2), batch.numbers().shape());
    float low = (float) ((1 - 1.8) / Math.sqrt(0.96));
    float high = (float) ((3 - 1.8) / Math.sqrt(0.96));
    float nine = (float) ((9 - 1.8) / Math.sqrt(0.96));
    // A missing age or hour counts as the mean; dan, of whom only facts are known, is 100.
    assertArrayEquals(
        new float[] {-1, low, 1, high, 0, low, -1, 0, 7, nine}, batch.numbers().toArray(), 1e-6f);
  }

  /**
   * One table holds users (rows 0 to 3), items (4 to 7), then the fields in their order: genre with
   * g, h (8 to 10), device with web, app (11 to 13).
   */
  @Test
  void idsAreRowsOfOneTable() {
    FeatureSpace space = space();
    FieldSet all = space.all();
    assertEquals(14, all.rows());
    assertArrayEquals(new int[] {0, 4, 8, 11}, all.unknownRows());
    assertEquals(3, all.singles());
    assertEquals(1, all.severals());
    assertEquals(2, all.width());
    FeatureBatch batch = batch(space, 1, 7, 4);
    assertEquals(3, batch.size());
    assertArrayEquals(new int[] {2, 6, 13, 0, 5, 11, 2, 5, 11}, batch.ids().data());
  }

  /** Genres of p are g and h, a half each; q and r have g; s is not known. */
  @Test
  void theValuesOfABagShareOne() {
    FeatureSpace space = space();
    FeatureBatch batch = batch(space, 0, 2, 1, 6);
    assertArrayEquals(new int[] {0, 2, 3, 4, 4}, batch.bagOffsets());
    assertArrayEquals(new int[] {9, 10, 9, 9}, batch.bagIds());
    assertArrayEquals(new float[] {0.5f, 0.5f, 1, 1}, batch.bagWeights());
  }

  @Test
  void pairsHaveTheirFactsButNoContext() {
    FeatureSpace space = space();
    EncodedColumns unknown = EncodedColumns.unknown(1, space.fields(Side.CONTEXT));
    FeatureBatch batch =
        space.all().gather(new int[] {1, 0}, new int[] {2, 3}, unknown, new int[2]);
    assertArrayEquals(new int[] {1, 6, 11, 0, 7, 11}, batch.ids().data());
    assertArrayEquals(new float[] {-1, 0, 0, 0}, batch.numbers().toArray(), 1e-6f);
    assertArrayEquals(new int[] {0, 1, 2}, batch.bagOffsets());
  }

  @Test
  void dataOfAnotherOriginIsMatchedByName() {
    FeatureSpace space = space();
    Vocabulary users = Vocabulary.of(List.of("eve", "bob"));
    Vocabulary items = Vocabulary.of(List.of("r"));
    Interactions bare = Interactions.of(users, new int[] {1, 2, 0}, items, new int[] {1, 1, 0});
    Examples examples = space.encode(bare);
    assertArrayEquals(new int[] {0, 2, 0}, examples.users());
    assertArrayEquals(new int[] {3, 3, 0}, examples.items());
    assertArrayEquals(new int[3], codes(examples));
    // Bob's age is known to the space.
    FeatureBatch batch =
        space.all().gather(new int[] {2}, new int[] {3}, examples.context(), new int[] {1});
    assertEquals(1f, batch.numbers().get(0, 0));
  }

  @Test
  void anEmptyBatchHasItsShapes() {
    FeatureSpace space = space();
    FeatureBatch batch = batch(space);
    assertEquals(Shape.of(0, 3), batch.ids().shape());
    assertEquals(Shape.of(0, 2), batch.numbers().shape());
    assertArrayEquals(new int[] {0}, batch.bagOffsets());
  }

  /** The item side alone: items (rows 0 to 3), genre with g, h (4 to 6). */
  @Test
  void aSideHasATableOfItsOwn() {
    FieldSet items = space().fieldSet(List.of(Side.ITEM));
    assertEquals(7, items.rows());
    assertArrayEquals(new int[] {0, 4}, items.unknownRows());
    FeatureBatch batch = items.gather(null, new int[] {1, 4}, null, null);
    assertArrayEquals(new int[] {1, 0}, batch.ids().data(), "s has no training rows");
    assertArrayEquals(new int[] {5, 6}, batch.bagIds());
  }

  @Test
  void examplesWantEqualLengths() {
    EncodedColumns none = EncodedColumns.unknown(2, List.of());
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new Examples(new int[] {1, 1}, new int[] {1}, none))
            .getMessage();
    assertTrue(message.startsWith("expected items and context of 2 users, found 1"), message);
  }
}
