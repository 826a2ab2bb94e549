// SPDX-License-Identifier: Apache-2.0
/**
 * Layers known everywhere, under PyTorch's names: {@link org.palate.nn.Layer} first, then {@link
 * org.palate.nn.Linear}, {@link org.palate.nn.Embedding} (or {@link org.palate.nn.DenseEmbedding},
 * where its weight is multiplied with too), {@link org.palate.nn.Mlp}; {@link
 * org.palate.nn.MultiheadAttention} and what is built on it, {@link
 * org.palate.nn.TransformerEncoder} and {@link org.palate.nn.Bert}; {@link org.palate.nn.Lstm},
 * {@link org.palate.nn.Gru}, {@link org.palate.nn.Rnn} and {@link org.palate.nn.AttentionGru};
 * {@link org.palate.nn.Convolution} and the blocks made of it; how parameters start in {@link
 * org.palate.nn.Init}, and what training minimises in {@link org.palate.nn.Losses}, {@link
 * org.palate.nn.CrossEntropy} and {@link org.palate.nn.SoftmaxLosses}.
 */
package org.palate.nn;
