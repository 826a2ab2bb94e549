// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.TimeZone;
import javax.sql.rowset.CachedRowSet;
import javax.sql.rowset.RowSetMetaDataImpl;
import javax.sql.rowset.RowSetProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.TestProcess;
import org.palate.data.Column;
import org.palate.data.DataException;
import org.palate.data.Entities;
import org.palate.data.Interactions;
import org.palate.data.SkippedRows;
import org.palate.data.Vocabulary;

final class ResultSetsTest {
  @TempDir Path folder;

  private static Interactions read(List<String> labels, String schema, List<?>... rows) {
    return ResultSets.read(
        RowsInMemory.of(labels, List.of(rows)), Schema.parse(schema), OnBadRow.FAIL);
  }

  private static String error(List<String> labels, String schema, List<?>... rows) {
    return assertThrows(DataException.class, () -> read(labels, schema, rows)).getMessage();
  }

  /** What is wrong with a value of the column "v" that is read as a rating, a time and so on. */
  private static String error(String role, Object value) {
    return error(
        List.of("u", "i", "v"),
        "user=u,item=i," + role + "=v",
        List.of("ann", "x", role.equals("time") ? 1 : 0.5),
        Arrays.asList("bob", "x", value));
  }

  private static long time(Object value) {
    return read(List.of("user", "item", "time"), "", List.of("ann", "x", value)).times()[0];
  }

  @Test
  void columnsAreFoundByLabelInAnyLetterCase() {
    Interactions read =
        read(
            List.of("PRICE", "WHO", "WHAT", "AT", "STARS", "CLICKED", "W", "City", "MEMBER"),
            "user=who,item=what,rating=stars,time=at,label=clicked,weight=W,categorical=city,"
                + "numeric=price,member",
            List.of(
                1.5, "ann ", 7, LocalDateTime.parse("2000-12-01T00:00"), 4.5, true, 2L, "Rome", 1),
            Arrays.asList(null, "bob", 8L, 975_628_860, "3", -1, 0.5f, null, null),
            Arrays.asList(
                "NaN", "ann", "8", "2000-12-01", new BigDecimal("1.0"), 0.25, 0, " ", false));
    assertEquals(List.of("ann", "bob"), read.userVocabulary().keys());
    assertEquals(List.of("7", "8"), read.itemVocabulary().keys());
    assertArrayEquals(new int[] {1, 2, 1}, read.userCodes());
    assertArrayEquals(new int[] {1, 2, 2}, read.itemCodes());
    assertArrayEquals(new float[] {4.5f, 3, 1}, read.ratings());
    assertArrayEquals(new long[] {975_628_800, 975_628_860, 975_628_800}, read.times());
    assertArrayEquals(new float[] {1, 0, 0.25f}, read.labels());
    assertArrayEquals(new float[] {2, 0.5f, 0}, read.weights());
    assertEquals(
        List.of(
            new Column.Categorical("city", Vocabulary.of(List.of("Rome")), new int[] {1, 0, 0}),
            new Column.Numeric("price", new float[] {1.5f, Float.NaN, Float.NaN}),
            new Column.Numeric("member", new float[] {1, Float.NaN, 0})),
        read.columns());
    assertEquals(SkippedRows.NONE, read.skipped());
  }

  @Test
  void usualNamesAndNumbersNeedNoLabels() {
    Interactions usual = read(List.of("SCORE", "USER_ID", "movieId"), "", List.of(4, "ann", "x"));
    assertArrayEquals(new float[] {4}, usual.ratings());
    Interactions numbered =
        read(List.of("a", "a", "A"), "user=3,item=1,numeric=2", List.of("x", 4, "ann"));
    assertEquals(List.of("ann"), numbered.userVocabulary().keys());
    assertEquals(List.of(new Column.Numeric("a", new float[] {4})), numbered.columns());
  }

