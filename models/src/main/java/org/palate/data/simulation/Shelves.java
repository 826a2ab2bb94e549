// SPDX-License-Identifier: Apache-2.0
package org.palate.data.simulation;

import java.util.ArrayList;
import java.util.List;
import org.palate.kernel.elementwise.FloatMath;
import org.palate.tensor.RandomStream;

/**
 * What the simulated house puts before its users in one week: a simple recommender with the biases
 * of one.
 *
 * <p>Each place of a page is filled from one of three shelves: <em>popular</em> (share {@value
 * #POPULAR}; a film's chance is proportional to its trend), <em>new</em> ({@value #FRESH}; films of
 * the last eight weeks, by renown) and <em>genre</em> (the rest; a genre that the user likes,
 * chosen by taste and size: in proportion to {@code √(Σ trend) * exp(2 taste)}; then a film of it
 * by trend). The trend of a film is its renown plus what recent clicks add, so what was shown is
 * clicked and what is clicked is shown. Nothing is shown before its release.
 *
 * <p>So the chance that film {@code i} fills a place before user {@code u} is
 *
 * <pre>
 * q(i, u) = POPULAR * trend(i) / Σ trend + FRESH * fresh(i) / Σ fresh
 *         + GENRE * trend(i) * Σ_{g of i} π(g, u) / Σ_{j of g} trend(j)
 * </pre>
 */
final class Shelves {
  static final List<String> NAMES = List.of("popular", "new", "genre");
  static final float POPULAR = 0.4f;
  static final float FRESH = 0.1f;
  private static final int FRESH_DAYS = 56;
  private static final float GENRE_SHARPNESS = 2;

  private final FilmWorld films;
  private final float[] trend;
  private final float[] fresh;
  private final float trendTotal;
  private final float freshTotal;
  private final float[] genreTotals;

  /** A week's shelves, from what each film's recent clicks are worth. */
  Shelves(FilmWorld films, float[] clicks, int day) {
    this.films = films;
    this.trend = new float[films.count];
    this.fresh = new float[films.count];
    this.genreTotals = new float[FilmWorld.GENRES.size()];
    float allTrend = 0;
    float allFresh = 0;
    for (int film = 0; film < films.count; film++) {
      int days = day - films.releaseDay[film];
      if (days < 0) {
        continue;
      }
      trend[film] = films.renown[film] + clicks[film];
      fresh[film] = days < FRESH_DAYS ? films.renown[film] : 0;
      allTrend += trend[film];
      allFresh += fresh[film];
      for (int genre : films.genres[film]) {
        genreTotals[genre] += trend[film];
      }
    }
    trendTotal = allTrend;
    freshTotal = allFresh;
  }

  /** The chance of each genre when the genre shelf is filled for a taste; π above. */
  float[] genreShares(float[] taste) {
    float[] shares = new float[genreTotals.length];
    float largest = Float.NEGATIVE_INFINITY;
    for (int g = 0; g < shares.length; g++) {
      largest = genreTotals[g] > 0 ? Math.max(largest, taste[g]) : largest;
    }
    float total = 0;
    for (int g = 0; g < shares.length; g++) {
      shares[g] =
          genreTotals[g] > 0
              ? (float) Math.sqrt(genreTotals[g])
                  * FloatMath.exp(GENRE_SHARPNESS * (taste[g] - largest))
              : 0;
      total += shares[g];
    }
    for (int g = 0; g < shares.length; g++) {
      shares[g] /= total;
    }
    return shares;
  }

  /** Writes q of every film for a user with these genre shares. */
  void exposure(float[] genreShares, float[] out) {
    float[] genreFactor = new float[genreTotals.length];
    for (int g = 0; g < genreFactor.length; g++) {
      genreFactor[g] =
          genreTotals[g] > 0 ? (1 - POPULAR - FRESH) * genreShares[g] / genreTotals[g] : 0;
    }
    float popular = (freshTotal > 0 ? POPULAR : POPULAR + FRESH) / trendTotal;
    float newest = freshTotal > 0 ? FRESH / freshTotal : 0;
    for (int film = 0; film < out.length; film++) {
      float factor = popular;
      for (int genre : films.genres[film]) {
        factor += genreFactor[genre];
      }
      out[film] = factor * trend[film] + newest * fresh[film];
    }
  }

  /** Draws films by the chances above. */
  final class Sampler {
    private final float[] trendSums = cumulative(trend, null);
    private final float[] freshSums = cumulative(fresh, null);
    private final int[][] genreFilms = new int[genreTotals.length][];
    private final float[][] genreSums = new float[genreTotals.length][];

    Sampler() {
      List<List<Integer>> byGenre = new ArrayList<>();
      for (int g = 0; g < genreFilms.length; g++) {
        byGenre.add(new ArrayList<>());
      }
      for (int film = 0; film < films.count; film++) {
        for (int genre : films.genres[film]) {
          byGenre.get(genre).add(film);
        }
      }
      for (int g = 0; g < genreFilms.length; g++) {
        genreFilms[g] = byGenre.get(g).stream().mapToInt(Integer::intValue).toArray();
        genreSums[g] = cumulative(trend, genreFilms[g]);
      }
    }

    /** The shelf that fills a place, an index of {@link #NAMES}. */
    int shelf(RandomStream random) {
      float u = random.nextFloat();
      return u < POPULAR ? 0 : u < POPULAR + FRESH ? (freshTotal > 0 ? 1 : 0) : 2;
    }

    /** A film from a shelf. */
    int film(int shelf, float[] genreShares, RandomStream random) {
      return switch (shelf) {
        case 0 -> find(trendSums, random);
        case 1 -> find(freshSums, random);
        default -> {
          float u = random.nextFloat();
          int genre = -1;
          for (int g = 0; g < genreShares.length; g++) {
            if (genreShares[g] > 0) {
              genre = g;
              u -= genreShares[g];
              if (u < 0) {
                break;
              }
            }
          }
          yield genreFilms[genre][find(genreSums[genre], random)];
        }
      };
    }
  }

  private static float[] cumulative(float[] weights, int[] chosen) {
    float[] sums = new float[chosen == null ? weights.length : chosen.length];
    float sum = 0;
    for (int i = 0; i < sums.length; i++) {
      sum += weights[chosen == null ? i : chosen[i]];
      sums[i] = sum;
    }
    return sums;
  }

  /** The first position whose sum exceeds a uniform share of the last; its weight is not 0. */
  private static int find(float[] sums, RandomStream random) {
    float target = random.nextFloat() * sums[sums.length - 1];
    int low = 0;
    int high = sums.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sums[middle] > target) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
