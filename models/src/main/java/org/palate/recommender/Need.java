// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

/** What a model needs of the data beyond pairs of users and items. */
public enum Need {
  /** Several fields of users, items or context: with none it sees only who and what. */
  FIELDS("fields of users, items and context"),
  /** The order in which users did things. */
  HISTORY("the order of each user's history"),
  /** When they did. */
  TIMES("times of events");

  private final String summary;

  Need(String summary) {
    this.summary = summary;
  }

  /** What it is, in a few words. */
  public String summary() {
    return summary;
  }
}
