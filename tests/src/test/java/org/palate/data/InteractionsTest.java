// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

final class InteractionsTest {
  private static final Vocabulary USERS = Vocabulary.of(List.of("ann", "bob"));
  private static final Vocabulary ITEMS = Vocabulary.of(List.of("x", "y", "z"));

  private static Interactions bare() {
    return Interactions.of(USERS, new int[] {1, 2, 1}, ITEMS, new int[] {3, 1, 2});
  }

  @Test
  void absentColumnsSayThatTheyAreAbsent() {
    Interactions interactions = bare().withTime(new long[] {1, 2, 3});
    assertFalse(interactions.hasRating());
    assertFalse(interactions.hasLabel());
    assertFalse(interactions.hasWeight());
    assertTrue(interactions.hasTime());
    assertFalse(interactions.has("device"));
    NoSuchElementException rating =
        assertThrows(NoSuchElementException.class, interactions::ratings);
    assertEquals(
        "interactions: expected a column named \"rating\", found user, item, time",
        rating.getMessage());
    assertThrows(NoSuchElementException.class, interactions::labels);
    assertThrows(NoSuchElementException.class, interactions::weights);
    assertThrows(NoSuchElementException.class, bare()::times);
    assertThrows(NoSuchElementException.class, () -> interactions.column("device"));
  }

  @Test
  void selectionTakesEveryColumnAlongAndKeepsTheVocabularies() {
    Interactions all =
        bare()
            .withRating(new float[] {1, 2, 3})
            .withTime(new long[] {10, 20, 30})
            .withLabel(new float[] {0, 1, 0.5f})
            .withWeight(new float[] {1, 0, 2})
            .withColumn(
                new Column.Categorical("device", Vocabulary.of(List.of("tv")), new int[] {1, 0, 1}))
            .withAnnotation(new Column.Numeric("dwell", new float[] {7, Float.NaN, 9}));
    Interactions selected = all.select(new int[] {2, 0, 2});
    assertEquals(3, selected.size());
    assertArrayEquals(new int[] {1, 1, 1}, selected.userCodes());
    assertArrayEquals(new int[] {2, 3, 2}, selected.itemCodes());
    assertArrayEquals(new float[] {3, 1, 3}, selected.ratings());
    assertArrayEquals(new long[] {30, 10, 30}, selected.times());
    assertArrayEquals(new float[] {0.5f, 0, 0.5f}, selected.labels());
    assertArrayEquals(new float[] {2, 1, 2}, selected.weights());
    assertArrayEquals(
        new int[] {1, 1, 1}, ((Column.Categorical) selected.column("device")).codes());
    assertArrayEquals(new float[] {9, 7, 9}, ((Column.Numeric) selected.column("dwell")).values());
    assertSame(USERS, selected.userVocabulary());
    assertEquals(1, selected.columns().size());
    assertEquals(1, selected.annotations().size());
  }

  @Test
  void entitiesAreBroughtIntoTheOrderOfTheCodes() {
    Entities titled =
        Entities.of(
            Vocabulary.of(List.of("w", "z", "x")),
            List.of(new Column.Text("title", new String[] {"", "Double U", "Zed", "Ex"})));
    Interactions interactions = bare().withItems(titled);
    assertEquals("Ex", interactions.items().title(interactions.item(1)));
    assertEquals("y", interactions.items().title(interactions.item(2)));
    assertEquals("Double U", interactions.items().title("w"));
    assertEquals(List.of("x", "y", "z", "w"), interactions.items().ids().keys());
    assertEquals("ann", interactions.users().title(interactions.user(0)));
  }

  @Test
  void labelsComeFromRatings() {
    Interactions labelled = bare().withRating(new float[] {3.5f, 4, 5}).withLabelFromRating(4);
    assertArrayEquals(new float[] {0, 1, 1}, labelled.labels());
    assertThrows(NoSuchElementException.class, () -> bare().withLabelFromRating(4));
  }

  @Test
  void numbersOutOfTheirRangeAreRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> bare().withLabel(new float[] {0, 2, 0}));
    assertEquals("label at row 1: expected a finite number from 0 to 1, found 2.0", e.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> bare().withRating(new float[] {0, Float.NaN, 0}));
    assertThrows(IllegalArgumentException.class, () -> bare().withWeight(new float[] {0, -1, 0}));
    assertThrows(IllegalArgumentException.class, () -> bare().withTime(new long[] {0, -1, 0}));
    assertThrows(IllegalArgumentException.class, () -> bare().withTime(new long[2]));
    assertThrows(
        IllegalArgumentException.class,
        () -> Interactions.of(USERS, new int[] {3}, ITEMS, new int[] {1}));
    Column device = new Column.Numeric("device", new float[3]);
    assertThrows(
        IllegalArgumentException.class, () -> bare().withColumn(device).withAnnotation(device));
  }

  @Test
  void changesMakeNewObjects() {
    Interactions before = bare();
    before.withRating(new float[3]).withColumn(new Column.Numeric("n", new float[3]));
    assertFalse(before.hasRating());
    assertEquals(List.of(), before.columns());
  }
}
