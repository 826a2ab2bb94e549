// SPDX-License-Identifier: Apache-2.0
package org.palate.data.simulation;

import org.palate.data.Interactions;

/**
 * A simulated film service.
 *
 * @param config what it was made of
 * @param seed what decided its draws
 * @param interactions the views in order of time; see {@link Simulator} for the columns
 * @param truth what no model can know: how likely each user was to watch each film
 * @param sessions the number of visits, those without a view included
 * @param shown how many times a film was shown
 */
public record Simulation(
    SimulatorConfig config,
    long seed,
    Interactions interactions,
    Truth truth,
    int sessions,
    long shown) {

  /** The share of films shown that were watched. */
  public double clickRate() {
    return shown == 0 ? 0 : (double) interactions.size() / shown;
  }
}
