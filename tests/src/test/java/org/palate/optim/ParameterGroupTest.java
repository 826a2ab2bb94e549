// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Variable;
import org.palate.nn.Parameter;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;

final class ParameterGroupTest {
  private static Parameter.Dense dense(String name) {
    return new Parameter.Dense(name, Variable.parameter(GradientCheck.random(name, 5)));
  }

  private static void steps(Optimizer optimizer, Parameter.Dense... parameters) {
    for (int step = 0; step < 4; step++) {
      optimizer.zeroGradients();
      for (Parameter.Dense parameter : parameters) {
        parameter.variable().addGradient(GradientCheck.random(parameter.name() + step, 5));
      }
      optimizer.step();
    }
  }

  private record Case(
      Function<List<Parameter>, Optimizer> first, Function<List<Parameter>, Optimizer> second) {}

  /** A second group is stepped to the bit as by an optimizer of its own. */
  @Test
  void eachGroupMovesAsByAnOptimizerOfItsOwn() {
    List<Case> cases =
        List.of(
            new Case(
                p -> new Sgd(p, new Sgd.Options(0.1, 0.9, 0.25, 0.01, false)),
                p -> new Sgd(p, new Sgd.Options(0.03, 0.9, 0.25, 0.2, false))),
            new Case(
                p -> new AdaGrad(p, new AdaGrad.Options(0.1, 0.1, 0.01, 0, 1e-8)),
                p -> new AdaGrad(p, new AdaGrad.Options(0.03, 0.1, 0.2, 0, 1e-8))),
            new Case(
                p -> new Adam(p, Adam.Options.of(0.1).withWeightDecay(0.01)),
                p -> new Adam(p, Adam.Options.of(0.03).withWeightDecay(0.2))),
            new Case(
                p -> new AdamW(p, AdamW.Options.of(0.1)),
                p -> new AdamW(p, new AdamW.Options(Adam.Options.of(0.03).withWeightDecay(0.2)))),
            new Case(
                p -> new RmsProp(p, new RmsProp.Options(0.1, 0.9, 1e-8, 0.01, 0.5, true)),
                p -> new RmsProp(p, new RmsProp.Options(0.03, 0.9, 1e-8, 0.2, 0.5, true))));
    for (Case each : cases) {
      Parameter.Dense a = dense("a");
      Parameter.Dense b = dense("b");
      Optimizer both = each.first.apply(List.of(a));
      both.addGroup(List.of(b), 0.03, 0.2);
      steps(both, a, b);
      Parameter.Dense aAlone = dense("a");
      Parameter.Dense bAlone = dense("b");
      steps(each.first.apply(List.of(aAlone)), aAlone);
      steps(each.second.apply(List.of(bAlone)), bAlone);
      assertArrayEquals(aAlone.variable().value().toArray(), a.variable().value().toArray());
      assertArrayEquals(bAlone.variable().value().toArray(), b.variable().value().toArray());
    }
  }

  @Test
  void ftrlHasRatesByGroupAndNoDecay() {
    Parameter.Dense a = dense("a");
    Parameter.Dense b = dense("b");
    Optimizer both = new Ftrl(List.of(a), Ftrl.Options.of(0.1));
    both.addGroup(List.of(b), 0.03);
    steps(both, a, b);
    Parameter.Dense alone = dense("b");
    steps(new Ftrl(List.of(alone), Ftrl.Options.of(0.03)), alone);
    assertArrayEquals(alone.variable().value().toArray(), b.variable().value().toArray());
    Parameter.Dense c = dense("c");
    both.addGroup(List.of(c), 0.03, 0.5);
    float[] before = a.variable().value().toArray();
    String message = assertThrows(IllegalStateException.class, both::step).getMessage();
    assertTrue(message.contains("a decay of 0, found 0.03 and 0.5"), message);
    assertArrayEquals(before, a.variable().value().toArray(), "nothing is changed");
  }

  @Test
  void oneRateForAllKeepsTheProportionAndOneForAGroupIsItsOwn() {
    Optimizer adam = new Adam(List.of(dense("a")), Adam.Options.of(0.5).withWeightDecay(0.125));
    ParameterGroup second = adam.addGroup(List.of(dense("b")), 0.25);
    assertEquals(0.125, second.weightDecay(), "the first group's");
    adam.setLearningRate(1);
    assertEquals(List.of(1.0, 0.5), adam.groups().stream().map(g -> g.learningRate()).toList());
    second.setLearningRate(3);
    assertEquals(1, adam.learningRate());
    assertEquals(3, second.learningRate());
    assertThrows(IllegalArgumentException.class, () -> second.setLearningRate(-1));
    assertThrows(IllegalArgumentException.class, () -> second.setWeightDecay(Double.NaN));
    Optimizer still = new Adam(List.of(dense("a")), Adam.Options.of(0));
    still.addGroup(List.of(dense("b")), 1);
    String message =
        assertThrows(IllegalArgumentException.class, () -> still.setLearningRate(1)).getMessage();
    assertTrue(message.contains("set the rate of each group"), message);
  }

  @Test
  void aParameterIsInOneGroup() {
    Parameter.Dense a = dense("a");
    Optimizer adam = new Adam(List.of(a), Adam.Options.of(0.1));
    assertThrows(IllegalArgumentException.class, () -> adam.addGroup(List.of(a), 0.1));
    assertEquals(1, adam.groups().size());
  }

  @Test
  void frozenParametersAreLeftAloneAndNotPenalised() {
    Parameter.Dense a = dense("a");
    Parameter.Sparse table =
        new Parameter.Sparse("t", new TableVariable(Table.of(Tensor.full(1f, 2, 2))));
    Optimizer sgd = new Sgd(List.of(a, table), Sgd.Options.of(1));
    float[] before = a.variable().value().toArray();
    for (Parameter parameter : List.of(a, table)) {
      parameter.setRequiresGradient(false);
    }
    // What arrives all the same, of a step that was under way, moves nothing.
    a.variable().addGradient(Tensor.full(1f, 5));
    table.variable().gradients().add(new int[] {0}, 1, new float[] {1, 1}, null, null);
    new Regularizer(List.of(new Regularizer.Group(List.of(a, table), 1, 1))).addGradients();
    sgd.step();
    assertArrayEquals(before, a.variable().value().toArray());
    assertArrayEquals(new float[] {1, 1, 1, 1}, table.variable().table().toTensor().toArray());
    a.setRequiresGradient(true);
    a.variable().addGradient(Tensor.full(1f, 5));
    sgd.step();
    assertEquals(before[0] - 1, a.variable().value().data()[0]);
  }
}
