// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

import java.util.LinkedHashMap;
import java.util.Map;
import org.palate.nn.Layer;
import org.palate.nn.Parameter;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Tensor;

/**
 * The numbers that a task starts from, by name: data, and parameters under their names in the
 * model. They are copies where the task changes them.
 *
 * @param floats tensors of floats
 * @param ints tensors of ids
 */
public record Inputs(Map<String, Tensor> floats, Map<String, IntTensor> ints) {
  /** None yet. */
  public Inputs() {
    this(new LinkedHashMap<>(), new LinkedHashMap<>());
  }

  /** Adds floats. */
  public Inputs with(String name, Tensor values) {
    floats.put(name, values);
    return this;
  }

  /** Adds ids. */
  public Inputs with(String name, IntTensor values) {
    ints.put(name, values);
    return this;
  }

  /** Adds copies of all parameters of a model. */
  public Inputs with(Layer model) {
    for (Parameter parameter : model.parameters()) {
      floats.put(
          parameter.name(),
          switch (parameter) {
            case Parameter.Dense dense -> dense.variable().value().copy();
            case Parameter.Sparse sparse -> sparse.variable().table().toTensor();
          });
    }
    return this;
  }

  /** Floats of a name. */
  public Tensor tensor(String name) {
    return known(name, floats);
  }

  /** Ids of a name. */
  public IntTensor ids(String name) {
    return known(name, ints);
  }

  private static <T> T known(String name, Map<String, T> values) {
    T value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no input '" + name + "' among " + values.keySet());
    }
    return value;
  }
}
