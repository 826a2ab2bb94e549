// SPDX-License-Identifier: Apache-2.0
package org.palate.data.simulation;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palate.data.Column;
import org.palate.data.ColumnBuilder;
import org.palate.data.Entities;
import org.palate.data.Vocabulary;
import org.palate.data.read.MovieLens;
import org.palate.kernel.elementwise.FloatMath;
import org.palate.tensor.RandomStream;

/**
 * The films of a simulated service: what everyone can see of them, and what only the simulator
 * knows.
 *
 * <p>A film has one to three genres and a director; hidden from all are its style (a vector that it
 * shares in part with the director's other films), its quality (standard normal) and its renown
 * (log-normal, and higher for better films), from which the long tail comes. Seven in ten are older
 * than the service; the others are released while it runs.
 */
final class FilmWorld {
  /** Those of MovieLens, but for "unknown". */
  static final List<String> GENRES = MovieLens.GENRES.subList(1, MovieLens.GENRES.size());

  /** How common each genre is, about as in MovieLens. */
  private static final int[] FREQUENCY = {
    14, 8, 4, 6, 29, 7, 5, 40, 3, 2, 8, 4, 4, 13, 7, 14, 5, 3
  };

  /** Genres that like to come together; each pair makes the second five times as likely. */
  private static final int[][] COMPANIONS = {
    {0, 1}, {0, 15}, {0, 14}, {1, 8}, {2, 3}, {3, 8}, {4, 13}, {5, 15}, {5, 9}, {7, 13}, {7, 16},
    {10, 15}, {12, 15}, {2, 11}, {1, 17}, {12, 9}
  };

  /** Dimensions of style, which no genre tells. */
  static final int STYLES = 8;

  /** Dimensions of a film and of a taste: genres first, then styles. */
  static final int FACTORS = GENRES.size() + STYLES;

  private static final double GENRE_SHARE = 0.75;
  private static final double STYLE_SHARE = 0.66;

  final int count;
  final int[][] genres;

  /** [factor][film]; the dot product with a taste of standard normals is about standard normal. */
  final float[][] factors;

  /** [film][factor]: the same, for one film at a time. */
  final float[][] factorsOf;

  final float[] quality;
  final float[] renown;

  /** When each film may first be shown, in days since 1970. */
  final int[] releaseDay;

  final int[] runtime;
  final int[] director;
  final String[] titles;
  final String[] directors;

  FilmWorld(SimulatorConfig config, int firstDay, long seed) {
    count = config.films();
    genres = new int[count][];
    factors = new float[FACTORS][count];
    factorsOf = new float[count][FACTORS];
    quality = new float[count];
    renown = new float[count];
    releaseDay = new int[count];
    runtime = new int[count];
    director = new int[count];
    titles = new String[count];
    FilmNames names = new FilmNames(RandomStream.of(seed, "simulator/names"));
    directors = new String[Math.clamp(count / 5, 1, 1000)];
    float[][] manner = new float[directors.length][STYLES];
    RandomStream random = RandomStream.of(seed, "simulator/directors");
    for (int i = 0; i < directors.length; i++) {
      directors[i] = names.person();
      for (int s = 0; s < STYLES; s++) {
        manner[i][s] = (float) random.nextGaussian();
      }
    }
    for (int film = 0; film < count; film++) {
      make(film, config, firstDay, manner, RandomStream.of(seed, "simulator/film", film), names);
    }
  }

