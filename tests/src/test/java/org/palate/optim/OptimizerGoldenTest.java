// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.GoldenFiles;
import org.palate.GoldenFiles.Case;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Variable;
import org.palate.io.JsonObject;
import org.palate.nn.Parameter;
import org.palate.tensor.Table;

/** Optimizers walk the way that PyTorch's walk, step by step. */
class OptimizerGoldenTest {
  private interface Maker {
    /** The optimizer of these attributes, or null if Palate has none. */
    Optimizer make(List<Parameter> parameters, JsonObject attrs);
  }

  private static void compareDense(int atLeast, String name, Maker maker) throws IOException {
    int compared =
        GoldenFiles.compareAll(
            name,
            golden -> {
              Variable p = Variable.parameter(golden.file().readTensor("param.before"));
              Optimizer optimizer =
                  maker.make(List.of(new Parameter.Dense("p", p)), golden.attrs());
              for (int step = 1; optimizer != null && step <= steps(golden); step++) {
                optimizer.zeroGradients();
                p.addGradient(golden.file().readTensor("grad.step" + step));
                optimizer.step();
                golden.assertNear("param.after.step" + step, p.value().toArray());
              }
              return optimizer != null;
            });
    assertTrue(compared >= atLeast, name + ": compared only " + compared);
  }

  private static void compareSparse(int atLeast, String name, Maker maker) throws IOException {
    int compared =
        GoldenFiles.compareAll(
            name,
            golden -> {
              Table table = Table.of(golden.file().readTensor("param.before"));
              TableVariable p = new TableVariable(table);
              Optimizer optimizer =
                  maker.make(List.of(new Parameter.Sparse("p", p)), golden.attrs());
              for (int step = 1; step <= steps(golden); step++) {
                optimizer.zeroGradients();
                int[] ids = golden.file().readInts("grad.step" + step + ".indices");
                float[] values = golden.file().readFloats("grad.step" + step + ".values");
                p.gradients().add(ids, ids.length, values, null, null);
                optimizer.step();
                golden.assertNear("param.after.step" + step, table.toTensor().data());
              }
              return true;
            });
    assertTrue(compared >= atLeast, name + ": compared only " + compared);
  }

  private static int steps(Case golden) {
    return golden.attrs().getInt("steps");
  }

  private static Sgd sgd(List<Parameter> parameters, JsonObject attrs) {
    return new Sgd(
        parameters,
        new Sgd.Options(
            attrs.getDouble("lr"),
            attrs.getDouble("momentum", 0),
            attrs.getDouble("dampening", 0),
            attrs.getDouble("weight_decay", 0),
            attrs.getBoolean("nesterov", false)));
  }

  private static AdaGrad adaGrad(List<Parameter> parameters, JsonObject attrs) {
    return new AdaGrad(
        parameters,
        new AdaGrad.Options(
            attrs.getDouble("lr"),
            attrs.getDouble("lr_decay"),
            attrs.getDouble("weight_decay", 0),
            attrs.getDouble("initial_accumulator_value"),
            attrs.getDouble("eps")));
  }

  private static Adam adam(List<Parameter> parameters, JsonObject attrs) {
    return attrs.getBoolean("amsgrad", false)
        ? null
        : new Adam(
            parameters,
            new Adam.Options(
                attrs.getDouble("lr"),
                attrs.getArray("betas").getDouble(0),
                attrs.getArray("betas").getDouble(1),
                attrs.getDouble("eps"),
                attrs.getDouble("weight_decay", 0)));
  }

  @Test
  void denseSteps() throws IOException {
    compareDense(14, "optim_sgd", OptimizerGoldenTest::sgd);
    compareDense(8, "optim_adagrad", OptimizerGoldenTest::adaGrad);
    compareDense(4, "optim_adam", OptimizerGoldenTest::adam);
  }

  @Test
  void lazySteps() throws IOException {
    compareSparse(5, "optim_sparse_sgd", OptimizerGoldenTest::sgd);
    compareSparse(5, "optim_sparse_adagrad", OptimizerGoldenTest::adaGrad);
    compareSparse(5, "optim_sparse_adam", OptimizerGoldenTest::adam);
  }
}
