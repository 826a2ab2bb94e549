// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import org.palate.bench.peers.Inputs;
import org.palate.bench.peers.Work;

/** Sums of bags, the gradient of their sum, and AdaGrad by its formula on the rows touched. */
final class DjlBagAdaGrad extends DjlSide {
  private static final float RATE = 0.01f;
  private static final float EPS = 1e-10f;

  private final Engine engine = Engine.getEngine("PyTorch");
  private final NDArray table = floats("weight");
  private final NDArray squares = table.zerosLike();
  private final NDArray[] ids = sets();
  private int turn;

  DjlBagAdaGrad(Inputs inputs) {
    super(inputs);
  }

  @Override
  void call() {
    NDArray set = ids[turn++ % ids.length];
    try (NDManager step = manager.newSubManager()) {
      step.tempAttachAll(set);
      TouchedRows touched = new TouchedRows(set, table);
      try (GradientCollector collector = engine.newGradientCollector()) {
        collector.backward(touched.lookUp().sum(new int[] {1}));
      }
      NDArray gradient = touched.rows.getGradient();
      NDArray sum = touched.rowsOf(squares).addi(gradient.square());
      touched.write(squares, sum);
      NDArray change = gradient.mul(RATE).divi(sum.sqrt().addi(EPS));
      touched.write(table, touched.rows.stopGradient().sub(change));
    }
  }

  @Override
  public float[] outcome() {
    for (int i = 0; i < Work.STEPS; i++) {
      call();
    }
    try (NDArray rows = Layers.rows(ids[0], table);
        NDArray sums = rows.sum(new int[] {1})) {
      return sums.toFloatArray();
    }
  }
}
