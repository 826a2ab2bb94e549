// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

/**
 * What is to be learned of each candidate for one task, such as whether it was clicked.
 *
 * @param task the name of the task
 * @param values {@code [queries, candidates]}
 */
public record Target(String task, float[] values) {}
