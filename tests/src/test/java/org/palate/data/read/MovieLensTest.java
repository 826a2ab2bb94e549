// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.TestData;
import org.palate.data.Column;
import org.palate.data.DataException;
import org.palate.data.Entities;
import org.palate.data.Interactions;
import org.palate.data.SkippedRows;

final class MovieLensTest {
  @TempDir Path folder;

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static String[] genres(Entities films, String id) {
    return ((Column.MultiCategorical) films.column("genres")).values(films.ids().code(id));
  }

  private static float year(Entities films, String id) {
    return ((Column.Numeric) films.column("year")).values()[films.ids().code(id)];
  }

  private static String value(Entities entities, String column, String id) {
    return ((Column.Categorical) entities.column(column)).value(entities.ids().code(id));
  }

  @Test
  void hundredThousandRatingsAreReadWithUsersAndFilms() {
    Interactions read = MovieLens.read(TestData.assumePresent("ml-100k/u.data"), OnBadRow.FAIL);
    assertEquals(100_000, read.size());
    assertEquals(943, read.userVocabulary().size() - 1);
    assertEquals(1682, read.itemVocabulary().size() - 1);
    // The first line is 196, 242, 3, 881250949.
    assertEquals("196", read.userVocabulary().key(read.user(0)));
    assertEquals("242", read.itemVocabulary().key(read.item(0)));
    assertEquals(3, read.ratings()[0]);
    assertEquals(881_250_949, read.times()[0]);
    int[] stars = new int[6];
    for (float rating : read.ratings()) {
      stars[(int) rating]++;
    }
    assertArrayEquals(new int[] {0, 6110, 11_370, 27_145, 34_174, 21_201}, stars);
    Entities users = read.users();
    assertEquals(944, users.size());
    assertEquals("technician", value(users, "occupation", "1"));
    assertEquals("M", value(users, "gender", "1"));
    assertEquals("18", value(users, "age_group", "1"));
    assertEquals("8", value(users, "zip_area", "1"));
    assertEquals(24, ((Column.Numeric) users.column("age")).values()[users.ids().code("1")]);
    Entities films = read.items();
    assertEquals(1683, films.size());
    assertEquals("Toy Story (1995)", films.title("1"));
    assertArrayEquals(new String[] {"Animation", "Children's", "Comedy"}, genres(films, "1"));
    assertEquals(1995, year(films, "1"));
    assertEquals("1990s", value(films, "decade", "1"));
    // Film 267 is called "unknown", has no date and only the genre "unknown".
    assertEquals(0, genres(films, "267").length);
    assertTrue(Float.isNaN(year(films, "267")));
    assertEquals(18, ((Column.MultiCategorical) films.column("genres")).values().size() - 1);
  }

  @Test
  void millionRatingsFilmsAndUsersAreRead() {
    Path folder = TestData.assumePresent("ml-1m/movies.dat").getParent();
    Entities films = MovieLens.items(folder, OnBadRow.FAIL).orElseThrow();
    assertEquals(3883, films.size() - 1);
    // The file is ISO-8859-1.
    assertTrue(
        Arrays.asList(((Column.Text) films.column("title")).values()).stream()
            .anyMatch(title -> title.equals("Misérables, Les (1995)")));
    assertEquals(18, ((Column.MultiCategorical) films.column("genres")).values().size() - 1);
    Entities users = MovieLens.users(folder, OnBadRow.FAIL).orElseThrow();
    assertEquals(6040, users.size() - 1);
    assertEquals("F", value(users, "gender", "1"));
    assertEquals("1", value(users, "age_group", "1"));
    assertEquals("10", value(users, "occupation", "1"));
    assertFalse(users.has("age"));
  }

