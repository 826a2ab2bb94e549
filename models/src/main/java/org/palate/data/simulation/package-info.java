// SPDX-License-Identifier: Apache-2.0
/**
 * Simulation: a film service whose users choose by known probabilities, so that the best possible
 * ranking is known too.
 *
 * <p>Begin with {@link org.palate.data.simulation.Simulator}, which makes a {@link
 * org.palate.data.simulation.Simulation} from a {@link org.palate.data.simulation.SimulatorConfig}:
 * its interactions, and the {@link org.palate.data.simulation.Truth} behind them. {@code FilmWorld}
 * and {@code UserWorld} draw the films and users, {@code Shelves} what a user is shown. {@link
 * org.palate.data.simulation.SimulationFiles} writes all as CSV files.
 */
package org.palate.data.simulation;
