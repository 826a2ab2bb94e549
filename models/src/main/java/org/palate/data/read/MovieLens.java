// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.palate.data.DataException;
import org.palate.data.Entities;
import org.palate.data.Interactions;

/**
 * Reads the rating files of MovieLens and of data sets with the same layout, such as
 * MovieTweetings.
 *
 * <p>Ratings come in three layouts, told apart by the first line: {@code u.data} (user, item,
 * rating and seconds between tabs), {@code ratings.dat} (the same between {@code ::}), and {@code
 * ratings.csv} (a header with userId, movieId, rating, timestamp). What lies beside the file is
 * read too: {@code u.user} or {@code users.dat}; {@code u.item} (with {@code u.genre}), {@code
 * movies.dat} or {@code movies.csv}.
 *
 * <p>Users get the columns {@code gender}, {@code age_group} (the lowest age of one of MovieLens
 * 1M's groups: 1, 18, 25, 35, 45, 50, 56), {@code occupation}, {@code zip_area} (the first
 * character of the postal code) and, where the file has it, {@code age} in years. Films get {@code
 * title}, {@code genres}, {@code year} and {@code decade}.
 *
 * <p>Harper, Konstan: The MovieLens Datasets: History and Context, 2015.
 */
public final class MovieLens {
  /** The genres of MovieLens 100K and 1M, "unknown" first. */
  public static final List<String> GENRES = MovieLensFilms.GENRES;

  private static final List<String> USERS = List.of("u.user", "users.dat");
  private static final List<String> ITEMS = List.of("u.item", "movies.dat", "movies.csv");

  private MovieLens() {}

  /** Where what is read together with a file of ratings may lie; some or none of it is there. */
  public static List<Path> filesBeside(Path ratings) {
    return Stream.of(USERS, ITEMS, List.of(MovieLensFilms.GENRE_FILE))
        .flatMap(List::stream)
        .map(ratings.toAbsolutePath()::resolveSibling)
        .toList();
  }

  /**
   * The ratings of a file, in its order, with what is known about users and films.
   *
   * @throws DataException if the file, or one beside it, cannot be read, or with {@link
   *     OnBadRow#FAIL} at the first row that cannot
   */
  public static Interactions read(Path file, OnBadRow onBadRow) {
    Schema schema =
        schemaOf(FirstLine.of(file))
            .orElseThrow(
                () ->
                    new DataException(
                        "%s, line 1: expected user, item, rating and seconds between tabs or ::, or a"
                                .formatted(file)
                            + " header userId,movieId,rating,timestamp, found "
                            + DataException.quoted(FirstLine.of(file))));
    RowTally tally = new RowTally(onBadRow);
    boolean csv = schema.layout().header() == TextLayout.Choice.YES;
    Interactions interactions = Delimited.read(file, schema, tally, csv ? 0 : 4);
    Path folder = file.toAbsolutePath().getParent();
    Optional<Entities> users = users(folder, tally);
    if (users.isPresent()) {
      interactions = interactions.withUsers(users.get());
    }
    Optional<Entities> items = items(folder, tally);
    if (items.isPresent()) {
      interactions = interactions.withItems(items.get());
    }
    return interactions.withSkipped(tally.skipped());
  }

  /**
   * The lowest age of the group of MovieLens 1M to which an age belongs, as text; empty for NaN.
   */
  public static String ageGroup(float age) {
    return MovieLensUsers.group(age);
  }

  /** What the user file in a folder says; empty if there is none. */
  public static Optional<Entities> users(Path folder, OnBadRow onBadRow) {
    return users(folder, new RowTally(onBadRow));
  }

  /** What the film file in a folder says; empty if there is none. */
  public static Optional<Entities> items(Path folder, OnBadRow onBadRow) {
    return items(folder, new RowTally(onBadRow));
  }

  private static Optional<Entities> users(Path folder, RowTally tally) {
    for (String name : USERS) {
      Path file = folder.resolve(name);
      if (Files.exists(file)) {
        return Optional.of(MovieLensUsers.read(file, tally));
      }
    }
    return Optional.empty();
  }

  private static Optional<Entities> items(Path folder, RowTally tally) {
    for (String name : ITEMS) {
      Path file = folder.resolve(name);
      if (Files.exists(file)) {
        return Optional.of(MovieLensFilms.read(file, tally));
      }
    }
    return Optional.empty();
  }

  /** How to read a rating file that begins with this line; empty if it is none. */
  static Optional<Schema> schemaOf(String firstLine) {
    for (String delimiter : List.of("\t", "::")) {
      String[] fields = firstLine.split(delimiter, -1);
      if (fields.length == 4 && isNumber(fields[2]) && isSeconds(fields[3])) {
        TextLayout layout =
            TextLayout.AUTO.withDelimiter(delimiter).withHeader(TextLayout.Choice.NO);
        return Optional.of(Schema.of("1", "2").withRating("3").withTime("4").withLayout(layout));
      }
    }
    List<String> header = List.of(firstLine.strip().split(","));
    if (header.containsAll(List.of("userId", "movieId", "rating", "timestamp"))) {
      return Optional.of(
          Schema.of("userId", "movieId")
              .withRating("rating")
              .withTime("timestamp")
              .withLayout(TextLayout.csv().withHeader(TextLayout.Choice.YES)));
    }
    return Optional.empty();
  }

  private static boolean isNumber(String text) {
    try {
      DecimalNumbers.parse(text.strip());
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean isSeconds(String text) {
    String plain = text.strip();
    return !plain.isEmpty() && plain.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
