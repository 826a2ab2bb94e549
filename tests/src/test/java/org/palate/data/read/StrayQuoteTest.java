// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.data.DataException;
import org.palate.data.Entities;
import org.palate.data.Interactions;

/** A stray quote costs the line it is in, never the lines after it. */
final class StrayQuoteTest {
  private static final int ROWS = 1000;
  private static final String SCHEMA = "user=1,item=2,rating=3,header=no";

  @TempDir Path folder;

  /** Rows {@code u7,é7,7}, some of them written differently: line, text, line, text, and so on. */
  private static List<String> rows(Object... changes) {
    List<String> lines = new ArrayList<>();
    for (int line = 1; line <= ROWS; line++) {
      lines.add("u%d,é%d,%d".formatted(line, line, line));
    }
    for (int i = 0; i < changes.length; i += 2) {
      lines.set((Integer) changes[i] - 1, (String) changes[i + 1]);
    }
    return lines;
  }

  private Path file(List<String> lines, String lineEnd, boolean lastEnds) throws IOException {
    String content = String.join(lineEnd, lines) + (lastEnds ? lineEnd : "");
    return Files.writeString(folder.resolve("stray.csv"), content);
  }

  private Interactions skip(List<String> lines) throws IOException {
    return Delimited.read(file(lines, "\n", true), Schema.parse(SCHEMA), OnBadRow.SKIP);
  }

  private String error(List<String> lines) throws IOException {
    Path file = file(lines, "\n", true);
    DataException e =
        assertThrows(
            DataException.class, () -> Delimited.read(file, Schema.parse(SCHEMA), OnBadRow.FAIL));
    return e.getMessage().replace(file.toString(), "file");
  }

  /** That all rows but those of {@code bad} lines were read, and those were counted. */
  private static void assertLost(Interactions read, int... bad) {
    List<String> users = new ArrayList<>();
    for (int line = 1; line <= ROWS; line++) {
      int wanted = line;
      if (Arrays.stream(bad).noneMatch(other -> other == wanted)) {
        users.add("u" + line);
      }
    }
    List<String> found = new ArrayList<>(read.userVocabulary().keys());
    assertEquals(users.size(), found.size());
    found.removeAll(users);
    assertEquals(List.of(), found);
    assertEquals(ROWS - bad.length, read.size());
    assertEquals(bad.length, read.skipped().count());
    for (int i = 0; i < read.size(); i++) {
      assertEquals("é" + users.get(i).substring(1), read.itemVocabulary().key(read.item(i)));
    }
  }

  @Test
  void aQuoteThatIsNeverClosedCostsItsLineWhereverItStands() throws IOException {
    for (int line : new int[] {1, 2, 500, ROWS - 1, ROWS}) {
      for (String row : List.of("\"u,x,1", "u,\"x,1", "u,x,\"1", "u,x,\"")) {
        for (String lineEnd : List.of("\n", "\r\n")) {
          for (boolean lastEnds : new boolean[] {true, false}) {
            Path file = file(rows(line, row), lineEnd, lastEnds);
            assertLost(Delimited.read(file, Schema.parse(SCHEMA), OnBadRow.SKIP), line);
          }
        }
      }
    }
  }

  @Test
  void aQuoteThatClosesAfterMoreThanTheMostLinesIsStray() throws IOException {
    int last = 10 + RowReader.MAX_LINES;
    assertLost(skip(rows(10, "a,\"x", last, "x\",5")), 10, last);
    Interactions read = skip(rows(10, "a,\"x", last - 1, "x\",5"));
    assertEquals(0, read.skipped().count());
    assertEquals(ROWS - RowReader.MAX_LINES + 1, read.size());
    String title = read.itemVocabulary().key(10);
    assertTrue(title.startsWith("x\nu11,é11,11\nu12"), title);
  }

  @Test
  void aQuoteThatMeetsAnotherStrayQuoteGivesBackTheRowsBetween() throws IOException {
    // Line 40 closes the quote of line 10, but neither delimiter nor line end follows.
    assertLost(skip(rows(10, "a,\"x,1", 40, "b,\"y,2")), 10, 40);
    // It closes well, and the row has two columns, or four.
    assertLost(skip(rows(10, "a,\"x,1", 40, "b,y,2\"")), 10, 40);
    Interactions four = skip(rows(10, "a,\"x,1", 40, "b\",y,2"));
    assertEquals(ROWS - 1, four.size());
    assertEquals("b\"", four.userVocabulary().key(39));
    // It closes well, and another field opens in the same line and never ends.
    assertLost(skip(rows(10, "a,\"x,1", 40, "b\",\"y,2")), 10, 40);
    // Doubled quotes within what was given back are still what they were.
    assertLost(skip(rows(10, "a,\"x,1", 20, "\"u20\",\"é20\",\"20\"", 40, "b,\"y")), 10, 40);
    Interactions read = skip(rows(10, "a,\"x,1", 20, "u\"\"20,\"\"\"é\"\"20\",20", 40, "b,\"y"));
    assertEquals("u\"\"20", read.userVocabulary().key(19));
    assertEquals("\"é\"20", read.itemVocabulary().key(19));
    assertEquals(2, read.skipped().count());
  }

  @Test
  void aQuoteThatClosesWellInARowOfTheRightWidthMakesOneRow() throws IOException {
    Interactions read = skip(rows(10, "a,\"x,1", 40, "b,y\",2"));
    assertEquals(ROWS - 30, read.size());
    assertEquals(0, read.skipped().count());
    assertTrue(read.itemVocabulary().key(10).startsWith("x,1\nu11,é11,11\n"));
  }

