// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

/**
 * How recurrent layers are put together.
 *
 * @param layers how many, each fed by the one before
 * @param bias whether there are biases
 * @param bidirectional whether each layer also runs from the end, its output beside the other
 * @param dropout how likely an element between two layers is dropped in training
 */
public record RecurrentOptions(int layers, boolean bias, boolean bidirectional, double dropout) {
  /** One layer with biases, forward only. */
  public static final RecurrentOptions DEFAULT = new RecurrentOptions(1, true, false, 0);

  /**
   * Refuses what makes no layers.
   *
   * @throws IllegalArgumentException if there is no layer
   */
  public RecurrentOptions {
    if (layers < 1) {
      throw new IllegalArgumentException("expected at least 1 layer, found " + layers);
    }
  }

  /** As many layers. */
  public RecurrentOptions withLayers(int layers) {
    return new RecurrentOptions(layers, bias, bidirectional, dropout);
  }

  /** With biases or without. */
  public RecurrentOptions withBias(boolean bias) {
    return new RecurrentOptions(layers, bias, bidirectional, dropout);
  }

  /** In both directions or forward only. */
  public RecurrentOptions withBidirectional(boolean bidirectional) {
    return new RecurrentOptions(layers, bias, bidirectional, dropout);
  }

  /** With dropout between layers. */
  public RecurrentOptions withDropout(double dropout) {
    return new RecurrentOptions(layers, bias, bidirectional, dropout);
  }

  /** 2 if bidirectional, else 1. */
  public int directions() {
    return bidirectional ? 2 : 1;
  }
}
