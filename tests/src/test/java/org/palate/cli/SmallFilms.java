// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A film service of 24 users and 20 films in MovieLens's layout: each user rated 15 films; users
 * with even ids like films with even ids (4 or 5) and no others (1 or 2), odd ones the odd ones.
 */
final class SmallFilms {
  static final int USERS = 24;
  static final int FILMS = 20;
  static final int RATED = 15;

  private SmallFilms() {}

  /** Writes {@code ratings.dat} and {@code movies.dat} and returns the path of the ratings. */
  static Path write(Path folder) throws IOException {
    StringBuilder films = new StringBuilder();
    for (int film = 1; film <= FILMS; film++) {
      films.append("%d::%s (%d)::%s\n".formatted(film, title(film), 1980 + film, genre(film)));
    }
    Files.writeString(folder.resolve("movies.dat"), films);
    StringBuilder ratings = new StringBuilder();
    for (int user = 1; user <= USERS; user++) {
      for (int i = 0; i < RATED; i++) {
        int film = 1 + (7 * user + i) % FILMS;
        int rating = (film % 2 == user % 2 ? 4 : 1) + (user + i) % 2;
        ratings.append("%d::%d::%d::%d\n".formatted(user, film, rating, 1_000_000 + 60 * i));
      }
    }
    return Files.writeString(folder.resolve("ratings.dat"), ratings);
  }

  static String title(int film) {
    return "Film number " + film;
  }

  private static String genre(int film) {
    return film % 2 == 0 ? "Comedy|Drama" : "Western";
  }
}
