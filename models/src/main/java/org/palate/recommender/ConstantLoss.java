// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

/**
 * The loss of always predicting the same, which every model that has learned anything stays below.
 *
 * @param loss in the unit of the training loss divided by {@code weight}
 * @param weight the mean weight of the rows
 * @param squared whether the loss is a squared error, else it is a log loss
 * @param what it is the loss of, such as {@code always predicting their base rate}
 */
public record ConstantLoss(double loss, double weight, boolean squared, String what) {}
