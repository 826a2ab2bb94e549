// SPDX-License-Identifier: Apache-2.0
/**
 * Layers known everywhere, under PyTorch's names: {@link org.palate.nn.Module} first, then {@link
 * org.palate.nn.Linear}, {@link org.palate.nn.Embedding}, {@link org.palate.nn.Mlp}; how parameters
 * start in {@link org.palate.nn.Init}, and what training minimises in {@link org.palate.nn.Losses},
 * {@link org.palate.nn.CrossEntropy} and {@link org.palate.nn.SoftmaxLosses}.
 */
package org.palate.nn;
