// SPDX-License-Identifier: Apache-2.0
/**
 * Recurrent cells over whole sequences, one node of the tape each. Begin with {@link
 * org.palate.autograd.recurrence.RnnSequence}, the shortest; {@link
 * org.palate.autograd.recurrence.LstmSequence} and {@link
 * org.palate.autograd.recurrence.GruSequence} differ in their gates. All take {@link
 * org.palate.autograd.recurrence.RecurrentWeights} and return a {@link
 * org.palate.autograd.recurrence.RecurrentOutput}. {@code Recurrence} holds what the cells share,
 * {@code TimeSteps} which sequences take part in which step.
 */
package org.palate.autograd.recurrence;
