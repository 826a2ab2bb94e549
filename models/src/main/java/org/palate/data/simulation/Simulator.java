// SPDX-License-Identifier: Apache-2.0
package org.palate.data.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.palate.data.Column;
import org.palate.data.ColumnBuilder;
import org.palate.data.Interactions;
import org.palate.data.Vocabulary;
import org.palate.kernel.elementwise.FloatMath;
import org.palate.tensor.RandomStream;

/**
 * Simulates a film service, so that there is data of which the truth is known.
 *
 * <p>Users ({@link UserWorld}) have tastes that drift; films ({@link FilmWorld}) have genres,
 * styles and a long-tailed renown, and appear over time. A user who visits is shown a page of
 * {@value #PLACES} places by a house recommender ({@link Shelves}) that favours what is popular,
 * new or of a genre the user likes, and never shows again what the user has watched. The user looks
 * at place {@code k}, from 0, with probability {@code 0.93^k}, and watches a film looked at with
 * probability
 *
 * <pre>
 * click(u, i) = σ(-2.4 + 1.7 a(u, i) + 0.5 quality(i)),   a(u, i) = taste * factors(u) · factors(i)
 * </pre>
 *
 * where the affinity {@code a} is about standard normal over all users and films. A film watched is
 * rated: 1 to 5 stars, the nearest to
 *
 * <pre>
 * 2.9 + 0.45 a + 0.35 quality + kindness(u) + logistic noise
 * </pre>
 *
 * and its dwell, the minutes watched, grows with how much the user liked it. Every view is a row
 * with user, item, time, rating, the label 1 for 4 stars or more, and the annotations session,
 * shelf, position (from 1) and dwell, in order of time.
 *
 * <p>Everything is drawn from keyed streams: one configuration and seed give the same service, to
 * the bit.
 */
public final class Simulator {
  static final int PLACES = 12;
  private static final float LOOK = 0.93f;
  private static final int TRIES = 100;

  /** The first day of every service, Monday the 2nd of January 2023, in days since 1970. */
  private static final int FIRST_DAY = 19_359;

  private final SimulatorConfig config;
  private final long seed;
  private final FilmWorld films;
  private final UserWorld users;
  private final List<Shelves> weeks = new ArrayList<>();
  private final float[] clicks;
  private final boolean[][] watched;
  private final long[] busyUntil;
  private final List<View> views = new ArrayList<>();
  private long places;

  /** A visit that is to come. */
  private record Visit(long time, int user, int number) {}

  /** A film watched. */
  private record View(
      int user, int film, long time, int session, int shelf, int place, int stars, float dwell) {}

  private Simulator(SimulatorConfig config, long seed) {
    this.config = config;
    this.seed = seed;
    this.films = new FilmWorld(config, FIRST_DAY, seed);
    this.users = new UserWorld(config, FIRST_DAY, seed);
    this.clicks = new float[films.count];
    this.watched = new boolean[users.count][films.count];
    this.busyUntil = new long[users.count];
  }

  /** The service of a configuration and a seed. */
  public static Simulation run(SimulatorConfig config, long seed) {
    return new Simulator(config, seed).run();
  }

  private Simulation run() {
    List<Visit> visits = new ArrayList<>();
    for (int user = 0; user < users.count; user++) {
      for (int i = 0; i < users.visits[user].length; i++) {
        visits.add(new Visit(users.visits[user][i], user, i));
      }
    }
    visits.sort(Comparator.comparingLong(Visit::time).thenComparingInt(Visit::user));
    Shelves.Sampler sampler = null;
    int session = 0;
    for (Visit visit : visits) {
      int week = UserWorld.week(visit.time, FIRST_DAY);
      while (weeks.size() <= week) {
        sampler = nextWeek().new Sampler();
      }
      visit(visit, week, ++session, sampler);
    }
    views.sort(Comparator.comparingLong(View::time).thenComparingInt(View::session));
    Interactions interactions = interactions();
    Truth truth =
        new Truth(
            films,
            users,
            List.copyOf(weeks),
            FIRST_DAY,
            (float) config.taste(),
            (float) config.noise(),
            interactions);
    return new Simulation(config, seed, interactions, truth, visits.size(), places);
  }

  /** The shelves of the week that begins; the trend forgets a seventh of its clicks. */
  private Shelves nextWeek() {
    for (int film = 0; film < clicks.length; film++) {
      clicks[film] *= 6f / 7f;
    }
    Shelves shelves = new Shelves(films, clicks, FIRST_DAY + 7 * weeks.size());
    weeks.add(shelves);
    return shelves;
  }

  private void visit(Visit visit, int week, int session, Shelves.Sampler sampler) {
    int user = visit.user;
    RandomStream random = RandomStream.of(seed, "simulator/visit", user, visit.number);
    int active = activeWeek(user, week);
    float[] taste = users.tastes[user][active];
    float[] genreShares = weeks.get(week).genreShares(taste);
    long time = Math.max(visit.time, busyUntil[user]);
    users.visits[user][visit.number] = time;
    float looks = 1;
    int[] page = new int[PLACES];
    int[] shelves = new int[PLACES];
    for (int place = 0; place < PLACES; place++) {
      fill(place, page, shelves, user, genreShares, sampler, random);
      boolean looked = random.nextFloat() < looks;
      looks *= LOOK;
      if (page[place] < 0) {
        continue;
      }
      places++;
      if (!looked) {
        continue;
      }
      float affinity = affinity(films, taste, page[place], (float) config.taste());
      if (random.nextFloat() >= clickChance(affinity, films.quality[page[place]])) {
        continue;
      }
      time = watch(user, page[place], affinity, time, session, shelves[place], place, random);
    }
    busyUntil[user] = time + 600;
  }

