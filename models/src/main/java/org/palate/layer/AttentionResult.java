// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import org.palate.autograd.Variable;

/**
 * What attention found, and where it looked.
 *
 * @param output the mix of the values
 * @param weights how much each value counts in it; the keys are the innermost axis
 */
public record AttentionResult(Variable output, Variable weights) {}
