// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.data.Interactions;
import org.palate.data.InteractionsBuilder;

/** The same rows are the same interactions, wherever they are from. */
final class SameRowsTest {
  private static final Schema SCHEMA =
      Schema.parse(
          "user=who,item=what,rating=stars,time=at,label=liked,weight=w,categorical=device,"
              + "numeric=price");
  private static final EntitySchema FILMS =
      EntitySchema.parse("id=id,title=name,categorical=studio,multi=genres,numeric=year");

  private static final List<Event> EVENTS =
      List.of(
          new Event("ann", "film 7", 4.1, 975_664_800, 1, 0.1, "phone", 3.3),
          new Event("bob", "film 9", 0.7, 975_664_801, 0, 2, null, 1e-3),
          new Event("ann", "film 9", -3, 0, 0.25, 0, "télé", null),
          new Event("zoë", "film 7", 16_777_217, 1_700_000_000, 0.9, 1, "phone", -0.0));

  private static final List<Film> LISTED =
      List.of(
          new Film("film 9", "Nine", null, List.of("war", "drama"), 1999),
          new Film("film 1", null, "A", List.of(), null),
          new Film("film 7", "Se7en", "B", List.of("drama"), 1995));

  @TempDir Path folder;

  private record Event(
      String who,
      String what,
      double stars,
      long at,
      double liked,
      double weight,
      String device,
      Double price) {}

  private record Film(String id, String title, String studio, List<String> genres, Integer year) {}

  @Test
  void builderStreamResultSetAndFileGiveEqualInteractions() throws IOException {
    Interactions file = fromFiles();
    assertEquals(EVENTS.size(), file.size());
    assertEquals(4, file.items().size());
    assertSame(file, fromBuilder());
    assertSame(file, fromStream());
    assertSame(file, fromResultSets());
  }

  private static void assertSame(Interactions expected, Interactions found) {
    assertEquals(expected.fingerprint(), found.fingerprint());
    assertEquals(expected.userVocabulary(), found.userVocabulary());
    assertEquals(expected.itemVocabulary(), found.itemVocabulary());
    assertArrayEquals(expected.ratings(), found.ratings());
    assertArrayEquals(expected.times(), found.times());
    assertArrayEquals(expected.labels(), found.labels());
    assertArrayEquals(expected.weights(), found.weights());
    assertEquals(expected.columns(), found.columns());
    assertEquals(expected.annotations(), found.annotations());
    assertEquals(expected.users(), found.users());
    assertEquals(expected.items(), found.items());
    assertEquals(expected.skipped(), found.skipped());
  }

  private Interactions fromFiles() throws IOException {
    StringBuilder rows = new StringBuilder("who,what,stars,at,liked,w,device,price\n");
    for (Event e : EVENTS) {
      rows.append(line(e.who, e.what, e.stars, e.at, e.liked, e.weight, e.device, e.price));
    }
    StringBuilder films = new StringBuilder("id,name,studio,genres,year\n");
    for (Film f : LISTED) {
      films.append(line(f.id, f.title, f.studio, String.join("|", f.genres), f.year));
    }
    return Delimited.read(
            Files.writeString(folder.resolve("rows.csv"), rows), SCHEMA, OnBadRow.FAIL)
        .withItems(
            EntityReader.read(
                    Files.writeString(folder.resolve("films.csv"), films), FILMS, OnBadRow.FAIL)
                .entities());
  }

  private static String line(Object... values) {
    List<String> texts = new ArrayList<>();
    for (Object value : values) {
      texts.add(value == null ? "" : value.toString());
    }
    return String.join(",", texts) + "\n";
  }

  private static Interactions fromBuilder() {
    InteractionsBuilder builder = Interactions.builder();
    for (Event e : EVENTS) {
      InteractionsBuilder.Row row =
          builder.row(e.who, e.what).rating(e.stars).time(e.at).label(e.liked).weight(e.weight);
      if (e.device != null) {
        row.set("device", e.device);
      }
      if (e.price != null) {
        row.set("price", e.price);
      }
      row.add();
    }
    addFilms(builder);
    return builder.build();
  }

  private static Interactions fromStream() {
    InteractionsBuilder builder = Interactions.builder();
    addFilms(builder);
    return builder
        .addAll(
            EVENTS.stream(),
            (e, row) ->
                row.set("device", e.device)
                    .set("price", e.price)
                    .weight(e.weight)
                    .label(e.liked)
                    .time(Instant.ofEpochSecond(e.at))
                    .rating(e.stars)
                    .item(e.what)
                    .user(e.who))
        .build();
  }

  private static void addFilms(InteractionsBuilder builder) {
    for (Film f : LISTED) {
      builder
          .item(f.id)
          .title(f.title)
          .set("studio", f.studio)
          .set("genres", f.genres)
          .set("year", f.year)
          .add();
    }
  }

  private static Interactions fromResultSets() {
    List<List<?>> rows = new ArrayList<>();
    for (Event e : EVENTS) {
      LocalDateTime at = LocalDateTime.ofEpochSecond(e.at, 0, ZoneOffset.UTC);
      rows.add(Arrays.asList(e.who, e.what, e.stars, at, e.liked, e.weight, e.device, e.price));
    }
    List<List<?>> films = new ArrayList<>();
    for (Film f : LISTED) {
      films.add(
          Arrays.asList(f.id, f.title, f.studio, RowsInMemory.array(f.genres.toArray()), f.year));
    }
    List<String> labels = List.of("WHO", "WHAT", "STARS", "AT", "LIKED", "W", "DEVICE", "PRICE");
    List<String> filmLabels = List.of("ID", "NAME", "STUDIO", "GENRES", "YEAR");
    return ResultSets.read(RowsInMemory.of(labels, rows), SCHEMA, OnBadRow.FAIL)
        .withItems(
            ResultSets.readEntities(RowsInMemory.of(filmLabels, films), FILMS, OnBadRow.FAIL)
                .entities());
  }
}
