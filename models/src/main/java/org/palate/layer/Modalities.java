// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palate.autograd.Variable;
import org.palate.nn.Layer;
import org.palate.nn.Linear;
import org.palate.tensor.RandomStream;

/** The modalities that a fusion was made for: how many, and the width of each. */
final class Modalities {
  /** A linear map of each modality, named by its number. */
  static final class Maps extends Layer {
    private final List<Linear> maps = new ArrayList<>();

    Maps(int[] in, int out, RandomStream random) {
      for (int width : in) {
        maps.add(child(Integer.toString(maps.size()), new Linear(width, out, random)));
      }
    }

    Variable forward(int modality, Variable x) {
      return maps.get(modality).forward(x);
    }
  }

  private final int[] widths;

  /**
   * Modalities of these widths.
   *
   * @throws IllegalArgumentException if there is none, or one below 1
   */
  Modalities(int[] widths) {
    if (widths.length == 0 || Arrays.stream(widths).anyMatch(width -> width < 1)) {
      throw new IllegalArgumentException(
          "fusion: expected at least one modality, each of width 1 or more, found the widths "
              + Arrays.toString(widths));
    }
    this.widths = widths.clone();
  }

  /** The width of all of them side by side. */
  int joined() {
    return Arrays.stream(widths).reduce(0, Math::addExact);
  }

  /**
   * Refuses what is not {@code [batch, width]} for each width.
   *
   * @throws IllegalArgumentException if so
   */
  void check(Variable[] modalities) {
    boolean fit = modalities.length == widths.length;
    for (int i = 0; fit && i < widths.length; i++) {
      fit =
          modalities[i].shape().rank() == 2
              && modalities[i].shape().dim(0) == modalities[0].shape().dim(0)
              && modalities[i].shape().dim(1) == widths[i];
    }
    if (!fit) {
      throw new IllegalArgumentException(
          "fusion: expected [batch, width] of the widths %s, found %s"
              .formatted(
                  Arrays.toString(widths),
                  Arrays.toString(Arrays.stream(modalities).map(Variable::shape).toArray())));
    }
  }
}
