// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Variable;
import org.palate.nn.Parameter;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;

final class OptimizerTest {
  private static Parameter.Dense dense(Tensor value) {
    return new Parameter.Dense("dense", Variable.parameter(value));
  }

  private static Parameter.Sparse sparse(Tensor value) {
    return new Parameter.Sparse("sparse", new TableVariable(Table.of(value)));
  }

  private static void touch(Parameter.Sparse table, int row, float... gradient) {
    table.variable().gradients().add(new int[] {row}, 1, gradient, null, null);
  }

  private static float[] values(Parameter.Sparse table) {
    return table.variable().table().toTensor().data();
  }

  /** Runs an optimizer on a table and on a tensor with the same numbers and gradients. */
  private static void assertLazyEqualsDense(Function<List<Parameter>, Optimizer> maker) {
    int rows = 50;
    int dim = 7;
    Tensor start = GradientCheck.random("start", rows, dim);
    Parameter.Sparse table = sparse(start);
    Parameter.Dense tensor = dense(start.copy());
    Optimizer optimizer = maker.apply(List.of(table, tensor));
    RandomStream random = RandomStream.of(1, "gradients");
    for (int step = 0; step < 20; step++) {
      optimizer.zeroGradients();
      int[] ids = new int[9];
      float[] gradient = new float[ids.length * dim];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = random.nextInt(rows);
      }
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = (float) random.nextGaussian();
      }
      table.variable().gradients().add(ids, ids.length, gradient, null, null);
      tensor
          .variable()
          .addGradient(Tensor.of(tensor.shape(), GradientCheck.dense(table.variable())));
      optimizer.step();
      assertArrayEquals(tensor.variable().value().data(), values(table), "step " + step);
    }
    assertFalse(Arrays.equals(start.data(), values(table)));
  }

  @Test
  void sparseAdaGradEqualsDenseToTheBit() {
    assertLazyEqualsDense(p -> new AdaGrad(p, AdaGrad.Options.of(0.1)));
    assertLazyEqualsDense(p -> new AdaGrad(p, new AdaGrad.Options(0.1, 0.05, 0, 0.1, 1e-8)));
  }

  @Test
  void sparseSgdWithoutMomentumEqualsDenseToTheBit() {
    assertLazyEqualsDense(p -> new Sgd(p, Sgd.Options.of(0.1)));
  }

  @Test
  void lazyAdamLeavesUntouchedRowsAlone() {
    Parameter.Sparse table = sparse(GradientCheck.random("start", 3, 2));
    Optimizer adam = new Adam(List.of(table), Adam.Options.of(0.1));
    float[] start = values(table);
    touch(table, 1, 1, -2);
    adam.step();
    float[] first = values(table);
    for (int step = 0; step < 5; step++) {
      adam.zeroGradients();
      touch(table, 2, 1, 1);
      adam.step();
    }
    float[] last = values(table);
    assertArrayEquals(Arrays.copyOf(start, 2), Arrays.copyOf(last, 2), "never touched");
    assertArrayEquals(
        Arrays.copyOfRange(first, 2, 4), Arrays.copyOfRange(last, 2, 4), "touched once");
    assertFalse(Arrays.equals(Arrays.copyOfRange(start, 2, 4), Arrays.copyOfRange(last, 2, 4)));
  }

  /**
   * Row 0 sees gradients 2, then 1; row 1 only the second step's 2. With lr 0.1, eps 0.1 and
   * PyTorch's betas:
   *
   * <pre>
   * step 1: row 0: m = 0.2,  v = 0.004,    lr sqrt(0.001) / 0.1     = 0.0316228,
   *                p = 1 - 0.0316228 * 0.2 / (0.0632456 + 0.1)       = 0.9612574
   * step 2:                                lr sqrt(0.001999) / 0.19 = 0.0235317
   *         row 0: m = 0.28, v = 0.004996, p -= 0.0235317 * 0.28 / (0.0706824 + 0.1)
   *         row 1: m = 0.2,  v = 0.004,    p -= 0.0235317 * 0.2 / (0.0632456 + 0.1)
   * </pre>
   */
  @Test
  void sparseAdamOfTwoStepsByHand() {
    Parameter.Sparse table = sparse(Tensor.full(1f, 2, 1));
    Optimizer adam = new Adam(List.of(table), new Adam.Options(0.1, 0.9, 0.999, 0.1, 0));
    touch(table, 0, 2);
    adam.step();
    assertArrayEquals(new float[] {0.9612574f, 1f}, values(table), 1e-6f);
    adam.zeroGradients();
    touch(table, 0, 0.5f);
    touch(table, 1, 2);
    touch(table, 0, 0.5f);
    adam.step();
    assertArrayEquals(
        new float[] {0.9226543f, (float) (1 - 0.0235317 * 0.2 / 0.1632456)}, values(table), 1e-6f);
  }

  /**
   * Dense, eps is added after the correction: step 1 is m^ = 2, v^ = 4, p = 1 - 0.1 * 2 / 2.1; step
   * 2 is m^ = 0.28 / 0.19, v^ = 0.004996 / 0.001999.
   */
  @Test
  void denseAdamOfTwoStepsByHand() {
    Parameter.Dense p = dense(Tensor.of(1));
    Optimizer adam = new Adam(List.of(p), new Adam.Options(0.1, 0.9, 0.999, 0.1, 0));
    p.variable().addGradient(Tensor.of(2));
    adam.step();
    assertEquals(1 - 0.2 / 2.1, p.variable().value().item(), 1e-6);
    adam.zeroGradients();
    p.variable().addGradient(Tensor.of(1));
    adam.step();
    double moved = 0.1 * (0.28 / 0.19) / (Math.sqrt(0.004996 / 0.001999) + 0.1);
    assertEquals(1 - 0.2 / 2.1 - moved, p.variable().value().item(), 1e-6);
  }

  /** A row that was touched first in step 2 starts its buffer then: it moves by lr g. */
  @Test
  void sparseMomentumStartsWithARowsFirstGradient() {
    Parameter.Sparse table = sparse(Tensor.zeros(2, 1));
    Optimizer sgd = new Sgd(List.of(table), new Sgd.Options(1, 0.5, 0.25, 0, false));
    touch(table, 0, 4);
    sgd.step();
    sgd.zeroGradients();
    touch(table, 0, 4);
    touch(table, 1, 8);
    sgd.step();
    // Row 0: buffer 4, then 0.5 * 4 + 0.75 * 4 = 5.
    assertArrayEquals(new float[] {-9, -8}, values(table));
  }

  @Test
  void whatHasNoGradientStaysAndTheLearningRateCanChange() {
    Parameter.Dense moved = dense(Tensor.of(1));
    Parameter.Dense left = dense(Tensor.of(1));
    Optimizer sgd = new Sgd(List.of(moved, left), Sgd.Options.of(0.5));
    moved.variable().addGradient(Tensor.of(1));
    sgd.step();
    sgd.setLearningRate(0.25);
    assertEquals(0.25, sgd.learningRate());
    sgd.step();
    assertEquals(0.25f, moved.variable().value().item());
    assertEquals(1f, left.variable().value().item());
    sgd.zeroGradients();
    assertFalse(moved.variable().hasGradient());
  }

  @Test
  void impossibleNumbersAreRefusedByName() {
    for (double rate : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      String message =
          assertThrows(
                  IllegalArgumentException.class, () -> new Sgd(List.of(), Sgd.Options.of(rate)))
              .getMessage();
      assertTrue(message.contains("learning rate"), message);
      Optimizer adam = new Adam(List.of(), Adam.Options.of(0.1));
      assertThrows(IllegalArgumentException.class, () -> adam.setLearningRate(rate));
      assertEquals(0.1, adam.learningRate());
    }
    refused("beta1", () -> new Adam.Options(0.1, 1, 0.9, 0, 0));
    refused("beta2", () -> new Adam.Options(0.1, 0.9, -0.1, 0, 0));
    refused("eps", () -> new Adam.Options(0.1, 0.9, 0.9, Double.NaN, 0));
    refused("weight decay", () -> new AdaGrad.Options(0.1, 0, -1, 0, 0));
    refused("momentum", () -> new Sgd.Options(0.1, 1, 0, 0, false));
    refused("dampening", () -> new Sgd.Options(0.1, 0.9, 1.5, 0, false));
    refused("dampening", () -> new Sgd.Options(0.1, 0.9, -0.5, 0, false));
    refused("nesterov", () -> new Sgd.Options(0.1, 0, 0, 0, true));
  }

  private static void refused(String name, Runnable options) {
    String message = assertThrows(IllegalArgumentException.class, options::run).getMessage();
    assertTrue(message.contains(name), message);
  }

  /** Algorithm 1 of McMahan et al. in double precision, from 0, with both penalties. */
  @Test
  void ftrlFollowsThePaper() {
    double alpha = 0.3;
    double beta = 0.5;
    double l1 = 0.4;
    double l2 = 0.2;
    float[] gradients = {0.3f, 0.9f, -0.2f, 1.1f, -2.5f, 0.1f};
    Parameter.Dense p = dense(Tensor.zeros(1));
    Optimizer ftrl = new Ftrl(List.of(p), new Ftrl.Options(alpha, beta, l1, l2));
    double z = 0;
    double n = 0;
    double w = 0;
    boolean wasZero = false;
    for (float g : gradients) {
      double sigma = (Math.sqrt(n + g * g) - Math.sqrt(n)) / alpha;
      z += g - sigma * w;
      n += g * g;
      w = Math.abs(z) <= l1 ? 0 : -(z - Math.signum(z) * l1) / ((beta + Math.sqrt(n)) / alpha + l2);
      wasZero |= w == 0;
      ftrl.zeroGradients();
      p.variable().addGradient(Tensor.of(g));
      ftrl.step();
      assertEquals(w, p.variable().value().item(), 1e-6);
    }
    assertTrue(wasZero);
  }

  /** Without a gradient the rule gives the start back: both forms agree from any start. */
  @Test
  void ftrlOnRowsEqualsDenseToTheBit() {
    assertLazyEqualsDense(p -> new Ftrl(p, new Ftrl.Options(0.1, 1, 0, 0.1)));
    Parameter.Dense p = dense(Tensor.of(-0.5f, 0.25f));
    Optimizer ftrl = new Ftrl(List.of(p), new Ftrl.Options(0.1, 1, 0.1, 0.2));
    p.variable().addGradient(Tensor.zeros(2));
    ftrl.step();
    assertArrayEquals(new float[] {-0.5f, 0.25f}, p.variable().value().toArray(), 1e-6f);
  }

  @Test
  void lazyRulesOfOtherOptimizersLeaveUntouchedRowsAlone() {
    List<Function<List<Parameter>, Optimizer>> makers =
        List.of(
            p -> new RmsProp(p, new RmsProp.Options(0.1, 0.9, 1e-8, 0.1, 0.5, true)),
            p -> new AdamW(p, AdamW.Options.of(0.1)),
            p -> new Adam(p, new Adam.Options(0.1, 0.9, 0.999, 1e-8, 0, true)));
    for (Function<List<Parameter>, Optimizer> maker : makers) {
      Parameter.Sparse table = sparse(Tensor.full(1f, 3, 2));
      Optimizer optimizer = maker.apply(List.of(table));
      for (int step = 0; step < 3; step++) {
        optimizer.zeroGradients();
        touch(table, 1, 1, -1);
        optimizer.step();
      }
      float[] after = values(table);
      assertTrue(after[2] < 1 && after[3] > 1, Arrays.toString(after));
      assertArrayEquals(
          new float[] {1, 1, 1, 1}, new float[] {after[0], after[1], after[4], after[5]});
    }
  }

  /** What is kept of a run is enough to go on with it, to the bit. */
  @Test
  void aRunGoesOnFromItsState() {
    List<Function<List<Parameter>, Optimizer>> makers =
        List.of(
            p -> new Sgd(p, new Sgd.Options(0.1, 0.9, 0.25, 0, false)),
            p -> new AdaGrad(p, new AdaGrad.Options(0.1, 0.01, 0, 0.1, 1e-8)),
            p -> new Adam(p, new Adam.Options(0.1, 0.9, 0.999, 1e-8, 0, true)),
            p -> new AdamW(p, AdamW.Options.of(0.1)),
            p -> new RmsProp(p, new RmsProp.Options(0.1, 0.9, 1e-8, 0.1, 0.5, true)),
            p -> new Ftrl(p, new Ftrl.Options(0.1, 1, 0.1, 0.1)));
    for (Function<List<Parameter>, Optimizer> maker : makers) {
      Parameter.Dense whole = dense(GradientCheck.random("start", 5));
      Optimizer straight = maker.apply(List.of(whole));
      Parameter.Dense half = dense(GradientCheck.random("start", 5));
      Optimizer first = maker.apply(List.of(half));
      Tensor gradient = GradientCheck.random("gradient", 5);
      for (int step = 0; step < 6; step++) {
        step(straight, whole, gradient);
        if (step < 3) {
          step(first, half, gradient);
        }
      }
      Parameter.Dense rest = dense(half.variable().value().copy());
      Optimizer second = maker.apply(List.of(rest));
      for (int i = 0; i < first.state().size(); i++) {
        Parameter from = first.state().get(i);
        Parameter to = second.state().get(i);
        assertEquals(from.name(), to.name());
        ((Parameter.Dense) to).variable().value().set(((Parameter.Dense) from).variable().value());
      }
      second.setSteps(first.steps());
      for (int step = 3; step < 6; step++) {
        step(second, rest, gradient);
      }
      assertArrayEquals(
          whole.variable().value().toArray(), rest.variable().value().toArray(), "" + straight);
    }
  }

  private static void step(Optimizer optimizer, Parameter.Dense p, Tensor gradient) {
    optimizer.zeroGradients();
    p.variable().addGradient(gradient);
    optimizer.step();
  }

  /** |p| and p^2 of [3, -4] are 7 and 25; of a table only row 1, which is touched, counts. */
  @Test
  void penaltiesByGroup() {
    Parameter.Dense p = dense(Tensor.of(3, -4));
    Parameter.Sparse table = sparse(Tensor.full(2f, 3, 1));
    touch(table, 1, 0.5f);
    p.variable().addGradient(Tensor.of(1, 1));
    Regularizer regularizer =
        new Regularizer(
            List.of(
                new Regularizer.Group(List.of(p), 0.5, 0.25),
                new Regularizer.Group(List.of(table), 0, 1)));
    assertEquals(0.5 * 7 + 0.25 * 25 + 4, regularizer.addGradients(), 1e-6);
    // 1 + 0.5 + 2 * 0.25 * 3, 1 - 0.5 - 2 * 0.25 * 4; 0.5 + 2 * 1 * 2.
    assertArrayEquals(new float[] {3, -1.5f}, p.variable().gradient().toArray(), 1e-6f);
    assertArrayEquals(new float[] {0, 4.5f, 0}, GradientCheck.dense(table.variable()), 1e-6f);
  }

  /** The norm of (3) and (4) is 5; cut to 1 they are 0.6 and 0.8. */
  @Test
  void clippingSeesTouchedRows() {
    Parameter.Dense p = dense(Tensor.of(0));
    Parameter.Sparse table = sparse(Tensor.zeros(3, 1));
    touch(table, 2, 4);
    p.variable().addGradient(Tensor.of(3));
    assertEquals(5, GradientClipping.byNorm(List.of(p, table), 1), 1e-6);
    assertEquals(0.6f, p.variable().gradient().item(), 1e-5);
    assertArrayEquals(new float[] {0, 0, 0.8f}, GradientCheck.dense(table.variable()), 1e-5f);
    GradientClipping.byValue(List.of(p, table), 0.7);
    assertArrayEquals(new float[] {0, 0, 0.7f}, GradientCheck.dense(table.variable()), 1e-6f);
  }

  @Test
  void aParameterThatIsThereTwiceIsRefused() {
    Tensor memory = Tensor.of(1, 2);
    Parameter.Dense a = new Parameter.Dense("a", Variable.parameter(memory));
    Parameter.Dense view = new Parameter.Dense("view", Variable.parameter(memory.reshape(2, 1)));
    Parameter.Sparse table = sparse(Tensor.zeros(3, 2));
    for (List<Parameter> twice :
        List.<List<Parameter>>of(List.of(a, a), List.of(a, view), List.of(table, a, table))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> new Adam(twice, Adam.Options.of(0.1)))
              .getMessage();
      assertTrue(message.contains("expected every parameter once, found '"), message);
    }
  }
}
