// SPDX-License-Identifier: Apache-2.0

/**
 * The guard: what Palate does is measured beside what the machine can do, and held against the
 * floors in {@code bench/floors.json}.
 *
 * <p>{@link org.palate.bench.guard.Guard} starts one JVM after another, each with the engine set up
 * in its own way; {@link org.palate.bench.guard.Measuring} runs there and prints what it found, a
 * JSON object a line. The rest is arithmetic: {@link org.palate.bench.guard.Floors}, {@link
 * org.palate.bench.guard.Floor}, {@link org.palate.bench.guard.Judgement}.
 */
package org.palate.bench.guard;