  @Test
  void movieTweetingsAreReadInBothLayouts() {
    Interactions tabs =
        MovieLens.read(
            TestData.assumePresent("movietweetings/demo5core/ratings.tsv"), OnBadRow.FAIL);
    assertEquals(68_055, tabs.size());
    assertEquals("Nosferatu, eine Symphonie des Grauens (1922)", tabs.items().title("0013442"));
    Interactions colons =
        MovieLens.read(TestData.assumePresent("movietweetings/100K/ratings.dat"), OnBadRow.FAIL);
    assertEquals(100_000, colons.size());
    assertEquals(10_506, colons.itemVocabulary().size() - 1);
    int zeros = 0;
    int tens = 0;
    for (float rating : colons.ratings()) {
      zeros += rating == 0 ? 1 : 0;
      tens += rating == 10 ? 1 : 0;
    }
    assertEquals(12, zeros);
    assertEquals(12_392, tens);
    // UTF-8, and a film without genres.
    assertEquals("Fantômas - À l'ombre de la guillotine (1913)", colons.items().title("0002844"));
    assertEquals(0, genres(colons.items(), "0021283").length);
  }

  @Test
  void ratingsWithAHeaderTakeTheirFilmsFromMoviesCsv() throws IOException {
    Path ratings =
        write(
            "ratings.csv",
            "userId,movieId,rating,timestamp\n1,10,3.5,1112486027\n1,11,4.0,1112484676\n");
    write(
        "movies.csv",
        "movieId,title,genres\n"
            + "10,\"American President, The (1995)\",Comedy|Drama|Romance\n"
            + "11,\"\"\"Great Performances\"\" Cats (1998)\",(no genres listed)\n"
            + "12,Never Rated,IMAX\n");
    Interactions read = MovieLens.read(ratings, OnBadRow.FAIL);
    assertArrayEquals(new float[] {3.5f, 4}, read.ratings());
    assertEquals("American President, The (1995)", read.items().title("10"));
    assertEquals("\"Great Performances\" Cats (1998)", read.items().title("11"));
    assertEquals(0, genres(read.items(), "11").length);
    assertEquals(1998, year(read.items(), "11"));
    assertEquals(2, read.itemVocabulary().size() - 1);
    assertEquals("Never Rated", read.items().title(3));
  }

  @Test
  void titlesMayHoldColons() throws IOException {
    write("ratings.dat", "1::7::5::978300760\n");
    write(
        "movies.dat",
        "7::Odd::Title (1999)::Drama|War\n8::Ends with a colon:::Comedy\n9:::Starts::Comedy\n");
    Entities films = MovieLens.items(folder, OnBadRow.FAIL).orElseThrow();
    assertEquals("Odd::Title (1999)", films.title("7"));
    assertArrayEquals(new String[] {"Drama", "War"}, genres(films, "7"));
    assertEquals("Ends with a colon:", films.title("8"));
    assertEquals(":Starts", films.title("9"));
  }

  @Test
  void twitterIdsMakeUsersWithoutColumns() throws IOException {
    Path ratings = write("ratings.dat", "1::7::0::1365029107\n2::7::10::1365029107\n");
    write("users.dat", "1::177651718\n2::99\n3::5\n");
    Interactions read = MovieLens.read(ratings, OnBadRow.FAIL);
    assertEquals(List.of(), read.users().columns());
    assertEquals(List.of("1", "2", "3"), read.users().ids().keys());
  }

  @Test
  void genresAreNamedByTheFileBesideThem() throws IOException {
    write("u.item", "1|Ran (1985)|01-Jan-1985|||1|0\n2|No Year|22-Mar-1996|||0|1\n");
    write("u.genre", "Sad|0\nFunny|1\n\n");
    Entities films = MovieLens.items(folder, OnBadRow.FAIL).orElseThrow();
    assertArrayEquals(new String[] {"Sad"}, genres(films, "1"));
    assertArrayEquals(new String[] {"Funny"}, genres(films, "2"));
    assertEquals(1996, year(films, "2"));
  }