  private void make(
      int film,
      SimulatorConfig config,
      int firstDay,
      float[][] manner,
      RandomStream random,
      FilmNames names) {
    genres[film] = drawGenres(random);
    // The square of a uniform number: a few directors make many films.
    double u = random.nextDouble();
    director[film] = (int) (u * u * directors.length);
    for (int genre : genres[film]) {
      factors[genre][film] = (float) (GENRE_SHARE / StrictMath.sqrt(genres[film].length));
    }
    for (int s = 0; s < STYLES; s++) {
      double style = 0.7 * manner[director[film]][s] + 0.714 * random.nextGaussian();
      factors[GENRES.size() + s][film] = (float) (STYLE_SHARE * style / StrictMath.sqrt(STYLES));
    }
    for (int f = 0; f < FACTORS; f++) {
      factorsOf[film][f] = factors[f][film];
    }
    quality[film] = (float) random.nextGaussian();
    renown[film] = FloatMath.exp((float) (0.6 * quality[film] + 2.1 * random.nextGaussian()));
    // The service opens with at least one film.
    if (random.nextDouble() < 0.7 || film == 0) {
      double years = -14 * StrictMath.log(1 - random.nextDouble());
      releaseDay[film] = firstDay - 1 - (int) (365.25 * Math.min(years, 75));
    } else {
      releaseDay[film] = firstDay + random.nextInt(config.days());
    }
    boolean forChildren = genres[film][0] == 2 || genres[film][0] == 3;
    runtime[film] =
        Math.clamp(Math.round((forChildren ? 88 : 108) + 15 * random.nextGaussian()), 60, 210);
    titles[film] = names.title(GENRES.get(genres[film][0])) + " (" + year(film) + ")";
  }

  private static int[] drawGenres(RandomStream random) {
    double u = random.nextDouble();
    int[] drawn = new int[u < 0.35 ? 1 : u < 0.8 ? 2 : 3];
    int[] weights = FREQUENCY.clone();
    for (int i = 0; i < drawn.length; i++) {
      int target = random.nextInt(Arrays.stream(weights).sum());
      int genre = 0;
      while (target >= weights[genre]) {
        target -= weights[genre++];
      }
      drawn[i] = genre;
      weights[genre] = 0;
      for (int[] pair : COMPANIONS) {
        if (pair[0] == genre) {
          weights[pair[1]] *= 5;
        } else if (pair[1] == genre) {
          weights[pair[0]] *= 5;
        }
      }
    }
    return drawn;
  }

  int year(int film) {
    return LocalDate.ofEpochDay(releaseDay[film]).getYear();
  }

  static String id(int film) {
    return "f" + (film + 1);
  }

  /** What everyone can see of the films. */
  Entities entities() {
    Vocabulary.Builder ids = new Vocabulary.Builder();
    ColumnBuilder.Text titleColumn = new ColumnBuilder.Text();
    ColumnBuilder.MultiCategorical genreColumn = new ColumnBuilder.MultiCategorical();
    ColumnBuilder.Categorical directorColumn = new ColumnBuilder.Categorical();
    ColumnBuilder.Categorical decadeColumn = new ColumnBuilder.Categorical();
    float[][] numbers = new float[3][count + 1];
    titleColumn.add("");
    genreColumn.add(List.of());
    directorColumn.add("");
    decadeColumn.add("");
    for (float[] column : numbers) {
      column[0] = Float.NaN;
    }
    for (int film = 0; film < count; film++) {
      ids.add(id(film));
      titleColumn.add(titles[film]);
      List<String> named = new ArrayList<>();
      for (int genre : genres[film]) {
        named.add(GENRES.get(genre));
      }
      genreColumn.add(named);
      directorColumn.add(directors[director[film]]);
      decadeColumn.add(year(film) / 10 * 10 + "s");
      numbers[0][film + 1] = year(film);
      numbers[1][film + 1] = runtime[film];
      numbers[2][film + 1] = releaseDay[film];
    }
    return Entities.of(
        ids.build(),
        List.of(
            titleColumn.build(Entities.TITLE),
            genreColumn.build("genres"),
            directorColumn.build("director"),
            decadeColumn.build("decade"),
            new Column.Numeric("year", numbers[0]),
            new Column.Numeric("runtime", numbers[1]),
            new Column.Numeric("release_day", numbers[2])));
  }
}
