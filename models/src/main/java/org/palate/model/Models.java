// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import java.util.List;
import org.palate.recommender.ModelSpec;

/** The models of Palate. */
public final class Models {
  /** A line a model, in the order in which help lists them. */
  public static final List<ModelSpec<?>> STANDARD =
      List.of(
          Popularity.SPEC,
          ItemNeighbours.SPEC,
          Ease.SPEC,
          MatrixFactorization.SPEC,
          SasRec.SPEC,
          FactorizationMachines.SPEC,
          DeepFm.SPEC,
          Dcn.SPEC_V1,
          Dcn.SPEC_V2,
          TwoTower.SPEC);

  private Models() {}
}
