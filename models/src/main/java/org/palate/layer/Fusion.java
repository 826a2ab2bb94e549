// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import org.palate.autograd.Variable;

/**
 * Makes one vector of what several modalities say of one thing: a text, an image, ids. The kinds,
 * in rising order of what they can express and of what they cost:
 *
 * <ul>
 *   <li>{@link ConcatenationFusion}: side by side, then linear; modalities only add up
 *   <li>{@link GatedFusion}: a gate says, element by element, whom to believe
 *   <li>{@link AttentionFusion}: each modality looks at the others
 *   <li>{@link LowRankFusion}: products of elements of all modalities, weighed by a tensor of low
 *       rank
 *   <li>{@link OuterFusion}: all these products, each with a weight of its own
 * </ul>
 *
 * <p>For modalities that are sequences, such as words and frames, see {@link CrossModalAttention}.
 */
public sealed interface Fusion
    permits ConcatenationFusion, GatedFusion, AttentionFusion, LowRankFusion, OuterFusion {
  /**
   * Fuses.
   *
   * @param modalities {@code [batch, width of the modality]} each, in the order of the widths that
   *     the layer was made for
   * @return {@code [batch, out]}
   * @throws IllegalArgumentException if they are not those modalities
   */
  Variable forward(Variable... modalities);
}