  @Test
  void aStrayQuoteInTheFirstRowDoesNotSetTheNumberOfColumns() throws IOException {
    assertLost(skip(rows(1, "a,\"x,1", 40, "b,y,2\"")), 1, 40);
    Interactions read = skip(rows(1, "\"a\nb\",x,1"));
    assertEquals("a\nb", read.userVocabulary().key(1));
    assertEquals(ROWS, read.size());
  }

  @Test
  void aHeaderThatAStrayQuoteSpoilsIsNotReplacedByARow() throws IOException {
    Path file = file(rows(1, "user,\"item,rating"), "\n", true);
    for (String schema : List.of("", "user=user,item=item", "user=1,item=2,header=yes")) {
      DataException e =
          assertThrows(
              DataException.class, () -> Delimited.read(file, Schema.parse(schema), OnBadRow.SKIP));
      assertTrue(e.getMessage().startsWith(file + ", line 2: expected"), e.getMessage());
      String lost = "; a row before it cannot be read, line 1, column 2: expected a closing quote";
      assertTrue(e.getMessage().contains(lost), e.getMessage());
    }
  }

  @Test
  void messagesNameTheLineOfTheQuoteAndSayWhatToDo() throws IOException {
    String advice = "; if quotes are ordinary characters, say quotes=no in the schema";
    assertEquals(
        "file, line 10, column 2 (item): expected a closing quote within 200 lines and 1,048,576"
            + " bytes, found none"
            + advice,
        error(rows(10, "a,\"x,1")));
    assertEquals(
        "file, line 10, column 3 (rating): expected a closing quote within 200 lines and 1,048,576"
            + " bytes for the quote opened in line 12, found none"
            + advice,
        error(rows(10, "a,\"x", 12, "y\",\"1")));
    assertEquals(
        "file, line 10, column 2 (item): expected the delimiter or the line end after the closing"
            + " quote (opened in line 10, closed in line 40), found \"y,2\""
            + advice,
        error(rows(10, "a,\"x,1", 40, "b,\"y,2")));
    assertEquals(
        "file, line 10: expected 3 columns as in the first row, found 2 in the row that quotes"
            + " carry on to line 40"
            + advice,
        error(rows(10, "a,\"x,1", 40, "b,y,2\"")));
    assertEquals(
        "file, line 999, column 2 (item): expected a closing quote within 200 lines and 1,048,576"
            + " bytes, found the end of the file"
            + advice,
        error(rows(999, "a,\"x,1")));
  }

  @Test
  void longLinesAfterAStrayQuoteAreKeptAndTheMemoryIsBounded() throws IOException {
    // Ten lines of 150 kB: the row would be longer than a megabyte after seven.
    List<String> lines = new ArrayList<>();
    lines.add("a,\"x,1");
    for (int i = 0; i < 10; i++) {
      lines.add("u" + i + "," + "é".repeat(75_000) + ",1");
    }
    Interactions read = skip(lines);
    assertEquals(10, read.size());
    assertEquals(1, read.skipped().count());
  }

  @Test
  void aRowWithTooManyColumnsIsNotReadToItsEnd() throws IOException {
    // Each line closes the quote of the line before and opens another.
    List<String> lines = new ArrayList<>(List.of("u,x,1"));
    for (int i = 0; i < 300; i++) {
      lines.add("a\",\"b");
    }
    Interactions read = skip(lines);
    assertEquals(1, read.size());
    assertEquals(300, read.skipped().count());
    String first = read.skipped().messages().getFirst();
    assertTrue(first.contains("found 4 in the row that quotes carry on to line 5"), first);
  }

  @Test
  void linesAreCountedRightlyAfterAStrayQuote() throws IOException {
    Interactions read = skip(rows(3, "a,\"x,1", 5, "u5,é5,five", 9, "u9,\"é9\n\",9", 12, "u12"));
    List<String> messages = read.skipped().messages();
    assertEquals(3, messages.size());
    assertTrue(messages.get(0).contains(", line 3, column 2 (item): "), messages.get(0));
    assertTrue(messages.get(1).contains(", line 5, column 3 (rating): "), messages.get(1));
    assertTrue(messages.get(2).contains(", line 13: "), messages.get(2));
  }

  @Test
  void filesOfUsersAndItemsLoseOneLineToo() throws IOException {
    List<String> lines = rows(10, "a,\"x,1", 40, "b,\"y,2", ROWS, "\"z,z,1");
    Path file = file(lines, "\n", true);
    EntityReader.Result read =
        EntityReader.read(file, EntitySchema.parse("id=1,title=2,numeric=3"), OnBadRow.SKIP);
    assertEquals(ROWS - 3, read.entities().ids().keys().size());
    assertEquals(3, read.skipped().count());
    assertEquals("é20", read.entities().title("u20"));
    assertFalse(read.entities().ids().contains("a"));
  }

  @Test
  void theFilmsOfMovieLensLoseOneLineToo() throws IOException {
    Files.writeString(
        folder.resolve("movies.csv"),
        "movieId,title,genres\n1,\"One, Two\nThree\",Drama\n2,\"Stray,War\n3,Four,War|Drama\n");
    Entities films = MovieLens.items(folder, OnBadRow.SKIP).orElseThrow();
    assertEquals(List.of("1", "3"), films.ids().keys());
    assertEquals("One, Two\nThree", films.title("1"));
  }
}
