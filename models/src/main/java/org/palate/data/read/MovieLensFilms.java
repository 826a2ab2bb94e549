// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palate.data.Column;
import org.palate.data.ColumnBuilder;
import org.palate.data.DataException;
import org.palate.data.Entities;
import org.palate.data.Vocabulary;
import org.palate.data.read.Table.Request;

/**
 * The film files of MovieLens: {@code u.item} (id|title|release date|video date|address|19 flags, a
 * genre each, named by {@code u.genre} beside it), {@code movies.dat} (id::title (year)::genres
 * between bars; the title may hold {@code ::}) and {@code movies.csv} (movieId,title,genres). Text
 * is UTF-8 or, where it is not valid in that, ISO-8859-1.
 */
final class MovieLensFilms {
  static final List<String> GENRES =
      List.of(
          "unknown",
          "Action",
          "Adventure",
          "Animation",
          "Children's",
          "Comedy",
          "Crime",
          "Documentary",
          "Drama",
          "Fantasy",
          "Film-Noir",
          "Horror",
          "Musical",
          "Mystery",
          "Romance",
          "Sci-Fi",
          "Thriller",
          "War",
          "Western");

  /** Lies beside {@code u.item} and names its flags. */
  static final String GENRE_FILE = "u.genre";

  /** Columns of {@code u.item} before the flags. */
  private static final int FLAGS = 5;

  private final Vocabulary.Builder ids = new Vocabulary.Builder();
  private final ColumnBuilder.Text titles = new ColumnBuilder.Text();
  private final ColumnBuilder.MultiCategorical genres = new ColumnBuilder.MultiCategorical();
  private final ColumnBuilder.Floats years = new ColumnBuilder.Floats();
  private final ColumnBuilder.Categorical decades = new ColumnBuilder.Categorical();

  private MovieLensFilms() {
    append("", 0, List.of());
  }

  static Entities read(Path file, RowTally tally) {
    MovieLensFilms films = new MovieLensFilms();
    switch (file.getFileName().toString()) {
      case "u.item" -> films.readFlags(file, tally);
      case "movies.dat" -> films.readColons(file, tally);
      default -> films.readCsv(file, tally);
    }
    return films.build();
  }

  private void readFlags(Path file, RowTally tally) {
    List<String> names = genreNames(file.resolveSibling(GENRE_FILE), tally);
    TextLayout layout =
        TextLayout.AUTO
            .withDelimiter("|")
            .withHeader(TextLayout.Choice.NO)
            .withCharset(FirstLine.charset(file));
    try (TableReader table = new TableReader(file, layout, tally, FLAGS + names.size())) {
      List<Request> requests = new ArrayList<>();
      requests.add(new Request("movie", "1", false));
      requests.add(new Request("title", "2", false));
      requests.add(new Request("release date", "3", false));
      for (int i = 0; i < names.size(); i++) {
        requests.add(new Request(names.get(i), Integer.toString(FLAGS + i + 1), true));
      }
      table.resolve(requests);
      while (table.next()) {
        try {
          List<String> present = new ArrayList<>();
          for (int i = 0; i < names.size(); i++) {
            String flag = table.text(FLAGS + i);
            if (flag.equals("1")) {
              present.add(names.get(i));
            } else if (!flag.equals("0")) {
              throw table.expected(FLAGS + i, "0 or 1");
            }
          }
          present.remove("unknown");
          String id = newId(table);
          String title = table.text(1);
          int year = yearOfTitle(title);
          ids.add(id);
          append(title, year > 0 ? year : yearOfDate(table.text(2)), present);
        } catch (BadRow e) {
          table.bad(e);
        }
      }
    }
  }

