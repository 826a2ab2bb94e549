// SPDX-License-Identifier: Apache-2.0
package org.palate.data.simulation;

import org.palate.config.Settings;

/**
 * The settings of a simulated film service; see {@link Simulator} for what they do.
 *
 * @param users number of users, 1 to 1,000,000
 * @param films number of films in the catalogue at the end, 20 to 100,000
 * @param days number of days simulated, 28 to 3,650
 * @param sessionsPerUser mean number of sessions per user, log-normally distributed
 * @param taste strength of taste in clicks and ratings; 0 makes all users alike
 * @param drift standard deviation of a taste's random step each week
 * @param feedback how much a click adds to a film's popularity on the shelves, in clicks; 0 makes a
 *     service that never learns what is popular
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

  /** Refuses what lies outside the ranges above. */
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
        settings.whole("users", d.users, 1, 1_000_000, "number of users"),
        settings.whole("films", d.films, 20, 100_000, "number of films"),
        settings.whole("days", d.days, 28, 3650, "number of days simulated"),
        settings.real("sessions", d.sessionsPerUser, 1, 1000, "mean number of sessions per user"),
        settings.real("taste", d.taste, 0, 10, "strength of taste; 0 makes all users alike"),
        settings.real(
            "drift", d.drift, 0, 1, "standard deviation of a taste's random step each week"),
        settings.real(
            "feedback", d.feedback, 0, 100, "how much a click adds to a film's popularity"),
        settings.real("noise", d.noise, 0.01, 10, "scale of the noise in ratings, in stars"));
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
