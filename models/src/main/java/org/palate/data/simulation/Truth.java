// SPDX-License-Identifier: Apache-2.0
package org.palate.data.simulation;

import java.util.Arrays;
import java.util.List;
import org.palate.data.Interactions;
import org.palate.data.Vocabulary;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.kernel.elementwise.FloatMath;

/**
 * What the {@link Simulator} knows and a model can only guess: how likely each user was to watch
 * each film. Ranking by it is the best that can be done, so it tells how far a model is from there.
 *
 * <p>At a visit {@code s} of user {@code u}, the chance that film {@code i}, not watched before, is
 * watched is
 *
 * <pre>
 * p(s, i)      = click(u, i) * Σ_k 0.93^k * absent(k, i) * q(i) / left(k)
 * absent(k, i) = Π_{j=0..k-1} (1 - q(i) / left(j))
 * left(k)      = Σ_{i not watched} q(i) absent(k, i)
 * </pre>
 *
 * with the taste and the exposure q ({@link Shelves}) of the visit's week: the chance to come to
 * place {@code k} of the page and to no earlier one, to be looked at there, and to be clicked. A
 * page shows no film twice and none that was watched, so its places share what is {@code left} of
 * the exposure. The score of a film over a span of time is the chance to be watched at one of the
 * visits within,
 *
 * <pre>
 * P(u, i) = 1 - Π_s (1 - p(s, i))
 * </pre>
 *
 * <p><b>Why no ranking beats it.</b> Given tastes, shelves and visits, whether a film is watched is
 * chance with these probabilities, so sorting the films not seen in training by {@code P} puts the
 * largest expected number of held-out views at the top. If the held-out rows are all rows of a span
 * (a split in time), the span is theirs. If they are a random part of the rows, the chance that a
 * film not in training is held out rises with its {@code P} over the whole record, so the order is
 * that of {@code P} again. Two things to know: {@code left} is an expectation where a page has a
 * draw of it; and the tastes and shelves are the realised ones, in which chance has had its part
 * already, so no model that has only the data can be expected to reach the bound.
 *
 * <p>Users and items are codes of the interactions' vocabularies. Thread-safe.
 */
public final class Truth {
  private static final float LIKED = 3.5f;
  private static final int SECONDS_A_DAY = 86_400;

  /** Keeps a user who has watched nearly all there is from dividing by nothing. */
  private static final float LEAST_LEFT = 0.01f;

  private final FilmWorld films;
  private final UserWorld users;
  private final List<Shelves> weeks;
  private final int firstDay;
  private final float strength;
  private final float noise;
  private final int[] userOfCode;
  private final int[] filmOfCode;
  private final ViewsByUser views;
  private final float[] looks = Simulator.looks();

  Truth(
      FilmWorld films,
      UserWorld users,
      List<Shelves> weeks,
      int firstDay,
      float strength,
      float noise,
      Interactions interactions) {
    this.films = films;
    this.users = users;
    this.weeks = weeks;
    this.firstDay = firstDay;
    this.strength = strength;
    this.noise = noise;
    this.userOfCode = numbers(interactions.userVocabulary());
    this.filmOfCode = numbers(interactions.itemVocabulary());
    this.views = new ViewsByUser(interactions, userOfCode, filmOfCode, users.count);
  }

  /** Positions from 0 of ids such as {@code u1}, by code; -1 for the unknown. */
  private static int[] numbers(Vocabulary vocabulary) {
    int[] numbers = new int[vocabulary.size()];
    numbers[0] = -1;
    for (int code = 1; code < numbers.length; code++) {
      numbers[code] = Integer.parseInt(vocabulary.key(code).substring(1)) - 1;
    }
    return numbers;
  }

  /**
   * Writes the chance of each film to be watched by a user at any time of the record: for held-out
   * rows drawn at random.
   *
   * @param user a code from 1
   * @param out [item codes]; the unknown item's is 0
   */
  public void viewChances(int user, float[] out) {
    viewChances(user, 0, Long.MAX_VALUE, out);
  }

  /**
   * Writes the chance of each film to be watched by a user within a span of time: for held-out rows
   * of that span. If the user does not visit then, the chances are those of the visit nearest
   * before (or else after) it.
   *
   * @param user a code from 1
   * @param from the beginning, in seconds since 1970, inclusive
   * @param to the end, exclusive
   * @param out [item codes]; the unknown item's is 0
   */
  public void viewChances(int user, long from, long to, float[] out) {
    if (out.length != filmOfCode.length) {
      throw new IllegalArgumentException(
          "out: expected one place for each of %d item codes, found %d"
              .formatted(filmOfCode.length, out.length));
    }
    int person = userOfCode[checkUser(user)];
    float[] missed = new float[films.count];
    Arrays.fill(missed, 1);
    float[] scratch = new float[films.count];
    float[] chances = new float[films.count];
    int[] counts = visitsByWeek(person, from, to);
    for (int active = 0; active < counts.length; active++) {
      if (counts[active] > 0) {
        visitChances(person, active, scratch, chances);
        for (int film = 0; film < missed.length; film++) {
          float stays = 1 - chances[film];
          for (int visit = 0; visit < counts[active]; visit++) {
            missed[film] *= stays;
          }
        }
      }
    }
    out[0] = 0;
    for (int code = 1; code < out.length; code++) {
      out[code] = 1 - missed[filmOfCode[code]];
    }
  }

