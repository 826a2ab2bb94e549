// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

/**
 * The sizes of a BERT encoder.
 *
 * @param vocabulary tokens
 * @param positions the longest sequence
 * @param tokenTypes kinds of segments
 * @param hidden length of every vector, a multiple of heads
 * @param layers how many layers
 * @param heads heads of each attention
 * @param intermediate units of each layer's perceptron
 * @param dropout the probability of every dropout
 * @param eps added to the variances of the norms
 */
public record BertOptions(
    int vocabulary,
    int positions,
    int tokenTypes,
    int hidden,
    int layers,
    int heads,
    int intermediate,
    double dropout,
    double eps) {
  /** BERT's own eps. */
  public static final double EPS = 1e-12;

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if one is below 1, or the heads do not divide hidden
   */
  public BertOptions {
    if (Math.min(vocabulary, Math.min(positions, tokenTypes)) < 1
        || Math.min(hidden, Math.min(heads, intermediate)) < 1
        || layers < 0
        || hidden % heads != 0) {
      throw new IllegalArgumentException(
          "BERT: expected sizes above 0 and hidden a multiple of heads, found vocabulary %d, positions %d, token types %d, hidden %d, layers %d, heads %d, intermediate %d"
              .formatted(vocabulary, positions, tokenTypes, hidden, layers, heads, intermediate));
    }
  }

  /** The sizes of the paper's base model: 12 layers of 768, 12 heads, 512 positions. */
  public static BertOptions base(int vocabulary) {
    return new BertOptions(vocabulary, 512, 2, 768, 12, 12, 3072, 0.1, EPS);
  }
}