  /**
   * Fills a place with a film that the user has not watched and the page does not show yet, or with
   * -1 if there is hardly one left. Shelf and film are drawn anew together, so that the chance of a
   * film stays in proportion to its exposure.
   */
  private void fill(
      int place,
      int[] page,
      int[] shelves,
      int user,
      float[] genreShares,
      Shelves.Sampler sampler,
      RandomStream random) {
    page[place] = -1;
    for (int tries = 0; tries < TRIES && page[place] < 0; tries++) {
      shelves[place] = sampler.shelf(random);
      int film = sampler.film(shelves[place], genreShares, random);
      boolean shown = watched[user][film];
      for (int i = 0; i < place; i++) {
        shown |= page[i] == film;
      }
      page[place] = shown ? -1 : film;
    }
  }

  /** Notes a view and returns when it ends. */
  private long watch(
      int user,
      int film,
      float affinity,
      long time,
      int session,
      int shelf,
      int place,
      RandomStream random) {
    float u = random.nextFloat();
    float noise = FloatMath.log((u + 0x1p-25f) / (1 - u + 0x1p-25f)) * (float) config.noise();
    float stars = expectedStars(affinity, films.quality[film], users.kindness[user]) + noise;
    float finished =
        FloatMath.sigmoid(1.4f * (stars - 2.2f) + 0.7f * (float) random.nextGaussian());
    float dwell = Math.max(1, Math.round(films.runtime[film] * finished));
    int rounded = Math.clamp(Math.round(stars), 1, 5);
    views.add(new View(user, film, time + 60, session, shelf, place, rounded, dwell));
    watched[user][film] = true;
    clicks[film] += (float) config.feedback();
    return time + 60 + (long) dwell * 60;
  }

  private int activeWeek(int user, int week) {
    int[] active = users.activeWeeks[user];
    int found = Arrays.binarySearch(active, week);
    if (found < 0) {
      throw new AssertionError("user " + user + " has no visit in week " + week);
    }
    return found;
  }

  /** {@code a(u, i)} of the class comment. */
  static float affinity(FilmWorld films, float[] taste, int film, float strength) {
    float[] factors = films.factorsOf[film];
    float sum = 0;
    for (int f = 0; f < taste.length; f++) {
      sum = Math.fma(taste[f], factors[f], sum);
    }
    return strength * sum;
  }

  /** What the click's σ is taken of. */
  static float clickLogit(float affinity, float quality) {
    return -2.4f + 1.7f * affinity + 0.5f * quality;
  }

  private static float clickChance(float affinity, float quality) {
    return FloatMath.sigmoid(clickLogit(affinity, quality));
  }

  /** The rating before noise and rounding. */
  static float expectedStars(float affinity, float quality, float kindness) {
    return 2.9f + 0.45f * affinity + 0.35f * quality + kindness;
  }

  /** The chance that a place of a page is looked at, of every place from 0. */
  static float[] looks() {
    float[] looks = new float[PLACES];
    looks[0] = 1;
    for (int place = 1; place < PLACES; place++) {
      looks[place] = looks[place - 1] * LOOK;
    }
    return looks;
  }

  private Interactions interactions() {
    Vocabulary.Builder userIds = new Vocabulary.Builder();
    Vocabulary.Builder itemIds = new Vocabulary.Builder();
    int rows = views.size();
    int[] userCodes = new int[rows];
    int[] itemCodes = new int[rows];
    long[] times = new long[rows];
    float[] ratings = new float[rows];
    float[] sessions = new float[rows];
    float[] positions = new float[rows];
    float[] dwells = new float[rows];
    ColumnBuilder.Categorical shelves = new ColumnBuilder.Categorical();
    for (int row = 0; row < rows; row++) {
      View view = views.get(row);
      userCodes[row] = userIds.add(UserWorld.id(view.user));
      itemCodes[row] = itemIds.add(FilmWorld.id(view.film));
      times[row] = view.time;
      ratings[row] = view.stars;
      sessions[row] = view.session;
      positions[row] = view.place + 1;
      dwells[row] = view.dwell;
      shelves.add(Shelves.NAMES.get(view.shelf));
    }
    return Interactions.of(userIds.build(), userCodes, itemIds.build(), itemCodes)
        .withTime(times)
        .withRating(ratings)
        .withLabelFromRating(4)
        .withAnnotation(new Column.Numeric("session", sessions))
        .withAnnotation(shelves.build("shelf"))
        .withAnnotation(new Column.Numeric("position", positions))
        .withAnnotation(new Column.Numeric("dwell", dwells))
        .withUsers(users.entities())
        .withItems(films.entities());
  }
}