  /**
   * The genres in the order of their flags, from {@code u.genre} (name|position) if it is there.
   */
  private static List<String> genreNames(Path file, RowTally tally) {
    if (!Files.exists(file)) {
      return GENRES;
    }
    List<String> names = new ArrayList<>();
    TextLayout layout = TextLayout.AUTO.withDelimiter("|").withHeader(TextLayout.Choice.NO);
    try (TableReader table = new TableReader(file, layout, tally, 2)) {
      table.resolve(List.of(new Request("genre", "1", false), new Request("position", "2", true)));
      while (table.next()) {
        try {
          String name = table.id(0);
          if (!table.text(1).equals(Integer.toString(names.size()))) {
            throw table.expected(1, "the position " + names.size());
          }
          names.add(name);
        } catch (BadRow e) {
          table.bad(e);
        }
      }
    }
    return names;
  }

  private void readColons(Path file, RowTally tally) {
    Charset charset = FirstLine.charset(file);
    try (RowReader rows = new RowReader(file, null, false, charset)) {
      boolean more = true;
      while (more) {
        try {
          more = rows.next();
          if (more) {
            readColons(rows.text(0), rows.line());
          }
        } catch (BadRow e) {
          tally.bad(file.toString(), e);
        }
      }
    }
  }

  private void readColons(String text, long line) {
    int first = text.indexOf("::");
    int last = text.lastIndexOf("::");
    if (first < 0 || last < first + 2) {
      throw new BadRow(line, "expected movie::title::genres, found " + DataException.quoted(text));
    }
    String id = text.substring(0, first).strip();
    if (id.isEmpty()) {
      throw new BadRow(line, "column 1 (movie)", "expected an id, found nothing");
    }
    if (ids.contains(id)) {
      throw new BadRow(
          line,
          "column 1 (movie)",
          "expected an id that no earlier row has, found " + DataException.quoted(id));
    }
    String title = text.substring(first + 2, last).strip();
    ids.add(id);
    append(title, yearOfTitle(title), EntityReader.split(text.substring(last + 2), "|"));
  }

  private void readCsv(Path file, RowTally tally) {
    TextLayout layout =
        TextLayout.csv().withHeader(TextLayout.Choice.YES).withCharset(FirstLine.charset(file));
    try (TableReader table = new TableReader(file, layout, tally, 0)) {
      int[] at =
          table.resolve(
              List.of(
                  new Request("movie", "movieId", false),
                  new Request("title", "title", false),
                  new Request("genres", "genres", false)));
      while (table.next()) {
        try {
          String id = table.id(at[0]);
          if (ids.contains(id)) {
            throw table.expected(at[0], "an id that no earlier row has");
          }
          String title = table.text(at[1]);
          String listed = table.text(at[2]);
          ids.add(id);
          append(
              title,
              yearOfTitle(title),
              listed.equals("(no genres listed)") ? List.of() : EntityReader.split(listed, "|"));
        } catch (BadRow e) {
          table.bad(e);
        }
      }
    }
  }

  private String newId(TableReader table) {
    String id = table.id(0);
    if (ids.contains(id)) {
      throw table.expected(0, "an id that no earlier row has");
    }
    return id;
  }

  private void append(String title, int year, List<String> names) {
    titles.add(title);
    genres.add(names);
    years.add(year > 0 ? year : Float.NaN);
    decades.add(year > 0 ? year / 10 * 10 + "s" : "");
  }

  private Entities build() {
    return Entities.of(
        ids.build(),
        List.of(
            titles.build(Entities.TITLE),
            genres.build("genres"),
            decades.build("decade"),
            new Column.Numeric("year", years.toArray())));
  }

  /** The year in a title's last parentheses, as in {@code Ran (1985)}; 0 if there is none. */
  static int yearOfTitle(String title) {
    int open = title.lastIndexOf('(');
    return open < 0 ? 0 : year(title, open + 1);
  }

  /** The year at the end of a date such as {@code 01-Jan-1995}; 0 if there is none. */
  private static int yearOfDate(String date) {
    return date.length() < 4 ? 0 : year(date, date.length() - 4);
  }

  private static int year(String text, int from) {
    int year = 0;
    for (int i = from; i < from + 4; i++) {
      if (i >= text.length() || text.charAt(i) < '0' || text.charAt(i) > '9') {
        return 0;
      }
      year = year * 10 + (text.charAt(i) - '0');
    }
    return year >= 1850 && year <= 2150 ? year : 0;
  }
}
