// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.ArrayList;
import java.util.List;
import org.palate.nn.Layer;
import org.palate.nn.Parameter;
import org.palate.tensor.Tensor;

/** The parameters and buffers of a layer at some moment, to go back to. */
final class Snapshot {
  private final List<float[]> live = new ArrayList<>();
  private final List<float[]> kept = new ArrayList<>();

  /** Keeps what the layer holds now. */
  Snapshot(Layer layer) {
    for (Parameter parameter : layer.parameters()) {
      live.addAll(List.of(parameter.arrays()));
    }
    for (Tensor buffer : layer.buffers().values()) {
      live.add(buffer.data());
    }
    live.forEach(array -> kept.add(array.clone()));
  }

  /** Overwrites what is kept with what the layer holds now. */
  void update() {
    copy(live, kept);
  }

  /** Gives the layer back what is kept. */
  void restore() {
    copy(kept, live);
  }

  private static void copy(List<float[]> from, List<float[]> to) {
    for (int i = 0; i < from.size(); i++) {
      System.arraycopy(from.get(i), 0, to.get(i), 0, from.get(i).length);
    }
  }
}
