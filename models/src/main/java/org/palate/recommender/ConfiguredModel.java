// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

import org.palate.config.Settings;
import org.palate.feature.FeatureSpace;

/**
 * A kind of model with its configuration, to be made for any space.
 *
 * @param <C> the configuration
 */
public record ConfiguredModel<C extends Record>(ModelSpec<C> spec, C config) {
  /**
   * Makes it before training.
   *
   * @param seed decides the initial parameters
   */
  public Model create(FeatureSpace space, long seed) {
    return spec.factory().create(space, config, seed);
  }

  /** Declares its settings, with the present values as what absent ones come to, and reads them. */
  public ConfiguredModel<C> read(Settings settings) {
    return spec.with(spec.config().apply(settings, config));
  }
}
