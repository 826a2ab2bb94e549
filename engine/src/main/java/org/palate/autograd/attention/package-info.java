// SPDX-License-Identifier: Apache-2.0
/**
 * Scaled dot-product attention. Begin with {@link org.palate.autograd.attention.Attention}, which
 * has the formula and its gradient; {@link org.palate.autograd.attention.Heads} says where the
 * heads of queries, keys and values lie in a tensor, {@link
 * org.palate.autograd.attention.AttentionMask} which keys a query does not see. {@code
 * AttentionScores} and {@code AttentionGradient} are the two passes, block by block of queries.
 */
package org.palate.autograd.attention;
