// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

/**
 * How batches are made.
 *
 * @param size how many examples a batch has: rows, or histories where a model takes these whole
 * @param negatives how many items are drawn for each row, where the objective draws any
 * @param seed decides order and draws
 */
public record BatchOptions(int size, int negatives, long seed) {}
