// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.palate.data.DataException;
import org.palate.data.Interactions;

/** The formats of interaction files: how to tell them apart, and one method to read them all. */
public enum DataFormat {
  /** Found out from the file. */
  AUTO,
  /** See {@link MovieLens}. */
  MOVIELENS,
  /** See {@link Delimited}. */
  DELIMITED;

  /** What {@link #read} looks for when it is given a folder. */
  private static final List<String> KNOWN_FILES =
      List.of("u.data", "ratings.dat", "ratings.csv", "ratings.tsv", "interactions.csv");

  /**
   * Of its name as given on the command line: {@code auto}, {@code movielens}, {@code delimited}.
   */
  public static DataFormat parse(String text) {
    return switch (text) {
      case "auto" -> AUTO;
      case "movielens" -> MOVIELENS;
      case "delimited" -> DELIMITED;
      default ->
          throw new IllegalArgumentException(
              "expected auto, movielens or delimited, found " + DataException.quoted(text));
    };
  }

  /**
   * The format of a file by its first line: MovieLens if that is a rating of such a file or its
   * header, else delimited.
   *
   * @throws DataException if the file cannot be read
   */
  public static DataFormat detect(Path file) {
    return MovieLens.schemaOf(FirstLine.of(file)).isPresent() ? MOVIELENS : DELIMITED;
  }

  /**
   * Reads the interactions of a file.
   *
   * @param schema for delimited files; one that is not {@link Schema#AUTO} settles an {@code AUTO}
   *     format
   * @throws DataException if the file cannot be read, or with {@link OnBadRow#FAIL} at the first
   *     row that cannot be read
   * @throws IllegalArgumentException if there is a schema for a format without one
   */
  public Interactions read(Path file, Schema schema, OnBadRow onBadRow) {
    if (Files.isDirectory(file)) {
      List<String> inside =
          KNOWN_FILES.stream().filter(name -> Files.isRegularFile(file.resolve(name))).toList();
      throw new DataException(
          file
              + ": expected a file, found a directory"
              + (inside.isEmpty() ? "" : "; inside it is " + String.join(", ", inside)));
    }
    boolean given = !schema.equals(Schema.AUTO);
    return switch (this) {
      case MOVIELENS -> {
        if (given) {
          throw new IllegalArgumentException(
              "the format movielens knows its columns; a schema is for the format delimited");
        }
        yield MovieLens.read(file, onBadRow);
      }
      case DELIMITED -> Delimited.read(file, schema, onBadRow);
      case AUTO -> (given ? DELIMITED : detect(file)).read(file, schema, onBadRow);
    };
  }
}
