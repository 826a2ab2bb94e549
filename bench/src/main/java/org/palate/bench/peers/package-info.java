// SPDX-License-Identifier: Apache-2.0

/**
 * Palate beside what a Java developer would pick instead: the same {@link
 * org.palate.bench.peers.Task} on the same numbers, done by Palate and by PyTorch in turn.
 *
 * <p>{@link org.palate.bench.peers.Peers} starts one JVM for each family of tasks and writes the
 * table; {@link org.palate.bench.peers.Comparison} runs there. The side that calls DJL is in {@code
 * src/peers}, which only the Maven profile {@code peers} compiles.
 */
package org.palate.bench.peers;
