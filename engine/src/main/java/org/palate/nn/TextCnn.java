// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import java.util.ArrayList;
import java.util.List;
import org.palate.autograd.Activations;
import org.palate.autograd.Layout;
import org.palate.autograd.Variable;
import org.palate.autograd.convolution.Pooling;
import org.palate.autograd.convolution.Window;
import org.palate.tensor.RandomStream;

/**
 * One vector for a text of any length (Y. Kim, Convolutional Neural Networks for Sentence
 * Classification, 2014): for each kernel size k, the embeddings of k neighbouring words are
 * convolved to some features, of which ReLU and the maximum over all places are taken; those of all
 * sizes are joined.
 *
 * <p>Parts: {@code convs.0}, {@code convs.1}, ..., by kernel size.
 */
public final class TextCnn extends Layer {
  private final List<Convolution> convolutions = new ArrayList<>();
  private final int channels;

  /**
   * A layer of these kernels.
   *
   * @param dim length of an embedding
   * @param channels features of each kernel size
   * @param sizes how many words each kernel sees
   */
  public TextCnn(int dim, int channels, List<Integer> sizes, RandomStream random) {
    if (sizes.isEmpty()) {
      throw new IllegalArgumentException(
          "a text CNN: expected at least one kernel size, found none");
    }
    this.channels = channels;
    Group group = child("convs", new Group());
    for (int size : sizes) {
      Convolution convolution = new Convolution(dim, channels, Window.of(size), random);
      convolutions.add(group.with(convolutions.size(), convolution));
    }
  }

  /** Length of the output's innermost axis. */
  public int out() {
    return convolutions.size() * channels;
  }

  /**
   * {@code [batch, words, dim]} to {@code [batch, out]}.
   *
   * @throws IllegalArgumentException if a text has fewer words than the largest kernel sees
   */
  public Variable forward(Variable x) {
    Variable channelsFirst = Layout.transpose(x, 1, 2);
    Variable[] features = new Variable[convolutions.size()];
    for (int i = 0; i < features.length; i++) {
      Variable everywhere = Activations.relu(convolutions.get(i).forward(channelsFirst));
      Variable largest = Pooling.adaptiveMax(everywhere, 1);
      features[i] = Layout.reshape(largest, x.shape().dim(0), channels);
    }
    return Layout.concat(1, features);
  }
}
