// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class VocabularyTest {
  @Test
  void codesRunFromOneInOrderOfFirstAppearance() {
    Vocabulary.Builder builder = new Vocabulary.Builder();
    assertEquals(1, builder.add("b"));
    assertEquals(2, builder.add("a"));
    assertEquals(1, builder.add("b"));
    Vocabulary vocabulary = builder.build();
    assertEquals(List.of("b", "a"), vocabulary.keys());
    assertEquals(3, vocabulary.size());
    assertEquals("b", vocabulary.key(1));
    assertEquals(2, vocabulary.code("a"));
  }

  @Test
  void unseenKeysHaveCodeZeroWhichHasNoKey() {
    Vocabulary vocabulary = Vocabulary.of(List.of("x", ""));
    assertEquals(Vocabulary.UNKNOWN, vocabulary.code("y"));
    assertFalse(vocabulary.contains("y"));
    assertTrue(vocabulary.contains(""));
    assertEquals(2, vocabulary.code(""));
    assertThrows(IndexOutOfBoundsException.class, () -> vocabulary.key(0));
    assertThrows(IndexOutOfBoundsException.class, () -> vocabulary.key(3));
  }

  @Test
  void keysMakeTheSameVocabularyAgain() {
    Vocabulary vocabulary = Vocabulary.of(List.of("one", "two", "three"));
    assertEquals(vocabulary, Vocabulary.of(vocabulary.keys()));
    assertEquals(vocabulary.hashCode(), Vocabulary.of(vocabulary.keys()).hashCode());
    assertNotEquals(vocabulary, Vocabulary.of(List.of("two", "one", "three")));
  }

  @Test
  void repeatedKeysAreRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> Vocabulary.of(List.of("one", "two", "one")));
    assertEquals("expected different keys, found \"one\" twice", e.getMessage());
  }

  @Test
  void aBuiltVocabularyCannotBeChanged() {
    Vocabulary vocabulary = Vocabulary.of(List.of("one"));
    assertThrows(UnsupportedOperationException.class, () -> vocabulary.keys().add("two"));
  }
}
