// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.palate.bench.peers.Inputs;
import org.palate.bench.peers.Side;
import org.palate.bench.peers.Timed;
import org.palate.bench.peers.Work;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Tensor;

/**
 * Work in arrays of DJL. What a call makes is freed when it ends, without waiting for Java's GC.
 */
abstract class DjlSide implements Side {
  /** Owns what lasts. */
  final NDManager manager = NDManager.newBaseManager();

  private final Inputs inputs;

  DjlSide(Inputs inputs) {
    this.inputs = inputs;
  }

  /** An input in memory of PyTorch's own. */
  final NDArray floats(String name) {
    Tensor tensor = inputs.tensor(name);
    try (NDArray array = manager.create(tensor.toArray(), shape(tensor.shape().toArray()))) {
      return array.duplicate();
    }
  }

  /** An input of ids, as PyTorch likes them best. */
  final NDArray ids(String name) {
    IntTensor ids = inputs.ids(name);
    long[] longs = Arrays.stream(ids.data(), 0, ids.size()).asLongStream().toArray();
    try (NDArray array = manager.create(longs, shape(ids.shape().toArray()))) {
      return array.duplicate();
    }
  }

  /** The sets of ids that take turns. */
  final NDArray[] sets() {
    NDArray[] sets = new NDArray[Work.SETS];
    Arrays.setAll(sets, set -> ids("ids." + set));
    return sets;
  }

  private static Shape shape(int[] dims) {
    return new Shape(Arrays.stream(dims).asLongStream().toArray());
  }

  /** Does the work once. */
  abstract void call();

  @Override
  public final long nanos(int calls) {
    return Timed.time(calls, this::call);
  }

  @Override
  public void close() {
    manager.close();
  }
}
