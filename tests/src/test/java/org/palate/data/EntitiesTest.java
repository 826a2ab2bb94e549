// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

final class EntitiesTest {
  /** Films a (1999, drama and war) and b (no year, no genre, no title). */
  private static Entities films() {
    return Entities.of(
        Vocabulary.of(List.of("a", "b")),
        List.of(
            new Column.Text("title", new String[] {"", "Alpha", ""}),
            new Column.Numeric("year", new float[] {Float.NaN, 1999, Float.NaN}),
            new Column.Categorical("studio", Vocabulary.of(List.of("X")), new int[] {0, 0, 1}),
            new Column.MultiCategorical(
                "genres",
                Vocabulary.of(List.of("Drama", "War")),
                new int[] {0, 0, 2, 2},
                new int[] {1, 2})));
  }

  @Test
  void titlesFallBackToIds() {
    assertEquals("Alpha", films().title(1));
    assertEquals("b", films().title(2));
    assertEquals("unknown", films().title(0));
    assertEquals("Alpha", films().title("a"));
    assertEquals("never seen", films().title("never seen"));
  }

  @Test
  void columnsAreFoundByNameAndMissingOnesAreNamed() {
    assertTrue(films().has("year"));
    NoSuchElementException e =
        assertThrows(NoSuchElementException.class, () -> films().column("yaer"));
    assertEquals(
        "expected a column named \"yaer\", found title, year, studio, genres", e.getMessage());
  }

  @Test
  void alignmentPutsTheVocabularyFirstAndKeepsEveryFact() {
    Vocabulary rated = Vocabulary.of(List.of("new", "b"));
    Entities aligned = films().alignedTo(rated);
    assertEquals(List.of("new", "b", "a"), aligned.ids().keys());
    assertTrue(aligned.isAlignedTo(rated));
    assertFalse(films().isAlignedTo(rated));
    assertEquals("new", aligned.title(1));
    for (Column column : aligned.columns()) {
      assertTrue(column.isMissing(0));
      assertTrue(column.isMissing(1));
    }
    assertEquals("X", ((Column.Categorical) aligned.column("studio")).value(2));
    Column.MultiCategorical genres = (Column.MultiCategorical) aligned.column("genres");
    assertArrayEquals(new String[] {"Drama", "War"}, genres.values(3));
    assertEquals(0, genres.count(2));
    assertEquals(1999, ((Column.Numeric) aligned.column("year")).values()[3]);
  }

  @Test
  void columnsMustHaveOneRowForEachIdAndNoneForTheUnknown() {
    Vocabulary ids = Vocabulary.of(List.of("a"));
    IllegalArgumentException rows =
        assertThrows(
            IllegalArgumentException.class,
            () -> Entities.of(ids, List.of(new Column.Numeric("year", new float[1]))));
    assertEquals(
        "column year: expected 2 rows, the unknown entity and 1 ids, found 1", rows.getMessage());
    IllegalArgumentException unknown =
        assertThrows(
            IllegalArgumentException.class,
            () -> Entities.of(ids, List.of(new Column.Numeric("year", new float[2]))));
    assertEquals(
        "column year: expected no value in row 0, the unknown entity, found one",
        unknown.getMessage());
  }

  @Test
  void columnsRefuseCodesAndNumbersThatCannotBe() {
    Vocabulary values = Vocabulary.of(List.of("X"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Column.Categorical("studio", values, new int[] {0, 2}));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Column.MultiCategorical("g", values, new int[] {0, 2}, new int[] {1}));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Column.MultiCategorical("g", values, new int[] {0, 1, 0, 1}, new int[] {1}));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Column.Numeric("n", new float[] {Float.POSITIVE_INFINITY}));
    assertNull(new Column.Categorical("studio", values, new int[] {0}).value(0));
  }
}
