// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

/**
 * How an epoch went.
 *
 * @param epoch from 1
 * @param loss the mean of the steps' losses
 * @param metric which metric chooses the best epoch
 * @param validation its value on the validation rows; NaN if there are none
 * @param best whether this is the best epoch so far
 * @param seconds how long it took, validation included
 */
public record EpochReport(
    int epoch, double loss, String metric, double validation, boolean best, double seconds) {}
