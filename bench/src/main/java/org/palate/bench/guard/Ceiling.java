// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.guard;

/**
 * What work is held against: something that the machine does as fast as it can.
 *
 * @param units how much of it one call does, in billions where its unit is
 * @param work one call
 */
record Ceiling(double units, Meter.Work work) {}
