// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.io.JsonArray;
import org.palate.io.JsonObject;

/** Delimited text with files of users and items beside it. */
class DataOptionsTest {
  @TempDir private Path folder;

  private String visits;
  private String users;
  private String items;

  @BeforeEach
  void writeThreeFiles() throws IOException {
    StringBuilder rows = new StringBuilder("visitor,page,stars,device\n");
    for (int row = 0; row < 120; row++) {
      rows.append("v%d,p%d,%d,%s\n".formatted(row % 10, row / 10, 1 + row * 7 % 5, row % 3));
    }
    visits = Files.writeString(folder.resolve("visits.csv"), rows).toString();
    users = file("users.txt", 10, "v%d|north|%d\n");
    items = file("pages.txt", 12, "p%d;The page;news/sport;%d\n");
  }

  private String file(String name, int count, String row) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      rows.append(row.formatted(i, i));
    }
    return Files.writeString(folder.resolve(name), rows).toString();
  }

  private String[] train(String... more) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("train", "--data", visits, "--model=fm", "--set=epochs=1"));
    words.addAll(List.of("--schema=user=visitor,item=page,rating=stars,categorical=device"));
    words.addAll(Arrays.asList(more));
    return words.toArray(String[]::new);
  }

  @Test
  void whatIsKnownOfUsersAndItemsBecomesFieldsAndTitles() {
    String bundle = folder.resolve("visits.palate").toString();
    Call.json(
        train(
            "--users",
            users,
            "--users-schema=id=1,categorical=2,numeric=3,header=no",
            "--items",
            items,
            "--items-schema=id=1,title=2,multi=3,separator=/,header=no",
            "--out",
            bundle));
    JsonObject facts = Call.json("info", "--bundle", bundle).getObject("facts");
    JsonArray fields = facts.getArray("fields");
    List<String> sides = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      JsonObject field = fields.getObject(i);
      sides.add(field.getString("side") + " " + field.getString("kind"));
    }
    assertEquals(
        List.of("USER categorical", "USER numeric", "ITEM bag", "CONTEXT categorical"), sides);
    assertTrue(facts.getBoolean("titles"));
    Call call = Call.of("recommend", "--bundle", bundle, "--history", "p3");
    assertTrue(call.out().contains("The page"), call::out);
  }

  @Test
  void badRowsOfAllFilesAreSkippedAndCounted() throws IOException {
    Files.writeString(Path.of(visits), Files.readString(Path.of(visits)) + "v1,p1,many,0\n");
    Files.writeString(Path.of(users), Files.readString(Path.of(users)) + "v1|south|7\n");
    String[] words =
        train("--users", users, "--users-schema=id=1,categorical=2,numeric=3,header=no");
    Call.assertEnds(CommandLine.FAILURE, "visits.csv, line 122, column 3 (stars)", words);

    String[] skipping = Arrays.copyOf(words, words.length + 1);
    skipping[words.length] = "--on-bad-row=skip";
    JsonObject data = Call.json(skipping).getObject("data");
    assertEquals(120, data.getInt("rows"));
    assertEquals(2, data.getInt("skippedRows"));
    assertEquals(2, data.getArray("firstSkipped").size());
    String err = Call.of(skipping).err();
    assertTrue(err.contains("skipped 2 rows that could not be read:"), err);
    assertTrue(err.contains("visits.csv, line 122") && err.contains("users.txt, line 11"), err);
  }

  @Test
  void aSchemaThatIsWrongOrOutOfPlaceIsAWrongCall() {
    Call.assertEnds(
        CommandLine.WRONG_CALL,
        "did you mean rating?",
        "train",
        "--data",
        visits,
        "--model=fm",
        "--schema=user=1,item=2,ratng=3");
    Call.assertEnds(CommandLine.WRONG_CALL, "only --users is given", train("--users", users));
    Call.assertEnds(
        CommandLine.WRONG_CALL, "only --items-schema is given", train("--items-schema=id=1"));
    Call.assertEnds(
        CommandLine.WRONG_CALL,
        "--items-schema: schema",
        train("--items", items, "--items-schema=idd=1"));
    Call.assertEnds(CommandLine.WRONG_CALL, "knows its columns", train("--format=movielens"));
  }
}
