// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import org.palate.data.read.QuotedText;
import org.palate.io.AtomicFile;
import org.palate.io.Json;
import org.palate.io.JsonArray;
import org.palate.io.JsonNumber;
import org.palate.io.JsonObject;

/**
 * The lists of all users in one file of UTF-8 text, written as they are made.
 *
 * <p>Delimited text has the header {@code user,rank,item,score}, a line an item, ranks from 1;
 * values with a delimiter, a quote or a line end stand in quotes. In JSON Lines each line is an
 * object of a user: {@code {"user":"196","recommendations":[{"rank":1,"item":"50","title":"Star
 * Wars","score":0.93}]}}.
 */
public final class RecommendationFile {
  /** How the lists are written. */
  public enum Format {
    /** Delimited by commas. */
    CSV(','),
    /** Delimited by tabs. */
    TSV('\t'),
    /** A JSON object a line and user. */
    JSON_LINES('\n');

    private final char delimiter;

    Format(char delimiter) {
      this.delimiter = delimiter;
    }

    /** By the ending of a name: {@code .tsv}, {@code .jsonl}, and commas for all others. */
    public static Format of(Path path) {
      String name = path.toString().toLowerCase(Locale.ROOT);
      if (name.endsWith(".jsonl")) {
        return JSON_LINES;
      }
      return name.endsWith(".tsv") ? TSV : CSV;
    }
  }

  /**
   * What was written.
   *
   * @param users how many users there are lists of
   * @param shorter how many lists have fewer items than were asked for
   * @param rows how many items all lists have together
   * @param items how many different items they have
   * @param bytes the length of the file
   */
  public record Summary(int users, int shorter, long rows, int items, long bytes) {}

  /** Hears how far it is; called on the writing thread after each user. */
  @FunctionalInterface
  public interface Listener {
    /** Does nothing. */
    Listener SILENT = (done, all) -> {};

    /** The lists of so many users are written. */
    void onUser(int done, int all);
  }

  private final Format format;
  private final Recommender recommender;
  private final int k;
  private final Listener listener;
  private final Set<String> items = new HashSet<>();
  private Writer out;
  private int users;
  private int shorter;
  private long rows;

  private RecommendationFile(Format format, Recommender recommender, int k, Listener listener) {
    this.format = format;
    this.recommender = recommender;
    this.k = k;
    this.listener = listener;
  }

  /**
   * Writes the lists of {@link Recommender#recommendAll(Query, Wanted,
   * java.util.function.BiConsumer)} into a file, whole or not at all.
   *
   * @param circumstances context and time, without user and history
   * @throws IOException if that fails; an existing file is then as it was
   * @throws NoSuchElementException if a field or a value that is named is not known
   * @throws IllegalArgumentException if a value is none for its field, or the circumstances name a
   *     user or a history
   */
  public static Summary write(
      Path path,
      Format format,
      Recommender recommender,
      Query circumstances,
      Wanted wanted,
      Listener listener)
      throws IOException {
    RecommendationFile file = new RecommendationFile(format, recommender, wanted.k(), listener);
    AtomicFile.writeStream(path, stream -> file.writeTo(stream, circumstances, wanted));
    return new Summary(file.users, file.shorter, file.rows, file.items.size(), Files.size(path));
  }

  private void writeTo(OutputStream stream, Query circumstances, Wanted wanted) throws IOException {
    out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    header();
    try {
      recommender.recommendAll(circumstances, wanted, this::add);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    out.flush();
  }

  private void header() throws IOException {
    if (format != Format.JSON_LINES) {
      out.write(String.join(Character.toString(format.delimiter), "user", "rank", "item", "score"));
      out.write('\n');
    }
  }

  private void add(String user, List<Recommendation> list) {
    users++;
    shorter += list.size() < k ? 1 : 0;
    rows += list.size();
    list.forEach(item -> items.add(item.item()));
    try {
      if (format == Format.JSON_LINES) {
        out.write(json(user, list));
        out.write('\n');
      } else {
        writeRows(user, list);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    listener.onUser(users, recommender.bundle().space().users().size() - 1);
  }

  private void writeRows(String user, List<Recommendation> list) throws IOException {
    String quotedUser = QuotedText.of(user, format.delimiter);
    int rank = 1;
    for (Recommendation item : list) {
      out.write(quotedUser);
      out.write(format.delimiter);
      out.write(Integer.toString(rank++));
      out.write(format.delimiter);
      out.write(QuotedText.of(item.item(), format.delimiter));
      out.write(format.delimiter);
      out.write(Float.toString(item.score()));
      out.write('\n');
    }
  }

  private static String json(String user, List<Recommendation> list) {
    List<JsonObject> ranked = new ArrayList<>();
    for (Recommendation item : list) {
      ranked.add(
          JsonObject.EMPTY
              .with("rank", ranked.size() + 1)
              .with("item", item.item())
              .with("title", item.title())
              .with("score", JsonNumber.of(item.score())));
    }
    return Json.write(
        JsonObject.EMPTY.with("user", user).with("recommendations", JsonArray.of(ranked)));
  }
}
