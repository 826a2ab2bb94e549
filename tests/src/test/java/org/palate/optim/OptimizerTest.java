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
}
