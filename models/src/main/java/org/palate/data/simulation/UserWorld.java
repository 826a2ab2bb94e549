// SPDX-License-Identifier: Apache-2.0
package org.palate.data.simulation;

import java.util.Arrays;
import java.util.List;
import org.palate.data.Column;
import org.palate.data.ColumnBuilder;
import org.palate.data.Entities;
import org.palate.data.Vocabulary;
import org.palate.data.read.MovieLens;
import org.palate.tensor.RandomStream;

/**
 * The users of a simulated service: what everyone can see of them, their visits, and their tastes,
 * which only the simulator knows.
 *
 * <p>A taste is a vector over the factors of {@link FilmWorld}: in part that of the user's age,
 * gender and occupation, in greater part the user's own. Each week it takes a random step; what a
 * taste is in a week without a visit is of no consequence and is not kept.
 *
 * <p>How many visits a user makes is log-normal. Half of the users are there from the start, the
 * others join later; a quarter leave early. Visits prefer evenings and weekends.
 */
final class UserWorld {
  private static final List<String> OCCUPATIONS =
      List.of(
          "student",
          "teacher",
          "engineer",
          "nurse",
          "programmer",
          "artist",
          "clerk",
          "manager",
          "craftsman",
          "scientist",
          "sales",
          "retired",
          "homemaker",
          "other");
  private static final int RETIRED = 11;
  private static final int STUDENT = 0;

  /** What a decade of age above 40 adds to the taste for each genre of {@link FilmWorld#GENRES}. */
  private static final double[] AGING = {
    -0.25, -0.1, -0.3, -0.1, -0.1, 0.05, 0.2, 0.2, -0.2, 0.2, -0.35, 0.15, 0.15, 0.05, -0.25, -0.05,
    0.2, 0.25
  };

  private static final int[] HOURS = {
    4, 2, 1, 1, 1, 1, 2, 3, 4, 4, 5, 6, 8, 9, 9, 10, 11, 13, 18, 26, 32, 30, 20, 9
  };
  private static final int SECONDS_A_DAY = 86_400;

  final int count;
  final int[] age;
  final int[] gender;
  final int[] occupation;

  /** How much kinder, in stars, each user's ratings are than the average user's. */
  final float[] kindness;

  /** [user][visit] in seconds since 1970, rising. */
  final long[][] visits;

  /** [user][active week][factor]; the active weeks are those of {@link #activeWeeks}. */
  final float[][][] tastes;

  /** [user][active week]: the weeks since the first day in which the user visits, rising. */
  final int[][] activeWeeks;

  UserWorld(SimulatorConfig config, int firstDay, long seed) {
    count = config.users();
    age = new int[count];
    gender = new int[count];
    occupation = new int[count];
    kindness = new float[count];
    visits = new long[count][];
    tastes = new float[count][][];
    activeWeeks = new int[count][];
    double[][] genderTaste = groupTastes(2, 0.3, RandomStream.of(seed, "simulator/gender"));
    double[][] workTaste =
        groupTastes(OCCUPATIONS.size(), 0.35, RandomStream.of(seed, "simulator/occupation"));
    for (int user = 0; user < count; user++) {
      RandomStream random = RandomStream.of(seed, "simulator/user", user);
      age[user] = Math.clamp(Math.round(34 + 14 * random.nextGaussian()), 13, 85);
      gender[user] = random.nextInt(2);
      occupation[user] = drawOccupation(age[user], random);
      kindness[user] = (float) (0.35 * random.nextGaussian());
      visits[user] = drawVisits(config, firstDay, random);
      activeWeeks[user] =
          Arrays.stream(visits[user]).mapToInt(time -> week(time, firstDay)).distinct().toArray();
      double[] taste = new double[FilmWorld.FACTORS];
      for (int f = 0; f < taste.length; f++) {
        taste[f] = 0.85 * random.nextGaussian();
        taste[f] += genderTaste[gender[user]][f] + workTaste[occupation[user]][f];
        taste[f] += f < AGING.length ? AGING[f] * (age[user] - 40) / 10.0 : 0;
      }
      tastes[user] = walk(taste, activeWeeks[user], config.drift(), random);
    }
  }

