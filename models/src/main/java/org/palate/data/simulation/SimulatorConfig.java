// SPDX-License-Identifier: Apache-2.0
package org.palate.data.simulation;

import org.palate.config.Settings;

/**
 * The size and temper of a simulated film service; see {@link Simulator} for what the numbers do.
 *
 * @param users people with an account, 1 to 1,000,000
 * @param films films in the catalogue by the end, 20 to 100,000
 * @param days length of the record, 28 to 3,650
 * @param sessionsPerUser mean visits a user makes; the spread is log-normal
 * @param taste how far taste decides about clicks and ratings; 0 makes all users alike
 * @param drift standard deviation of a taste's random step each week
 * @param feedback how many clicks of renown a fresh click gives a film on the house's shelves; 0
 *     makes a house that never learns what is popular
 * @param noise scale of the logistic noise in ratings, in stars
 */
public record SimulatorConfig(
    int users,
    int films,
    int days,
    double sessionsPerUser,
    double taste,
    double drift,
    double feedback,
    double noise) {
  /** About 100,000 views of 1,200 films by 1,000 users in two years. */
  public static final SimulatorConfig DEFAULT =
      new SimulatorConfig(1000, 1200, 730, 85, 1.0, 0.04, 0.6, 0.4);

  public SimulatorConfig {
    check("users", users, 1, 1_000_000);
    check("films", films, 20, 100_000);
    check("days", days, 28, 3650);
    check("sessionsPerUser", sessionsPerUser, 1, 1000);
    check("taste", taste, 0, 10);
    check("drift", drift, 0, 1);
    check("feedback", feedback, 0, 100);
    check("noise", noise, 0.01, 10);
  }

  /** The configuration of settings given as text. */
  public static SimulatorConfig of(Settings settings) {
    SimulatorConfig d = DEFAULT;
    return new SimulatorConfig(
        settings.whole("users", d.users, 1, 1_000_000, "people with an account"),
        settings.whole("films", d.films, 20, 100_000, "films in the catalogue by the end"),
        settings.whole("days", d.days, 28, 3650, "length of the record"),
        settings.real("sessions", d.sessionsPerUser, 1, 1000, "mean visits of a user"),
        settings.real("taste", d.taste, 0, 10, "how far taste decides; 0 makes all users alike"),
        settings.real("drift", d.drift, 0, 1, "a taste's random step each week"),
        settings.real("feedback", d.feedback, 0, 100, "what a click adds to a film's renown"),
        settings.real("noise", d.noise, 0.01, 10, "noise of ratings in stars"));
  }

  /** The same with other numbers of users and films. */
  public SimulatorConfig withSize(int users, int films) {
    return new SimulatorConfig(users, films, days, sessionsPerUser, taste, drift, feedback, noise);
  }

  /** The same with a taste that counts for more or less. */
  public SimulatorConfig withTaste(double taste) {
    return new SimulatorConfig(users, films, days, sessionsPerUser, taste, drift, feedback, noise);
  }

  private static void check(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s: expected a number from %s to %s, found %s".formatted(name, least, most, value));
    }
  }
}
