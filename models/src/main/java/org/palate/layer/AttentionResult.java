// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import org.palate.autograd.Variable;

/**
 * The result of attention.
 *
 * @param output the weighted sums of the values
 * @param weights the weight of each value; the keys are the innermost axis
 */
public record AttentionResult(Variable output, Variable weights) {}
