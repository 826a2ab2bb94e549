// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palate.bench.peers.Inputs;
import org.palate.bench.peers.Work;

/** Steps of training: a loss, its gradients by DJL's collector, DJL's Adam. */
abstract class DjlTraining extends DjlSide {
  static final float RATE = 1e-3f;

  private final Engine engine = Engine.getEngine("PyTorch");
  private final Adam adam = Adam.builder().optLearningRateTracker(Tracker.fixed(RATE)).build();
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();

  DjlTraining(Inputs inputs) {
    super(inputs);
  }

  /** An input that Adam moves. */
  final NDArray parameter(String name) {
    NDArray parameter = floats(name);
    parameter.setRequiresGradient(true);
    parameters.put(name, parameter);
    return parameter;
  }

  /**
   * The loss; what is made on the way there belongs to the step's manager.
   *
   * @param training whether there is dropout
   */
  abstract NDArray loss(NDManager step, boolean training);

  /** Moves what DJL's Adam does not. */
  void moveRows() {}

  private float step(boolean training) {
    try (NDManager step = manager.newSubManager()) {
      NDArray loss;
      try (GradientCollector collector = engine.newGradientCollector()) {
        loss = loss(step, training);
        collector.backward(loss);
      }
      parameters.forEach(
          (name, parameter) -> {
            try (NDArray gradient = parameter.getGradient()) {
              adam.update(name, parameter, gradient);
            }
          });
      moveRows();
      return loss.getFloat();
    }
  }

  @Override
  void call() {
    step(true);
  }

  @Override
  public float[] outcome() {
    float[] losses = new float[Work.STEPS];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = step(false);
    }
    return losses;
  }
}
