// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.recurrence;

import org.palate.autograd.Variable;

/**
 * What comes out of a recurrence over a batch of sequences.
 *
 * @param y the output of every step, {@code [batch, steps, hidden]}; zeros beyond a sequence's
 *     length
 * @param hidden the output of each sequence's last step, or its initial state if it has length 0:
 *     {@code [batch, hidden]}
 * @param cell the same of an LSTM's cell state; null for other cells
 */
public record RecurrentOutput(Variable y, Variable hidden, Variable cell) {}
