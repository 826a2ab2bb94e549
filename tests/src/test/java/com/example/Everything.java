// SPDX-License-Identifier: Apache-2.0
package com.example;

import java.util.List;
import org.palate.feature.FieldKind;
import org.palate.metric.RankingMetric;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Objective;
import org.palate.train.Extension;

/** All that this package adds to Palate. */
public final class Everything implements Extension {
  @Override
  public List<ModelSpec<?>> models() {
    return List.of(HybridFactorization.SPEC, TwoHeads.SPEC);
  }

  @Override
  public List<FieldKind> fields() {
    return List.of(NumberList.KIND, HashedTrigrams.KIND);
  }

  @Override
  public List<Objective> objectives() {
    return List.of(LikeAndRating.INSTANCE, new Hinge());
  }

  @Override
  public List<RankingMetric> metrics() {
    return List.of(new RankBiasedPrecision(0.8));
  }
}
