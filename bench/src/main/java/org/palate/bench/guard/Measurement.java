// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.guard;

/**
 * What was measured for one bar.
 *
 * @param name the bar's
 * @param value what the work came to: its rate, its milliseconds, or its bytes, as the floor asks
 * @param yardstick the rate of what it is held against, measured in turn with it; 0 for bytes
 */
public record Measurement(String name, double value, double yardstick) {}
