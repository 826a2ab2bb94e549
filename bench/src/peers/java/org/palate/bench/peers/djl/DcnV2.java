// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.palate.bench.peers.Inputs;

/** DCN-v2 behind its table, with the parameters of Palate's model under the same names. */
final class DcnV2 {
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final List<String> crosses = new ArrayList<>();
  private final List<String> hidden = new ArrayList<>();

  /**
   * The model.
   *
   * @param parameter gives the parameter of a name
   */
  DcnV2(Inputs inputs, Function<String, NDArray> parameter) {
    for (String name : inputs.floats().keySet()) {
      boolean cross = name.startsWith("cross.");
      boolean deep = name.startsWith("deep.");
      if (cross || deep || name.startsWith("out.")) {
        parameters.put(name, parameter.apply(name));
      }
      if ((cross || deep) && name.endsWith(".weight")) {
        (cross ? crosses : hidden).add(name.substring(0, name.lastIndexOf('.')));
      }
    }
  }

  /** The logits of vectors [batch, fields, dim] and numbers [batch, numbers]. */
  NDArray logits(NDArray vectors, NDArray numbers) {
    long batch = vectors.getShape().get(0);
    NDArray x0 = NDArrays.concat(new NDList(vectors.reshape(batch, -1), numbers), 1);
    NDArray x = x0;
    for (String layer : crosses) {
      x = x0.mul(Layers.linear(x, parameters, layer)).add(x);
    }
    NDArray h = x0;
    for (String layer : hidden) {
      h = Activation.relu(Layers.linear(h, parameters, layer));
    }
    NDArray both = NDArrays.concat(new NDList(x, h), 1);
    return Layers.linear(both, parameters, "out").reshape(batch);
  }
}
