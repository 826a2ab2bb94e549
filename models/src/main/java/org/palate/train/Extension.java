// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.List;
import org.palate.feature.FieldKind;
import org.palate.metric.RankingMetric;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Objective;

/**
 * What somebody else's jar adds to Palate: kinds of models and fields, objectives, metrics. In Java
 * give them to {@link Catalogue#with}; the command line finds them with {@link
 * java.util.ServiceLoader} in the jars of {@code --class-path}, where the file {@code
 * META-INF/services/org.palate.train.Extension} names the class.
 */
public interface Extension {
  /** Kinds of models, asked for by their names. */
  default List<ModelSpec<?>> models() {
    return List.of();
  }

  /** Kinds of fields; columns are offered to these before they are to Palate's own. */
  default List<FieldKind> fields() {
    return List.of();
  }

  /** Objectives, asked for by their names. */
  default List<Objective> objectives() {
    return List.of();
  }

  /** Metrics of ranked lists, measured beside Palate's own. */
  default List<RankingMetric> metrics() {
    return List.of();
  }
}
