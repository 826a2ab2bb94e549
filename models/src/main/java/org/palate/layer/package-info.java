// SPDX-License-Identifier: Apache-2.0
/**
 * Layers of this field. They work on variables and know no user and no item, but where that is what
 * they are for: {@link org.palate.layer.FieldEmbedding} turns an encoded batch into vectors, {@link
 * org.palate.layer.LightGcn} spreads vectors over who chose what.
 *
 * <ul>
 *   <li>Products of features: {@link org.palate.layer.operation.FactorizationMachine}, {@link
 *       org.palate.layer.operation.BiInteraction}, {@link org.palate.layer.AttentionalPairs},
 *       {@link org.palate.layer.operation.FieldPairs}, {@link org.palate.layer.ProductLayer},
 *       {@link org.palate.layer.CrossNetwork}, {@link org.palate.layer.InteractingLayer}
 *   <li>Attention to a history: {@link org.palate.layer.TargetAttention}, {@link
 *       org.palate.layer.TimeAwareAttention}, {@link org.palate.layer.TimeDecayAttention}, {@link
 *       org.palate.layer.IterativeReasoning}, {@link org.palate.layer.SasRecEncoder}
 *   <li>Fusion of modalities: {@link org.palate.layer.Fusion}, {@link
 *       org.palate.layer.operation.OuterProduct}, {@link org.palate.layer.CrossModalAttention}
 *   <li>Several tasks: {@link org.palate.layer.MultiGateMixture}
 * </ul>
 *
 * <p>Begin with {@code FactorizationMachine}. {@code models/README.md} lists these and the engine's
 * under the terms of a textbook.
 */
package org.palate.layer;
