// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.ndarray.NDArray;
import org.palate.bench.peers.Inputs;
import org.palate.kernel.product.Form;

/** A matrix product; what is stored the other way round is a transposed view, made once. */
final class DjlProduct extends DjlSide {
  private final NDArray a;
  private final NDArray b;

  DjlProduct(Form form, Inputs inputs) {
    super(inputs);
    a = form == Form.TN ? floats("a").transpose() : floats("a");
    b = form == Form.NT ? floats("b").transpose() : floats("b");
  }

  @Override
  void call() {
    a.matMul(b).close();
  }

  @Override
  public float[] outcome() {
    try (NDArray c = a.matMul(b)) {
      return c.toFloatArray();
    }
  }
}
