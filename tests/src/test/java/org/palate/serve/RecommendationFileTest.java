// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palate.SmallShop;
import org.palate.data.Interactions;
import org.palate.data.read.DataFormat;
import org.palate.data.read.OnBadRow;
import org.palate.data.read.Schema;
import org.palate.io.Json;
import org.palate.io.JsonArray;
import org.palate.io.JsonObject;
import org.palate.serve.RecommendationFile.Format;

class RecommendationFileTest {
  private static final Wanted WANTED = Wanted.top(25).withSeen();

  private static Recommender recommender;

  @TempDir private Path folder;

  @BeforeAll
  static void train() {
    recommender = Recommender.of(SmallShop.train("deepfm", 2));
  }

  private RecommendationFile.Summary write(Path path, Wanted wanted) throws IOException {
    return RecommendationFile.write(
        path,
        Format.of(path),
        recommender,
        Query.ofAnyone(),
        wanted,
        RecommendationFile.Listener.SILENT);
  }

  /** A list item as a line of text without delimiters. */
  private static List<String> expected() {
    List<String> expected = new ArrayList<>();
    for (String user : recommender.bundle().space().users().keys()) {
      for (Recommendation item : recommender.recommend(Query.of(user), WANTED)) {
        expected.add(user + " " + item.item() + " " + item.score());
      }
    }
    return expected;
  }

  /** The id with a comma is quoted where commas delimit; our own reader reads all back. */
  @ParameterizedTest
  @ValueSource(strings = {"lists.csv", "lists.tsv", "LISTS.TSV", "lists"})
  void delimitedListsAreReadBack(String name) throws IOException {
    Path path = folder.resolve(name);
    RecommendationFile.Summary written = write(path, WANTED);
    boolean tabs = name.toLowerCase().endsWith("tsv");
    List<String> lines = Files.readAllLines(path);
    assertEquals(tabs ? "user\trank\titem\tscore" : "user,rank,item,score", lines.getFirst());
    assertTrue(
        lines.stream().anyMatch(line -> line.contains(tabs ? "\tt7,red\t" : ",\"t7,red\",")));
    Interactions read =
        DataFormat.parse("delimited")
            .read(
                path, Schema.parse("user=user,item=item,rating=score,numeric=rank"), OnBadRow.FAIL);
    List<String> found = new ArrayList<>();
    for (int row = 0; row < read.size(); row++) {
      found.add(
          read.userVocabulary().key(read.user(row))
              + " "
              + read.itemVocabulary().key(read.item(row))
              + " "
              + read.ratings()[row]);
    }
    assertEquals(expected(), found);
    assertEquals(read.size(), written.rows());
    assertEquals(SmallShop.CUSTOMERS + 1, written.users());
    assertEquals(read.itemVocabulary().size() - 1, written.items());
    assertEquals(Files.size(path), written.bytes());
    assertEquals(0, written.shorter());
  }

  @Test
  void jsonLinesHoldAnObjectAUser() throws IOException {
    Path path = folder.resolve("lists.jsonl");
    RecommendationFile.Summary written = write(path, WANTED);
    List<String> found = new ArrayList<>();
    for (String line : Files.readAllLines(path)) {
      JsonObject object = Json.parseObject(line);
      JsonArray list = object.getArray("recommendations");
      for (int i = 0; i < list.size(); i++) {
        JsonObject item = list.getObject(i);
        assertEquals(i + 1, item.getInt("rank"));
        assertEquals(recommender.title(item.getString("item")), item.getString("title"));
        found.add(
            object.getString("user") + " " + item.getString("item") + " " + item.getFloat("score"));
      }
    }
    assertEquals(expected(), found);
    assertEquals(found.size(), written.rows());
  }

  @Test
  void usersWithShorterListsAreCounted() throws IOException {
    Path path = folder.resolve("few.csv");
    RecommendationFile.Summary written = write(path, Wanted.top(2).among(List.of("t1", "t2")));
    Set<String> twice = new HashSet<>();
    Set<String> once = new HashSet<>();
    for (String line : Files.readAllLines(path)) {
      String user = line.split(",")[0];
      if (!once.add(user)) {
        twice.add(user);
      }
    }
    assertEquals(SmallShop.CUSTOMERS + 1 - twice.size(), written.shorter());
    assertTrue(written.shorter() > 0 && twice.size() > 0);
  }

  @Test
  void whatFailsLeavesTheFileThatWasThereAndNoOther() throws IOException {
    Path path = Files.writeString(folder.resolve("lists.csv"), "before");
    assertThrows(
        IllegalStateException.class,
        () ->
            RecommendationFile.write(
                path,
                Format.CSV,
                recommender,
                Query.ofAnyone(),
                WANTED,
                (done, _) -> {
                  if (done == 7) {
                    throw new IllegalStateException("enough");
                  }
                }));
    assertEquals("before", Files.readString(path));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(path), files.toList());
    }
  }

  @Test
  void theListenerHearsOfEveryUser() throws IOException {
    List<Integer> heard = new ArrayList<>();
    RecommendationFile.write(
        folder.resolve("lists.csv"),
        Format.CSV,
        recommender,
        Query.ofAnyone(),
        Wanted.top(1),
        (done, all) -> {
          assertEquals(SmallShop.CUSTOMERS + 1, all);
          heard.add(done);
        });
    assertEquals(SmallShop.CUSTOMERS + 1, heard.size());
    assertEquals(heard.size(), heard.getLast());
  }
}