  /** The week of a time, counted from 0 at the first day. */
  static int week(long time, int firstDay) {
    return (int) ((time / SECONDS_A_DAY - firstDay) / 7);
  }

  private static int drawOccupation(int age, RandomStream random) {
    if (age >= 65 && random.nextInt(5) > 0) {
      return RETIRED;
    }
    if (age < 22 && random.nextInt(5) > 0) {
      return STUDENT;
    }
    int drawn = random.nextInt(OCCUPATIONS.size());
    return drawn == RETIRED && age < 55 ? OCCUPATIONS.size() - 1 : drawn;
  }

  private static double[][] groupTastes(int groups, double spread, RandomStream random) {
    double[][] tastes = new double[groups][FilmWorld.FACTORS];
    for (double[] taste : tastes) {
      for (int f = 0; f < taste.length; f++) {
        taste[f] = spread * random.nextGaussian();
      }
    }
    return tastes;
  }

  private static long[] drawVisits(SimulatorConfig config, int firstDay, RandomStream random) {
    int days = config.days();
    int joined = random.nextInt(2) == 0 ? 0 : random.nextInt(days * 3 / 4);
    int left = random.nextInt(4) == 0 ? joined + 7 + random.nextInt(days - joined) : days;
    int span = Math.min(left, days) - joined;
    double spread = 0.95;
    double expected =
        config.sessionsPerUser()
            * StrictMath.exp(spread * random.nextGaussian() - spread * spread / 2);
    // A visit every second day at most.
    int number = Math.clamp(Math.round(expected), 2, Math.max(2, span / 2));
    long[] times = new long[number];
    for (int i = 0; i < number; i++) {
      int day = firstDay + joined + random.nextInt(span);
      // Day 0 of 1970 was a Thursday: a visit on a Monday to Thursday often moves to the weekend.
      int weekday = Math.floorMod(day + 3, 7);
      if (weekday < 4 && random.nextInt(3) == 0) {
        day = Math.min(day - weekday + 4 + random.nextInt(3), firstDay + days - 1);
      }
      times[i] = (long) day * SECONDS_A_DAY + drawHour(random) * 3600L + random.nextInt(3600);
    }
    Arrays.sort(times);
    return times;
  }

  private static int drawHour(RandomStream random) {
    int target = random.nextInt(Arrays.stream(HOURS).sum());
    int hour = 0;
    while (target >= HOURS[hour]) {
      target -= HOURS[hour++];
    }
    return hour;
  }

  /**
   * The taste at each active week: the steps of the weeks between two of them are taken at once.
   */
  private static float[][] walk(double[] taste, int[] weeks, double drift, RandomStream random) {
    float[][] path = new float[weeks.length][taste.length];
    int last = 0;
    for (int i = 0; i < weeks.length; i++) {
      double step = drift * StrictMath.sqrt(weeks[i] - last);
      for (int f = 0; f < taste.length; f++) {
        taste[f] += step == 0 ? 0 : step * random.nextGaussian();
        path[i][f] = (float) taste[f];
      }
      last = weeks[i];
    }
    return path;
  }

  static String id(int user) {
    return "u" + (user + 1);
  }

  /** What everyone can see of the users. */
  Entities entities() {
    Vocabulary.Builder ids = new Vocabulary.Builder();
    ColumnBuilder.Categorical genders = new ColumnBuilder.Categorical();
    ColumnBuilder.Categorical groups = new ColumnBuilder.Categorical();
    ColumnBuilder.Categorical occupations = new ColumnBuilder.Categorical();
    float[] ages = new float[count + 1];
    for (ColumnBuilder.Categorical column : List.of(genders, groups, occupations)) {
      column.add("");
    }
    ages[0] = Float.NaN;
    for (int user = 0; user < count; user++) {
      ids.add(id(user));
      genders.add(gender[user] == 0 ? "F" : "M");
      groups.add(MovieLens.ageGroup(age[user]));
      occupations.add(OCCUPATIONS.get(occupation[user]));
      ages[user + 1] = age[user];
    }
    return Entities.of(
        ids.build(),
        List.of(
            genders.build("gender"),
            groups.build("age_group"),
            occupations.build("occupation"),
            new Column.Numeric("age", ages)));
  }
}