  @Test
  void filmFilesAreReadInLatin1WhereTheyAreNotUtf8() throws IOException {
    Files.write(
        folder.resolve("movies.dat"),
        "1::Amélie (2001)::Comedy\n".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals("Amélie (2001)", MovieLens.items(folder, OnBadRow.FAIL).orElseThrow().title("1"));
    write("movies.dat", "1::Amélie (2001)::Comedy\n");
    assertEquals("Amélie (2001)", MovieLens.items(folder, OnBadRow.FAIL).orElseThrow().title("1"));
  }

  @Test
  void withoutFilesBesideThemRatingsStandAlone() throws IOException {
    Interactions read =
        MovieLens.read(write("u.data", "1\t2\t3\t4\r\n5\t6\t1\t8\r\n"), OnBadRow.FAIL);
    assertEquals(2, read.size());
    assertEquals(List.of(), read.items().columns());
    assertEquals("2", read.items().title(1));
  }

  @Test
  void badRowsNameTheirPlace() throws IOException {
    Path ratings = write("u.data", "1\t2\t3\t4\n1\t2\tx\t4\n1\t2\t3\n\t2\t3\t4\n5\t2\t3\t-4\n");
    assertEquals(
        "u.data, line 2, column 3 (rating): expected a finite number, found \"x\"",
        error(() -> MovieLens.read(ratings, OnBadRow.FAIL)));
    SkippedRows skipped = MovieLens.read(ratings, OnBadRow.SKIP).skipped();
    assertEquals(4, skipped.count());
    assertEquals(
        List.of(
            "u.data, line 2, column 3 (rating): expected a finite number, found \"x\"",
            "u.data, line 3: expected 4 columns, found 3",
            "u.data, line 4, column 1 (user): expected an id, found nothing",
            "u.data, line 5, column 4 (time): expected a time in or after 1970, found \"-4\""),
        skipped.messages().stream().map(message -> message.replace(folder + "/", "")).toList());
  }

  @Test
  void badRowsBesideTheRatingsCountToo() throws IOException {
    Path ratings = write("u.data", "1\t2\t3\t4\n");
    write("u.user", "1|young|M|technician|85711\n2|20|F|writer|0\n2|20|F|writer|0\n");
    assertEquals(
        "u.user, line 1, column 2 (age): expected a finite number or nothing, found \"young\"",
        error(() -> MovieLens.read(ratings, OnBadRow.FAIL)));
    Interactions read = MovieLens.read(ratings, OnBadRow.SKIP);
    assertEquals(2, read.skipped().count());
    assertEquals(List.of("1", "2"), read.users().ids().keys());
    assertTrue(read.users().column("age").isMissing(1));
    write("u.user", "1|20|M\n");
    assertEquals(
        "u.user, line 1: expected 5 columns, found 3",
        error(() -> MovieLens.read(ratings, OnBadRow.FAIL)));
    write("u.user", "1|20|M|technician|85711\n");
    write("u.item", "2|T|01-Jan-1990||" + "|0".repeat(18) + "|2\n");
    assertEquals(
        "u.item, line 1, column 24 (Western): expected 0 or 1, found \"2\"",
        error(() -> MovieLens.read(ratings, OnBadRow.FAIL)));
    Files.delete(folder.resolve("u.item"));
    write("movies.dat", "2::Title without genres\n");
    assertEquals(
        "movies.dat, line 1: expected movie::title::genres, found \"2::Title without genres\"",
        error(() -> MovieLens.read(ratings, OnBadRow.FAIL)));
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path other = write("u.data", "hello,world\n");
    assertEquals(
        "u.data, line 1: expected user, item, rating and seconds between tabs or ::, or a header"
            + " userId,movieId,rating,timestamp, found \"hello,world\"",
        error(() -> MovieLens.read(other, OnBadRow.FAIL)));
  }

  @Test
  void theYearStandsInTheLastParentheses() {
    assertEquals(1985, MovieLensFilms.yearOfTitle("Ran (1985)"));
    assertEquals(1999, MovieLensFilms.yearOfTitle("(500) Days (of) Something (1999)"));
    assertEquals(2006, MovieLensFilms.yearOfTitle("Death Note (2006–2007)"));
    assertEquals(0, MovieLensFilms.yearOfTitle("2001: A Space Odyssey"));
    assertEquals(0, MovieLensFilms.yearOfTitle("Numbers (12)"));
    assertEquals(0, MovieLensFilms.yearOfTitle("Numbers (9999)"));
  }

  private String error(Runnable reading) {
    return assertThrows(DataException.class, reading::run).getMessage().replace(folder + "/", "");
  }
}
