// SPDX-License-Identifier: Apache-2.0
/**
 * Differentiation: a {@link org.palate.autograd.Tape} notes what a step computes and walks it
 * backwards; a {@link org.palate.autograd.Variable} is a tensor on it.
 *
 * <p>Read {@code Tape} and {@code Variable}, then any of the operations, where forward and backward
 * stand together: {@link org.palate.autograd.Arithmetic}, {@link org.palate.autograd.Activations},
 * {@link org.palate.autograd.Rectifiers}, {@link org.palate.autograd.Products}, {@link
 * org.palate.autograd.Reductions}, {@link org.palate.autograd.Softmax}, {@link
 * org.palate.autograd.Layout}, {@link org.palate.autograd.Indexing}, {@link
 * org.palate.autograd.lookup.Lookups}. Larger nodes, each held to its composition by a test: {@link
 * org.palate.autograd.FusedLinear}, {@link org.palate.autograd.Normalization}, {@link
 * org.palate.autograd.BatchNormalization}, {@link org.palate.autograd.attention.Attention}, {@link
 * org.palate.autograd.recurrence.LstmSequence}, {@link org.palate.autograd.recurrence.GruSequence},
 * {@link org.palate.autograd.recurrence.RnnSequence}. Images: {@link
 * org.palate.autograd.convolution.Convolutions} and {@link
 * org.palate.autograd.convolution.Pooling}. The gradient of an embedding table is kept by touched
 * rows, in {@link org.palate.autograd.RowGradients}.
 */
package org.palate.autograd;
