// SPDX-License-Identifier: Apache-2.0

/**
 * PyTorch through DJL, for {@code bench/peers}. Only the Maven profile {@code peers} compiles this:
 * no other build has DJL's jars.
 */
package org.palate.bench.peers.djl;
