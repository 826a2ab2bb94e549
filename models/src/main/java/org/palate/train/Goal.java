// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import org.palate.model.ModelKind;

/** What a model is for. It comes before the choice of the model and of its {@link Objective}. */
public enum Goal {
  /** Rank the items for each user: the goal for lists of recommendations. */
  RANK(ModelKind.MATRIX_FACTORIZATION, "rank items for people: lists of recommendations"),
  /** Predict the label or the rating of a pair of a user and an item that is given. */
  PREDICT(ModelKind.DCN_V2, "predict the label or rating of a given pair of user and item");

  private final ModelKind usualModel;
  private final String summary;

  Goal(ModelKind usualModel, String summary) {
    this.usualModel = usualModel;
    this.summary = summary;
  }

  /** The model to begin with. */
  public ModelKind usualModel() {
    return usualModel;
  }

  /** What it is, in a few words. */
  public String summary() {
    return summary;
  }

  /** What a model is trained to do for this goal, where nothing else is said. */
  public Objective usualObjective(ModelKind kind) {
    return switch (this) {
      case RANK -> kind.ranks() ? Objective.RANK : Objective.IMPLICIT;
      case PREDICT -> Objective.LABEL;
    };
  }
}
