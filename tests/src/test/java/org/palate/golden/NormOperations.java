// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palate.autograd.Variable;
import org.palate.nn.BatchNorm;
import org.palate.nn.Dice;
import org.palate.nn.LayerNorm;
import org.palate.tensor.Shape;

/** Normalisation, and the activation that normalises. */
final class NormOperations {
  private NormOperations() {}

  static Map<String, GoldenOperation> operations() {
    Map<String, GoldenOperation> all = new LinkedHashMap<>();
    all.put("layer_norm", NormOperations::layerNorm);
    all.put("batch_norm", NormOperations::batchNorm);
    all.put("dice", NormOperations::dice);
    return all;
  }

  private static void layerNorm(GoldenRun run) throws IOException {
    int[] normalized = run.attrs().getArray("normalized_shape").toInts();
    boolean affine = run.attrs().getBoolean("affine");
    LayerNorm norm = new LayerNorm(Shape.of(normalized), run.attrs().getDouble("eps"), affine);
    run.load("", norm);
    run.output("y", norm.forward(run.input("x")));
  }

  private static void batchNorm(GoldenRun run) throws IOException {
    Variable x = run.input("x");
    BatchNorm norm =
        new BatchNorm(
            x.shape().dim(1),
            run.attrs().getDouble("momentum"),
            run.attrs().getDouble("eps"),
            run.attrs().getBoolean("affine"));
    run.load("", norm);
    start(run, norm);
    run.output("y", norm.forward(x));
    end(run, norm);
  }

  private static void dice(GoldenRun run) throws IOException {
    Variable x = run.input("x");
    Dice dice =
        new Dice(x.shape().last(), run.attrs().getDouble("momentum"), run.attrs().getDouble("eps"));
    run.load("", dice);
    start(run, dice.norm());
    run.output("y", dice.forward(x));
    end(run, dice.norm());
  }

  private static void start(GoldenRun run, BatchNorm norm) throws IOException {
    norm.runningMean().set(run.tensor("input.running_mean"));
    norm.runningVar().set(run.tensor("input.running_var"));
  }

  private static void end(GoldenRun run, BatchNorm norm) throws IOException {
    run.output("running_mean", norm.runningMean().toArray());
    run.output("running_var", norm.runningVar().toArray());
  }
}
