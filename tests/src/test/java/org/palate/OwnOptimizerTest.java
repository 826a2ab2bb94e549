// SPDX-License-Identifier: Apache-2.0
package org.palate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Variable;
import org.palate.nn.Parameter;
import org.palate.optim.Optimizer;
import org.palate.optim.ParameterGroup;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;

/** An update rule outside Palate's packages, as the Javadoc of {@link Optimizer} shows it. */
final class OwnOptimizerTest {
  private static final class Lion extends Optimizer {
    private float rate;
    private float decay;

    Lion(List<Parameter> parameters, double learningRate, double weightDecay) {
      super(parameters, learningRate, weightDecay);
      keep("exp_avg", 0);
    }

    @Override
    protected void beginStep(long step, ParameterGroup group) {
      rate = (float) group.learningRate();
      decay = (float) group.weightDecay();
    }

    @Override
    protected void update(int n, float[] p, int at, float[] g, int gAt, float[][] state) {
      float[] m = state[0];
      for (int i = 0; i < n; i++) {
        float d = g[gAt + i];
        float move = Math.signum(0.9f * m[at + i] + 0.1f * d);
        p[at + i] -= rate * (move + decay * p[at + i]);
        m[at + i] = 0.99f * m[at + i] + 0.01f * d;
      }
    }
  }

  /** As Lion, but the rows of tables by plain descent, and their moment counts the touches. */
  private static final class Mixed extends Optimizer {
    Mixed(List<Parameter> parameters) {
      super(parameters, 1, 0);
      keep("touches", 0);
    }

    @Override
    protected void update(int n, float[] p, int at, float[] g, int gAt, float[][] state) {}

    @Override
    protected void updateRows(int count, int dim, float[] p, float[] g, float[][] state) {
      for (int i = 0; i < count * dim; i++) {
        p[i] -= g[i];
        state[0][i]++;
      }
    }
  }

  /**
   * Gradients 2, then -0.1: the first moves by -rate (1 + decay p); of the second the moment 0.02
   * says the direction, 0.9 * 0.02 - 0.1 * 0.1 > 0.
   */
  @Test
  void aRuleOfOnesOwnChangesParametersAndRowsAndKeepsState() {
    Parameter.Dense dense = new Parameter.Dense("w", Variable.parameter(Tensor.of(1, 1)));
    Parameter.Sparse rows =
        new Parameter.Sparse("t", new TableVariable(Table.of(Tensor.full(1f, 3, 2))));
    Optimizer lion = new Lion(List.of(dense, rows), 0.5, 0.25);
    for (float g : new float[] {2, -0.1f}) {
      lion.zeroGradients();
      dense.variable().addGradient(Tensor.of(g, 0));
      rows.variable().gradients().add(new int[] {1}, 1, new float[] {g, 0}, null, null);
      lion.step();
    }
    float first = 1 - 0.5f * (1 + 0.25f);
    float second = first - 0.5f * (1 + 0.25f * first);
    float decayed = (1 - 0.125f) * (1 - 0.125f);
    assertArrayEquals(new float[] {second, decayed}, dense.variable().value().toArray(), 1e-6f);
    assertArrayEquals(
        new float[] {1, 1, second, decayed, 1, 1},
        rows.variable().table().toTensor().toArray(),
        1e-6f);
    assertEquals(
        List.of("w.exp_avg", "t.exp_avg"), lion.state().stream().map(Parameter::name).toList());
    float moment = 0.99f * 0.02f + 0.01f * -0.1f;
    assertEquals(
        moment, ((Parameter.Dense) lion.state().get(0)).variable().value().data()[0], 1e-6);
    assertEquals(2, lion.steps());
  }

  @Test
  void rowsMayHaveARuleOfTheirOwn() {
    Parameter.Dense dense = new Parameter.Dense("w", Variable.parameter(Tensor.of(1)));
    Parameter.Sparse rows =
        new Parameter.Sparse("t", new TableVariable(Table.of(Tensor.zeros(2, 2))));
    Optimizer mixed = new Mixed(List.of(dense, rows));
    dense.variable().addGradient(Tensor.of(1));
    rows.variable().gradients().add(new int[] {1}, 1, new float[] {1, 2}, null, null);
    mixed.step();
    mixed.step();
    assertEquals(1, dense.variable().value().item());
    assertArrayEquals(new float[] {0, 0, -2, -4}, rows.variable().table().toTensor().toArray());
    Parameter.Sparse touches = (Parameter.Sparse) mixed.state().get(1);
    assertArrayEquals(new float[] {0, 0, 2, 2}, touches.variable().table().toTensor().toArray());
  }
}