  @Test
  void columnsThatAreNotThereAreNamed() {
    assertEquals(
        "result set: expected a column named \"stars\" (rating), found \"u\", \"i\", \"star\"; did"
            + " you mean star?",
        error(List.of("u", "i", "star"), "user=u,item=i,rating=stars"));
    assertEquals(
        "result set: expected column 4 (rating), but columns are numbered from 1 to 3 here",
        error(List.of("u", "i", "star"), "user=u,item=i,rating=4"));
    assertEquals(
        "result set: two columns are named \"I\" (item); give the number of the one that is meant",
        error(List.of("u", "i", "i"), "user=u,item=I"));
    assertEquals(
        "result set: expected columns such as user, item, rating, time, found \"u i\"; say which"
            + " columns are user and item, by name or by number from 1",
        error(List.of("u", "i"), ""));
    assertEquals(
        "result set: column \"label\" cannot be read as a further column: the name is taken",
        error(List.of("user", "item", "label"), "user=1,item=2,numeric=label"));
  }

  @Test
  void timesAreUtcWhateverTheZoneOfTheJvm() {
    TimeZone before = TimeZone.getDefault();
    try {
      for (String zone : List.of("America/New_York", "Asia/Kolkata", "UTC")) {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        assertEquals(975_664_800, time(LocalDateTime.parse("2000-12-01T10:00:00.9")), zone);
        // 2:30 on this day does not exist in New York.
        assertEquals(986_092_200, time(LocalDateTime.parse("2001-04-01T02:30")), zone);
        assertEquals(975_628_800, time(Date.valueOf("2000-12-01")), zone);
        assertEquals(975_628_800, time(LocalDate.parse("2000-12-01")), zone);
        assertEquals(975_664_800, time(OffsetDateTime.parse("2000-12-01T12:00+02:00")), zone);
        assertEquals(
            975_664_800, time(ZonedDateTime.parse("2000-12-01T11:00+01:00[Europe/Paris]")), zone);
        assertEquals(975_664_800, time(Instant.parse("2000-12-01T10:00:00.9Z")), zone);
        assertEquals(975_664_800, time("2000-12-01 10:00:00"), zone);
        assertEquals(975_664_800, time(975_664_800), zone);
        assertEquals(975_664_800, time(975_664_800.9), zone);
        assertEquals(975_664_800, time(new BigDecimal("9.756648E+8")), zone);
      }
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void errorsNameRowAndLabel() {
    String at = "result set, row 2, column \"v\" (%s): ";
    assertEquals(
        at.formatted("rating") + "expected a finite number, found NULL", error("rating", null));
    assertEquals(
        at.formatted("rating") + "expected a finite number, found \"five\"",
        error("rating", "five"));
    assertEquals(
        at.formatted("rating") + "expected a finite number, found \"NaN\"",
        error("rating", Double.NaN));
    assertEquals(
        at.formatted("rating") + "expected a finite number, found \"1.0E300\"",
        error("rating", 1e300));
    assertEquals(
        at.formatted("rating") + "expected a finite number, found \"2000-12-01\"",
        error("rating", Date.valueOf("2000-12-01")));
    assertEquals(
        at.formatted("label") + "expected a label from 0 to 1, or -1, found \"2\"",
        error("label", 2));
    assertEquals(
        at.formatted("weight") + "expected a weight not below 0, found \"-1\"",
        error("weight", -1));
    assertEquals(
        at.formatted("numeric") + "expected a finite number or nothing, found \"much\"",
        error("numeric", "much"));
    assertEquals(at.formatted("time") + "expected a time, found NULL", error("time", null));
    assertEquals(at.formatted("time") + "expected a time, found \"true\"", error("time", true));
    assertEquals(
        at.formatted("time") + "expected a time in or after 1970, found \"-1\"", error("time", -1));
    assertEquals(
        at.formatted("time")
            + "expected a time from 1970 to the year 9999, found \"1969-12-31T23:59:59Z\"",
        error("time", Instant.ofEpochSecond(-1)));
    assertEquals(
        at.formatted("time")
            + "expected seconds since 1970, found \"1700000000000\", which lies after the year"
            + " 9999; are these milliseconds?",
        error("time", 1_700_000_000_000L));
    assertEquals(
        at.formatted("time")
            + "expected seconds since 1970 or an ISO 8601 date or time, found"
            + " \"Infinity\"",
        error("time", Double.POSITIVE_INFINITY));
    assertEquals(
        at.formatted("time")
            + "expected seconds since 1970 or an ISO 8601 date or time, found"
            + " \"today\"",
        error("time", "today"));
    assertEquals(
        "result set, row 1, column \"u\" (user): expected an id, found NULL",
        error(List.of("u", "i"), "user=u,item=i", Arrays.asList(null, "x")));
    assertEquals(
        "result set, row 1, column \"i\" (item): expected an id, found \"  \"",
        error(List.of("u", "i"), "user=u,item=i", List.of("ann", "  ")));
    assertEquals("result set: expected rows, found none", error(List.of("user", "item"), ""));
  }

  @Test
  void whatTheDatabaseReportsIsTheCause() {
    SQLException broken = new SQLException("no such page");
    DataException e =
        assertThrows(
            DataException.class,
            () -> read(List.of("user", "item"), "", List.of("ann", "x"), List.of("bob", broken)));
    assertEquals(
        "result set, row 2, column \"item\" (item): cannot be read: no such page", e.getMessage());
    assertSame(broken, e.getCause());
    assertEquals(
        "result set, row 2: cannot be read: connection lost",
        error(List.of("user", "item"), "", List.of("ann", "x"), List.of()));
  }

  @Test
  void badRowsAreSkippedWholeAndCounted() {
    Interactions read =
        ResultSets.read(
            RowsInMemory.of(
                List.of("user", "item", "rating", "device"),
                List.of(
                    List.of("eve", "q", "five", "tv"),
                    List.of("ann", "x", 4, "phone"),
                    List.of("eve", "q", 4, new SQLException("no such page")))),
            Schema.parse("user=user,item=item,rating=rating,categorical=device"),
            OnBadRow.SKIP);
    assertEquals(List.of("ann"), read.userVocabulary().keys());
    assertEquals(
        new Column.Categorical("device", Vocabulary.of(List.of("phone")), new int[] {1}),
        read.column("device"));
    assertEquals(
        new SkippedRows(
            2,
            List.of(
                "result set, row 1, column \"rating\" (rating): expected a finite number, found"
                    + " \"five\"",
                "result set, row 3, column \"device\" (categorical): cannot be read: no such"
                    + " page")),
        read.skipped());
  }

  @Test
  void factsAreReadByTheirSchema() {
    EntitySchema schema =
        EntitySchema.parse("id=id,title=name,categorical=studio,multi=genres,tags,numeric=year");
    EntityReader.Result read =
        ResultSets.readEntities(
            RowsInMemory.of(
                List.of("ID", "NAME", "STUDIO", "GENRES", "TAGS", "YEAR"),
                List.of(
                    Arrays.asList(
                        7, "Brazil", "A", "comedy|drama", RowsInMemory.array("old", null), 1985),
                    Arrays.asList(8, null, null, null, null, null),
                    Arrays.asList(7, "Again", "B", "war", null, 1999))),
            schema,
            OnBadRow.SKIP);
    assertEquals(
        Entities.of(
            Vocabulary.of(List.of("7", "8")),
            List.of(
                new Column.Text("title", new String[] {"", "Brazil", ""}),
                new Column.Categorical("studio", Vocabulary.of(List.of("A")), new int[] {0, 1, 0}),
                new Column.MultiCategorical(
                    "genres",
                    Vocabulary.of(List.of("comedy", "drama")),
                    new int[] {0, 0, 2, 2},
                    new int[] {1, 2}),
                new Column.MultiCategorical(
                    "tags", Vocabulary.of(List.of("old")), new int[] {0, 0, 1, 1}, new int[] {1}),
                new Column.Numeric("year", new float[] {Float.NaN, 1985, Float.NaN}))),
        read.entities());
    assertEquals(
        new SkippedRows(
            1,
            List.of(
                "result set, row 3, column \"ID\" (id): expected an id that no earlier row has,"
                    + " found \"7\"")),
        read.skipped());
  }

  @Test
  void aLayoutIsForFiles() {
    ResultSet rows = RowsInMemory.of(List.of("user", "item"), List.of(List.of("ann", "x")));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ResultSets.read(rows, Schema.parse("header=yes"), OnBadRow.FAIL));
    assertTrue(
        e.getMessage().startsWith("schema: expected no layout, for a result set is no file, found"),
        e::getMessage);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            ResultSets.readEntities(rows, EntitySchema.parse("id=user,quotes=no"), OnBadRow.FAIL));
  }