  /**
   * The chance that a user who watches a film gives it 4 stars or more, with the taste of that
   * time: ranking by it is the best that can be done for the label.
   *
   * @param user a code from 1
   * @param item a code from 1
   * @param time in seconds since 1970
   */
  public float likeChance(int user, int item, long time) {
    int person = userOfCode[checkUser(user)];
    if (item < 1 || item >= filmOfCode.length) {
      throw new IndexOutOfBoundsException(
          "item code " + item + ": expected 1 to " + (filmOfCode.length - 1));
    }
    int film = filmOfCode[item];
    float[] taste = users.tastes[person][activeAt(person, time)];
    float affinity = Simulator.affinity(films, taste, film, strength);
    float stars = Simulator.expectedStars(affinity, films.quality[film], users.kindness[person]);
    return FloatMath.sigmoid((stars - LIKED) / noise);
  }

  /** How many visits of a user within a span fall into each active week. */
  private int[] visitsByWeek(int person, long from, long to) {
    int[] counts = new int[users.activeWeeks[person].length];
    int total = 0;
    for (long time : users.visits[person]) {
      if (time >= from && time < to) {
        counts[activeAt(person, time)]++;
        total++;
      }
    }
    if (total == 0) {
      counts[activeAt(person, from)] = 1;
    }
    return counts;
  }

  /** The active week of a time, or the one before it, or the first. */
  private int activeAt(int person, long time) {
    long week = Math.floorDiv(time / SECONDS_A_DAY - firstDay, 7L);
    int[] active = users.activeWeeks[person];
    int found = 0;
    while (found + 1 < active.length && active[found + 1] <= week) {
      found++;
    }
    return found;
  }

  /** Writes p(s, i) of every film for a visit in an active week. */
  private void visitChances(int person, int active, float[] scratch, float[] out) {
    Kernels kernels = Engine.kernels();
    int count = films.count;
    float[] taste = users.tastes[person][active];
    Arrays.fill(scratch, 0);
    for (int f = 0; f < taste.length; f++) {
      kernels.elementwise().axpy(count, taste[f], films.factors[f], 0, scratch, 0);
    }
    for (int film = 0; film < count; film++) {
      scratch[film] = Simulator.clickLogit(strength * scratch[film], films.quality[film]);
    }
    kernels.elementwise().sigmoid(count, scratch, 0, scratch, 0);
    Shelves shelves = weeks.get(users.activeWeeks[person][active]);
    shelves.exposure(shelves.genreShares(taste), out);
    seenChances(out, views.watchedBefore(person, firstVisit(person, active), count), scratch);
  }

  private long firstVisit(int person, int active) {
    int visit = 0;
    while (activeAt(person, users.visits[person][visit]) < active) {
      visit++;
    }
    return users.visits[person][visit];
  }

  /**
   * Turns {@code q[i]} into {@code click[i]} times the chance that film i is on the page and looked
   * at. The chance that a film is still absent, and from it the expected share of the exposure that
   * is left, are carried from place to place. A film that was watched leaves its share to the
   * others, but is itself scored as if it had not been: when it was watched must not show.
   */
  private void seenChances(float[] q, boolean[] watched, float[] click) {
    Kernels kernels = Engine.kernels();
    int count = q.length;
    float[] absent = new float[count];
    float[] seen = new float[count];
    float[] open = new float[count];
    for (int film = 0; film < count; film++) {
      absent[film] = 1;
      open[film] = watched[film] ? 0 : q[film];
    }
    for (float look : looks) {
      float left = kernels.reductions().dot(count, open, 0, absent, 0);
      float scale = 1 / Math.max(left, LEAST_LEFT);
      for (int film = 0; film < count; film++) {
        float here = absent[film] * Math.min(1, q[film] * scale);
        seen[film] += look * here;
        absent[film] -= here;
      }
    }
    kernels.elementwise().multiply(count, click, 0, seen, 0, q, 0);
  }

  private int checkUser(int user) {
    if (user < 1 || user >= userOfCode.length) {
      throw new IndexOutOfBoundsException(
          "user code " + user + ": expected 1 to " + (userOfCode.length - 1));
    }
    return user;
  }

  /** When each user watched what, in order of time. */
  private static final class ViewsByUser {
    private final int[] starts;
    private final int[] viewed;
    private final long[] times;

    ViewsByUser(Interactions interactions, int[] userOfCode, int[] filmOfCode, int users) {
      int rows = interactions.size();
      starts = new int[users + 1];
      viewed = new int[rows];
      times = new long[rows];
      for (int row = 0; row < rows; row++) {
        starts[userOfCode[interactions.user(row)] + 1]++;
      }
      for (int user = 0; user < users; user++) {
        starts[user + 1] += starts[user];
      }
      int[] next = starts.clone();
      for (int row = 0; row < rows; row++) {
        int at = next[userOfCode[interactions.user(row)]]++;
        viewed[at] = filmOfCode[interactions.item(row)];
        times[at] = interactions.times()[row];
      }
    }

    boolean[] watchedBefore(int user, long time, int films) {
      boolean[] watched = new boolean[films];
      for (int i = starts[user]; i < starts[user + 1] && times[i] < time; i++) {
        watched[viewed[i]] = true;
      }
      return watched;
    }
  }
}
