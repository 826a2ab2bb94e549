// SPDX-License-Identifier: Apache-2.0
package org.palate.objective;

import java.util.List;
import org.palate.recommender.Objective;

/** The objectives of Palate. */
public final class Objectives {
  /** A line an objective, in the order in which help lists them. */
  public static final List<Objective> STANDARD =
      List.of(
          Labels.INSTANCE,
          Ratings.INSTANCE,
          Implicit.INSTANCE,
          Bpr.INSTANCE,
          FullSoftmax.INSTANCE,
          SampledSoftmax.INSTANCE,
          InBatchSoftmax.INSTANCE);

  private Objectives() {}
}
