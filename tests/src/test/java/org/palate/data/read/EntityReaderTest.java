// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.data.Column;
import org.palate.data.DataException;
import org.palate.data.Entities;

final class EntityReaderTest {
  private static final EntitySchema SCHEMA =
      EntitySchema.parse("id=film,title=name,multi=genres,categorical=studio,numeric=year");

  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("films.csv"), content);
  }

  @Test
  void everyKindOfColumnIsRead() throws IOException {
    Entities films =
        EntityReader.read(
                file(
                    "year,film,name,genres,studio\n"
                        + "1999,f1,\"One, Two\",Drama|War,X\n"
                        + ",f2,,,\n"
                        + "2001,f3,Three, War | Drama|War ,X\n"),
                SCHEMA,
                OnBadRow.FAIL)
            .entities();
    assertEquals(List.of("f1", "f2", "f3"), films.ids().keys());
    assertEquals("One, Two", films.title("f1"));
    assertEquals("f2", films.title("f2"));
    Column.MultiCategorical genres = (Column.MultiCategorical) films.column("genres");
    assertArrayEquals(new String[] {"Drama", "War"}, genres.values(1));
    assertArrayEquals(new String[] {"War", "Drama"}, genres.values(3));
    for (Column column : films.columns()) {
      assertTrue(column.isMissing(2), column.name());
    }
    assertEquals(2001, ((Column.Numeric) films.column("year")).values()[3]);
    assertEquals("X", ((Column.Categorical) films.column("studio")).value(3));
  }

  @Test
  void anIdGivenTwiceIsABadRow() throws IOException {
    Path file = file("film,name,genres,studio,year\nf1,A,,,\nf1,B,,,\nf2,C,,,?\n");
    DataException e =
        assertThrows(DataException.class, () -> EntityReader.read(file, SCHEMA, OnBadRow.FAIL));
    assertEquals(
        file + ", line 3, column 1 (film): expected an id that no earlier row has, found \"f1\"",
        e.getMessage());
    EntityReader.Result skipped = EntityReader.read(file, SCHEMA, OnBadRow.SKIP);
    assertEquals(2, skipped.skipped().count());
    assertEquals(List.of("f1"), skipped.entities().ids().keys());
    assertEquals("A", skipped.entities().title("f1"));
  }

  @Test
  void schemasAreReadAndWritten() {
    assertEquals(SCHEMA, EntitySchema.parse(SCHEMA.toString()));
    assertEquals("|", SCHEMA.separator());
    assertEquals(";", EntitySchema.parse("id=1,multi=2,separator=;").separator());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> EntitySchema.parse("title=name"));
    assertEquals("schema: expected id=column, found none", e.getMessage());
  }
}
