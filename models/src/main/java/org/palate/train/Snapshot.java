// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.palate.nn.Layer;
import org.palate.nn.Parameter;
import org.palate.tensor.Tensor;

/**
 * The parameters and buffers of a layer at some moment, to go back to. It is a layer itself, with
 * the same names, so that it can be written.
 */
final class Snapshot extends Layer {
  private final List<float[]> live = new ArrayList<>();
  private final List<float[]> kept = new ArrayList<>();

  /** Keeps what the layer holds now. */
  Snapshot(Layer layer) {
    for (Parameter parameter : layer.parameters()) {
      live.addAll(List.of(parameter.arrays()));
      switch (parameter) {
        case Parameter.Dense dense -> {
          Tensor copy = Tensor.of(dense.shape(), dense.variable().value().toArray());
          parameter(dense.name(), copy);
          kept.add(copy.data());
        }
        case Parameter.Sparse sparse ->
            kept.addAll(
                List.of(
                    table(sparse.name(), sparse.variable().table().zerosLike())
                        .table()
                        .pagedRows()
                        .pages()));
      }
    }
    for (Map.Entry<String, Tensor> buffer : layer.buffers().entrySet()) {
      live.add(buffer.getValue().data());
      Tensor copy = Tensor.of(buffer.getValue().shape(), buffer.getValue().toArray());
      kept.add(buffer(buffer.getKey(), copy).data());
    }
    update();
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
