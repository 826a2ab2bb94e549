// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

/** What a model is for. It comes before the choice of the model and of its {@link Objective}. */
public enum Goal {
  /** Rank the items for each user: the goal for lists of recommendations. */
  RANK("rank items for people: lists of recommendations"),
  /** Predict the label or the rating of a pair of a user and an item that is given. */
  PREDICT("predict the label or rating of a given pair of user and item");

  private final String summary;

  Goal(String summary) {
    this.summary = summary;
  }

  /** What it is, in a few words. */
  public String summary() {
    return summary;
  }
}