  /** A result set of the JDK's own, with columns of SQL types. */
  @Test
  void aRowSetOfTheJdkIsRead() throws SQLException {
    TimeZone before = TimeZone.getDefault();
    try (CachedRowSet rows = RowSetProvider.newFactory().createCachedRowSet()) {
      TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
      int[] types = {Types.INTEGER, Types.VARCHAR, Types.REAL, Types.TIMESTAMP, Types.DECIMAL};
      String[] labels = {"USER_ID", "ITEM_ID", "RATING", "TIME", "PRICE"};
      RowSetMetaDataImpl columns = new RowSetMetaDataImpl();
      columns.setColumnCount(types.length);
      for (int i = 0; i < types.length; i++) {
        columns.setColumnType(i + 1, types[i]);
        columns.setColumnLabel(i + 1, labels[i]);
        columns.setColumnName(i + 1, labels[i]);
      }
      rows.setMetaData(columns);
      // Each is inserted before the one inserted last.
      insert(rows, 22, "y", 3, Timestamp.valueOf("2000-12-01 10:00:01"), null);
      insert(rows, 196, "x", 4.5f, Timestamp.valueOf("2000-12-01 10:00:00.9"), "2.5");
      rows.beforeFirst();
      Interactions read = ResultSets.read(rows, Schema.AUTO.withNumeric("price"), OnBadRow.FAIL);
      assertEquals(List.of("196", "22"), read.userVocabulary().keys());
      assertEquals(List.of("x", "y"), read.itemVocabulary().keys());
      assertArrayEquals(new float[] {4.5f, 3}, read.ratings());
      assertArrayEquals(new long[] {975_664_800, 975_664_801}, read.times());
      assertEquals(
          List.of(new Column.Numeric("price", new float[] {2.5f, Float.NaN})), read.columns());
    } finally {
      TimeZone.setDefault(before);
    }
  }

  private static void insert(
      CachedRowSet rows, int user, String item, float rating, Timestamp time, String price)
      throws SQLException {
    rows.moveToInsertRow();
    rows.updateInt(1, user);
    rows.updateString(2, item);
    rows.updateFloat(3, rating);
    rows.updateTimestamp(4, time);
    if (price == null) {
      rows.updateNull(5);
    } else {
      rows.updateBigDecimal(5, new BigDecimal(price));
    }
    rows.insertRow();
    rows.moveToCurrentRow();
  }

  @Test
  void allElseWorksInAJvmWithoutTheModule() throws Exception {
    Path file =
        Files.writeString(folder.resolve("rows.csv"), "user,item\na,x\nb,y\na,y\nb,z\na,z\n");
    TestProcess.Result result =
        TestProcess.javaModule(
                List.of("--limit-modules=java.base,jdk.incubator.vector,org.palate.models"),
                "org.palate.models/org.palate.cli.Main",
                "train",
                "--data",
                file.toString(),
                "--model",
                "mf-bpr",
                "--set",
                "epochs=1",
                "--out",
                folder.resolve("rows.palate").toString())
            .run();
    assertEquals(0, result.status(), result::err);
    assertTrue(Files.exists(folder.resolve("rows.palate")));
  }
}
