// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palate.bench.peers.Inputs;

/** DCN-v2, with the parameters of Palate's model under the same names. */
abstract class DjlDcnV2 extends DjlSide {
  private static final float RATE = 1e-3f;

  final NDArray table = floats("table.weight");
  final Map<String, NDArray> dense = new LinkedHashMap<>();
  final NDArray ids = ids("ids");
  final NDArray numbers = floats("numbers");
  private final List<String> crosses = new ArrayList<>();
  private final List<String> hidden = new ArrayList<>();

  DjlDcnV2(Inputs inputs) {
    super(inputs);
    for (String name : inputs.floats().keySet()) {
      boolean cross = name.startsWith("cross.");
      boolean deep = name.startsWith("deep.");
      if (cross || deep || name.startsWith("out.")) {
        dense.put(name, floats(name));
      }
      if (name.endsWith(".weight") && (cross || deep)) {
        (cross ? crosses : hidden).add(name.substring(0, name.lastIndexOf('.')));
      }
    }
  }

  private NDArray linear(String layer, NDArray x) {
    return Linear.linear(x, dense.get(layer + ".weight"), dense.get(layer + ".bias"))
        .singletonOrThrow();
  }

  /** The logits of vectors [batch, fields, dim] and numbers [batch, numbers]. */
  final NDArray logits(NDArray vectors) {
    long batch = vectors.getShape().get(0);
    NDArray x0 = NDArrays.concat(new NDList(vectors.reshape(batch, -1), numbers), 1);
    NDArray x = x0;
    for (String layer : crosses) {
      x = x0.mul(linear(layer, x)).add(x);
    }
    NDArray h = x0;
    for (String layer : hidden) {
      h = Activation.relu(linear(layer, h));
    }
    return linear("out", NDArrays.concat(new NDList(x, h), 1)).reshape(batch);
  }

  /** The logits of a batch. */
  static final class Inference extends DjlDcnV2 {
    Inference(Inputs inputs) {
      super(inputs);
    }

    private NDArray logits() {
      return logits(Embedding.embedding(ids, table, SparseFormat.DENSE).singletonOrThrow());
    }

    @Override
    void call() {
      try (NDManager call = manager.newSubManager()) {
        call.tempAttachAll(ids, numbers);
        logits();
      }
    }

    @Override
    public float[] outcome() {
      return logits().toFloatArray();
    }
  }

  /** Forward, backward and Adam. */
  static final class Training extends DjlDcnV2 {
    private final Engine engine = Engine.getEngine("PyTorch");
    private final NDArray labels = floats("labels");
    private final Loss loss = Loss.sigmoidBinaryCrossEntropyLoss();
    private final Adam adam = Adam.builder().optLearningRateTracker(Tracker.fixed(RATE)).build();
    private final RowAdam rowAdam;

    Training(Inputs inputs, boolean ownAdam) {
      super(inputs);
      dense.values().forEach(parameter -> parameter.setRequiresGradient(true));
      rowAdam = ownAdam ? null : new RowAdam(table, RATE);
      if (ownAdam) {
        table.setRequiresGradient(true);
        dense.put("table.weight", table);
      }
    }

    private float step() {
      try (NDManager step = manager.newSubManager()) {
        step.tempAttachAll(ids, numbers, labels);
        TouchedRows touched = rowAdam == null ? null : new TouchedRows(ids, table);
        NDArray mean;
        try (GradientCollector collector = engine.newGradientCollector()) {
          NDArray vectors =
              touched == null
                  ? Embedding.embedding(ids, table, SparseFormat.DENSE).singletonOrThrow()
                  : touched.lookUp();
          mean = loss.evaluate(new NDList(labels), new NDList(logits(vectors)));
          collector.backward(mean);
        }
        dense.forEach(
            (name, parameter) -> {
              try (NDArray gradient = parameter.getGradient()) {
                adam.update(name, parameter, gradient);
              }
            });
        if (touched != null) {
          rowAdam.step(touched);
        }
        return mean.getFloat();
      }
    }

    @Override
    void call() {
      step();
    }

    @Override
    public float[] outcome() {
      return losses(this::step);
    }
  }
}
