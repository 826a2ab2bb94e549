// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class InteractionsBuilderTest {
  private static final String USED =
      "expected a builder that has not built its interactions, found one that has";

  private final InteractionsBuilder builder = Interactions.builder();

  /** A record as a service may have it. */
  private record Event(String who, String what, Double stars) {}

  private static String error(Executable row) {
    return assertThrows(DataException.class, row).getMessage();
  }

  /** What is wrong with a second row, set so after a first of user and item alone. */
  private String error(Consumer<InteractionsBuilder.Row> row) {
    InteractionsBuilder rows = Interactions.builder().add("ann", "x");
    return error(() -> row.accept(rows.row("bob", "y")));
  }

  /** What is wrong with a first row set so. */
  private String first(Consumer<InteractionsBuilder.Row> row) {
    return error(() -> row.accept(Interactions.builder().row("ann", "x")));
  }

  @Test
  void codesFollowTheOrderInWhichRowsNameUsersAndItems() {
    Interactions built =
        builder.add("bob", "y", 4.5, 20).add("ann", "y", 3, 10).add("bob", "x", -1, 0).build();
    assertEquals(List.of("bob", "ann"), built.userVocabulary().keys());
    assertEquals(List.of("y", "x"), built.itemVocabulary().keys());
    assertArrayEquals(new int[] {1, 2, 1}, built.userCodes());
    assertArrayEquals(new int[] {1, 1, 2}, built.itemCodes());
    assertArrayEquals(new float[] {4.5f, 3, -1}, built.ratings());
    assertArrayEquals(new long[] {20, 10, 0}, built.times());
    assertFalse(built.hasLabel());
    assertFalse(built.hasWeight());
    assertEquals(SkippedRows.NONE, built.skipped());
  }

  @Test
  void theFirstRowSaysWhichPartsThereAre() {
    Interactions bare = builder.add("ann", "x").build();
    assertFalse(bare.hasRating());
    assertFalse(bare.hasTime());
    Interactions rated = Interactions.builder().add("ann", "x", 4).build();
    assertArrayEquals(new float[] {4}, rated.ratings());
    assertFalse(rated.hasTime());
    Interactions all =
        Interactions.builder()
            .row("ann", "x")
            .rating(4)
            .time(Instant.parse("1970-01-01T00:01:00.9Z"))
            .label(true)
            .weight(2)
            .add()
            .row("ann", "y")
            .weight(0)
            .label(0.25)
            .time(Timestamps.LATEST)
            .rating(5)
            .add()
            .build();
    assertArrayEquals(new float[] {4, 5}, all.ratings());
    assertArrayEquals(new long[] {60, Timestamps.LATEST}, all.times());
    assertArrayEquals(new float[] {1, 0.25f}, all.labels());
    assertArrayEquals(new float[] {2, 0}, all.weights());
  }

  @Test
  void aColumnIsOfTheKindFirstGivenAndMissingWhereARowDoesNotNameIt() {
    Interactions built =
        builder
            .add("ann", "a")
            .row("ann", "b")
            .set("device", "phone")
            .set("price", 3)
            .add()
            .row("bob", "a")
            .set("genres", List.of("drama", "", "comedy", "drama"))
            .set("price", new BigDecimal("2.5"))
            .annotate("session", "s1")
            .annotate("dwell", 7L)
            .annotate("tags", List.of())
            .add()
            .row("bob", "b")
            .set("device", "tv")
            .set("genres", List.of("comedy"))
            .add()
            .add("bob", "c")
            .build();
    assertEquals(
        List.of(
            new Column.Categorical(
                "device", Vocabulary.of(List.of("phone", "tv")), new int[] {0, 1, 0, 2, 0}),
            new Column.Numeric("price", new float[] {Float.NaN, 3, 2.5f, Float.NaN, Float.NaN}),
            new Column.MultiCategorical(
                "genres",
                Vocabulary.of(List.of("drama", "comedy")),
                new int[] {0, 0, 0, 2, 3, 3},
                new int[] {1, 2, 2})),
        built.columns());
    assertEquals(
        List.of(
            new Column.Categorical(
                "session", Vocabulary.of(List.of("s1")), new int[] {0, 0, 1, 0, 0}),
            new Column.Numeric(
                "dwell", new float[] {Float.NaN, Float.NaN, 7, Float.NaN, Float.NaN}),
            new Column.MultiCategorical(
                "tags", Vocabulary.of(List.of()), new int[] {0, 0, 0, 0, 0, 0}, new int[0])),
        built.annotations());
  }

  @Test
  void nullIsAMissingValueAndSaysOfWhichKind() {
    String text = null;
    Integer number = null;
    Collection<String> texts = null;
    Interactions built =
        builder
            .row("ann", "a")
            .set("device", text)
            .set("price", number)
            .set("age", Double.NaN)
            .set("genres", texts)
            .add()
            .build();
    assertInstanceOf(Column.Categorical.class, built.column("device"));
    assertInstanceOf(Column.Numeric.class, built.column("price"));
    assertInstanceOf(Column.MultiCategorical.class, built.column("genres"));
    built.columns().forEach(column -> assertTrue(column.isMissing(0), column.name()));
    assertEquals(4, built.columns().size());
  }

  @Test
  void aCollectionIsCopied() {
    String[] genres = {"drama", "comedy"};
    InteractionsBuilder.Row row = builder.row("ann", "a").set("genres", Arrays.asList(genres));
    genres[0] = "war";
    Interactions built = row.add().build();
    assertArrayEquals(
        new String[] {"drama", "comedy"},
        ((Column.MultiCategorical) built.column("genres")).values(0));
  }

  @Test
  void factsAreOfUsersAndItemsWithAndWithoutInteractions() {
    Interactions built =
        builder
            .item("z")
            .title("Zed")
            .set("year", 1999)
            .add()
            .add("ann", "x")
            .item("x")
            .set("genres", List.of("drama", "war"))
            .set("studio", "A")
            .add()
            .user("eve")
            .set("age", 30)
            .add()
            .add("bob", "y")
            .build();
    Entities items = built.items();
    assertEquals(List.of("x", "y", "z"), items.ids().keys());
    assertEquals("Zed", items.title("z"));
    assertEquals("x", items.title("x"));
    assertEquals(
        List.of(
            new Column.Text("title", new String[] {"", "", "", "Zed"}),
            new Column.Numeric("year", new float[] {Float.NaN, Float.NaN, Float.NaN, 1999}),
            new Column.MultiCategorical(
                "genres",
                Vocabulary.of(List.of("drama", "war")),
                new int[] {0, 0, 2, 2, 2},
                new int[] {1, 2}),
            new Column.Categorical("studio", Vocabulary.of(List.of("A")), new int[] {0, 1, 0, 0})),
        items.columns());
    assertEquals(List.of("ann", "bob", "eve"), built.users().ids().keys());
    assertFalse(built.users().hasTitle());
    assertArrayEquals(
        new float[] {Float.NaN, Float.NaN, Float.NaN, 30},
        ((Column.Numeric) built.users().column("age")).values());
  }

  @Test
  void idsAreNeitherNullNorBlank() {
    builder.add("ann", "x");
    assertEquals("row 2: expected a user id, found null", error(() -> builder.add(null, "x")));
    assertEquals("row 2: expected a user id, found \"\"", error(() -> builder.add("", "x")));
    assertEquals("row 2: expected an item id, found null", error(() -> builder.row("bob", null)));
    assertEquals(
        "row 2: expected an item id, found \" \\t\"", error(() -> builder.row("bob", " \t")));
    assertEquals(
        "user facts, row 1: expected a user id, found null", error(() -> builder.user(null)));
    assertEquals(
        "item facts, row 1: expected an item id, found \"\"", error(() -> builder.item("")));
    assertEquals(
        "row 2: expected one user id, found a second, \"eve\"",
        error(() -> builder.row("bob", "x").user("eve")));
    // None of them is there, and none is in the way.
    assertEquals(List.of("ann"), builder.build().userVocabulary().keys());
  }

  @Test
  void numbersOutOfTheirRangeNameTheRow() {
    builder.add("ann", "x", 4);
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1e39}) {
      assertEquals(
          "row 2, rating: expected a finite number, found " + bad,
          error(() -> builder.add("bob", "x", bad)));
    }
    assertEquals(
        "row 1, time: expected a time in or after 1970, found \"-1\"", first(row -> row.time(-1)));
    assertEquals(
        "row 1, time: expected seconds since 1970, found \"1700000000000\", which lies after the"
            + " year 9999; are these milliseconds?",
        first(row -> row.time(1_700_000_000_000L)));
    assertEquals(
        "row 1, time: expected an instant, found null", first(row -> row.time((Instant) null)));
    assertEquals(
        "row 1, label: expected a number from 0 to 1, found 1.5", first(row -> row.label(1.5)));
    assertEquals(
        "row 1, label: expected a number from 0 to 1, found -1.0", first(row -> row.label(-1)));
    assertEquals(
        "row 1, label: expected a number from 0 to 1, found NaN",
        first(row -> row.label(Double.NaN)));
    assertEquals(
        "row 1, weight: expected a finite number, not negative, found -0.5",
        first(row -> row.weight(-0.5)));
    assertEquals(
        "row 1, weight: expected a finite number, not negative, found Infinity",
        first(row -> row.weight(Double.POSITIVE_INFINITY)));
  }

  @Test
  void aPartOfSomeRowsOnlyIsRefusedAtOnce() {
    assertEquals(
        "row 2, rating: expected none, as in the rows before, found one",
        error(row -> row.rating(4)));
    assertEquals(
        "row 2, time: expected none, as in the rows before, found one", error(row -> row.time(4)));
    assertEquals(
        "row 2, label: expected none, as in the rows before, found one",
        error(row -> row.label(false)));
    assertEquals(
        "row 2, weight: expected none, as in the rows before, found one",
        error(row -> row.weight(4)));
    builder.row("ann", "x").rating(1).time(1).label(1).weight(1).add();
    assertEquals(
        "row 2: expected a rating, as the rows before have, found none",
        error(() -> builder.add("bob", "x")));
    assertEquals(
        "row 2: expected a time, as the rows before have, found none",
        error(() -> builder.row("bob", "x").rating(1).label(1).weight(1).add()));
    assertEquals(
        "row 2: expected a label, as the rows before have, found none",
        error(() -> builder.row("bob", "x").rating(1).time(1).weight(1).add()));
    assertEquals(
        "row 2: expected a weight, as the rows before have, found none",
        error(() -> builder.row("bob", "x").rating(1).time(1).label(1).add()));
    assertEquals(
        "row 2, rating: expected one value, found a second",
        error(() -> builder.row("bob", "x").rating(1).rating(1)));
  }

  @Test
  void columnsKeepTheirKindAndUse() {
    builder.row("ann", "x").set("device", "tv").annotate("dwell", 3).set("genres", List.of()).add();
    assertEquals(
        "row 2, column \"device\": expected a text, as in the rows before, found a number",
        error(() -> builder.row("bob", "x").set("device", 3)));
    assertEquals(
        "row 2, column \"genres\": expected a collection of texts, as in the rows before, found a"
            + " text",
        error(() -> builder.row("bob", "x").set("genres", "war")));
    assertEquals(
        "row 2, column \"dwell\": expected a number, as in the rows before, found a collection of"
            + " texts",
        error(() -> builder.row("bob", "x").annotate("dwell", List.of("war"))));
    assertEquals(
        "row 2, column \"dwell\": expected an annotation, as in the rows before, found a feature",
        error(() -> builder.row("bob", "x").set("dwell", 3)));
    assertEquals(
        "row 2, column \"device\": expected one value, found a second",
        error(() -> builder.row("bob", "x").set("device", "tv").set("device", "tv")));
  }

  @Test
  void whatAColumnCannotHoldIsRefused() {
    assertEquals(
        "row 1, column \"price\": expected a finite number, found 1.0E300",
        first(row -> row.set("price", 1e300)));
    assertEquals(
        "row 1, column \"genres\": expected texts, found null at position 1",
        first(row -> row.set("genres", Arrays.asList("war", null))));
    assertEquals(
        "row 1: expected the name of a column, found null", first(row -> row.set(null, "tv")));
    assertEquals(
        "row 1: expected the name of a column, found nothing", first(row -> row.set(" ", "tv")));
    for (String name : List.of("user", "item", "rating", "time", "label", "weight")) {
      assertEquals(
          "row 1, column \"%s\": expected the name of a further column, found \"%s\"; it has a method of its own"
              .formatted(name, name),
          first(row -> row.set(name, 3)));
    }
  }

  @Test
  void factsAreCheckedLikeRows() {
    builder.add("ann", "x").item("x").set("year", 1999).add().item("y").add();
    assertEquals(
        "item facts, row 3: expected an id that no earlier row has, found \"x\", as in row 1",
        error(() -> builder.item("x")));
    assertEquals(
        "item facts, row 3, column \"year\": expected a number, as in the rows before, found a"
            + " text",
        error(() -> builder.item("z").set("year", "1999")));
    assertEquals(
        "item facts, row 3, column \"title\": expected the name of a further column, found"
            + " \"title\"; it has a method of its own",
        error(() -> builder.item("z").set("title", "Zed")));
    assertEquals(
        "item facts, row 3, title: expected one value, found a second",
        error(() -> builder.item("z").title("Zed").title("Zed")));
    assertEquals(
        "user facts, row 1, column \"age\": expected a finite number, found Infinity",
        error(() -> builder.user("ann").set("age", Double.POSITIVE_INFINITY)));
    // The refused ones have left nothing, and their ids are free.
    builder.item("z").set("genres", List.of("war")).add().user("x").add();
    Interactions built = builder.build();
    assertEquals(List.of("x", "y", "z"), built.items().ids().keys());
    assertEquals(
        List.of("year", "genres"), built.items().columns().stream().map(Column::name).toList());
    assertEquals(List.of(), built.users().columns());
  }

  @Test
  void aRefusedRowIsLeftOutWholeAndTheBuilderGoesOn() {
    assertThrows(
        DataException.class,
        () -> builder.row("eve", "q").set("device", "tv").rating(4).weight(-1));
    Interactions built = builder.add("ann", "x").row("bob", "x").set("device", 3).add().build();
    assertEquals(List.of("ann", "bob"), built.userVocabulary().keys());
    assertEquals(List.of("x"), built.itemVocabulary().keys());
    assertFalse(built.hasRating());
    assertEquals(
        List.of(new Column.Numeric("device", new float[] {Float.NaN, 3})), built.columns());
  }

  @Test
  void aStreamOfRecordsMakesARowOfEach() {
    List<Event> events =
        List.of(new Event("ann", "x", 4.0), new Event("bob", "x", 3.5), new Event("ann", "y", 5.0));
    Interactions ofStream =
        builder
            .addAll(
                events.stream(),
                (event, row) -> row.user(event.who).item(event.what).rating(event.stars))
            .build();
    Interactions ofList =
        Interactions.builder()
            .addAll(
                events, (event, row) -> row.item(event.what).rating(event.stars).user(event.who))
            .build();
    Interactions oneByOne =
        Interactions.builder().add("ann", "x", 4).add("bob", "x", 3.5).add("ann", "y", 5).build();
    assertEquals(oneByOne.fingerprint(), ofStream.fingerprint());
    assertEquals(oneByOne.fingerprint(), ofList.fingerprint());
  }

  @Test
  void errorsNameTheRecord() {
    builder.add("ann", "x", 1).add("ann", "x", 2);
    List<Event> events =
        Arrays.asList(
            new Event("ann", "x", 4.0),
            new Event("bob", "", 3.5),
            null,
            new Event("eve", "z", null));
    assertEquals(
        "record 2: expected an item id, found \"\"",
        error(
            () ->
                builder.addAll(
                    events, (event, row) -> row.user(event.who).item(event.what).rating(1))));
    assertEquals(
        "record 1: expected a rating, as the rows before have, found none",
        error(() -> builder.addAll(Stream.of("eve"), (id, row) -> row.user(id).item(id))));
    assertEquals(
        "record 1: expected a record, found null",
        error(() -> builder.addAll(events.stream().skip(2), (event, row) -> row.rating(1))));
    assertEquals(
        "record 1: expected an item id, found none",
        error(() -> builder.addAll(Stream.of("eve"), (id, row) -> row.user(id).rating(1))));
    assertEquals(
        "record 1: expected a user id, found none",
        error(() -> builder.addAll(Stream.of("eve"), (id, row) -> {})));
    // Only the first record of the first stream has become a row.
    assertArrayEquals(new float[] {1, 2, 1}, builder.build().ratings());
  }

  @Test
  void whatAMapperThrowsIsTheCause() {
    RuntimeException thrown = new IllegalArgumentException("no number");
    DataException e =
        assertThrows(
            DataException.class,
            () ->
                builder.addAll(
                    Stream.of("ann", "bob"),
                    (id, row) -> {
                      row.user(id).item("x").set("device", id);
                      if (id.equals("bob")) {
                        throw thrown;
                      }
                    }));
    assertEquals(
        "record 2: expected a row, found java.lang.IllegalArgumentException: no number",
        e.getMessage());
    assertSame(thrown, e.getCause());
    assertEquals(
        List.of("ann"),
        ((Column.Categorical) builder.add("eve", "y").build().column("device")).values().keys());
  }

  @Test
  void aBuilderBuildsOnce() {
    InteractionsBuilder.Row added = builder.row("ann", "x");
    added.add().build();
    for (Executable use :
        List.<Executable>of(
            builder::build,
            () -> builder.add("ann", "x"),
            () -> builder.row("ann", "x"),
            () -> builder.user("ann"),
            () -> builder.item("x"),
            () -> builder.addAll(List.of("ann"), (id, row) -> row.user(id).item(id)))) {
      assertEquals(USED, assertThrows(IllegalStateException.class, use).getMessage());
    }
    assertEquals(
        "row 1: expected a row that is being set, found one that was added or refused",
        assertThrows(IllegalStateException.class, added::add).getMessage());
  }

  @Test
  void aRowThatIsNotEndedIsNotForgotten() {
    builder.row("ann", "x").set("device", "tv");
    for (Executable use :
        List.<Executable>of(
            builder::build, () -> builder.add("ann", "x"), () -> builder.item("x"))) {
      assertEquals(
          "expected add() to end row 1, found another call of the builder",
          assertThrows(IllegalStateException.class, use).getMessage());
    }
    InteractionsBuilder facts = Interactions.builder();
    facts.item("x");
    assertEquals(
        "expected add() to end item facts, row 1, found another call of the builder",
        assertThrows(IllegalStateException.class, facts::build).getMessage());
  }

  @Test
  void thereIsNothingToBuildWithoutARow() {
    builder.item("x").title("Ex").add();
    assertEquals("interactions: expected at least one row, found none", error(builder::build));
    assertEquals("Ex", builder.add("ann", "x").build().items().title("x"));
  }
}
