// SPDX-License-Identifier: Apache-2.0
package org.palate.own;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.TestData;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.GradientTarget;
import org.palate.autograd.Reductions;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.nn.Parameter;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/** Whoever writes an operation outside the engine has all it takes. */
final class OwnOperationTest {
  private static final Tensor X = Tensor.of(1, 2, -0.5f, 0, 3, 1).reshape(3, 2);
  private static final Tensor POINT = Tensor.of(0.5f, -1);

  /** Row 0: 0.25 + 9. Row 1: 1 + 1. Row 2: 6.25 + 4. */
  @Test
  void anOperationOfOnesOwnComputesItsFormula() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable y = SquaredDistance.apply(tape.constant(X), tape.constant(POINT));
      assertArrayEquals(new float[] {9.25f, 2, 10.25f}, y.value().toArray());
    }
  }

  @Test
  void itsGradientsAreThoseOfCentralDifferences() {
    GradientCheck.check((tape, in) -> SquaredDistance.apply(in[0], in[1]), X, POINT);
    Variable point = Variable.parameter(POINT.copy());
    GradientCheck.check(
        (tape, in) -> SquaredDistance.apply(in[0], point),
        List.of(new Parameter.Dense("point", point)),
        X);
  }

  @Test
  void itsGradientsAddUpWhereAnInputIsUsedTwice() {
    GradientCheck.check(
        (tape, in) -> {
          Variable once = SquaredDistance.apply(in[0], in[1]);
          return Arithmetic.add(once, SquaredDistance.apply(Arithmetic.neg(in[0]), in[1]));
        },
        X,
        POINT);
  }

  /** dx = 2 (x - p): (1, 6), (-2, 2), (5, 4). */
  @Test
  void inputsThatRequireNoGradientGetNone() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable x = tape.input(X);
      Variable point = tape.constant(POINT);
      tape.backward(Reductions.sum(SquaredDistance.apply(x, point)));
      assertArrayEquals(new float[] {1, 6, -2, 2, 5, 4}, x.gradient().toArray());
      assertFalse(point.hasGradient());
      point.addGradient((gradient, accumulate) -> fail("expected no call"));
      assertFalse(point.gradientTarget().wanted());
    }
  }

  @Test
  void aWriterOverwritesFirstAndAddsThen() {
    Variable p = Variable.parameter(Tensor.of(7, 8));
    p.addGradient(
        (gradient, accumulate) -> {
          assertFalse(accumulate);
          gradient[0] = 1;
          gradient[1] = 2;
        });
    p.addGradient(
        (gradient, accumulate) -> {
          assertTrue(accumulate);
          gradient[0] += 10;
        });
    p.gradientAccumulator()[1] += 5;
    GradientTarget target = p.gradientTarget();
    assertTrue(target.wanted() && target.accumulate());
    target.array()[0] += 100;
    assertArrayEquals(new float[] {111, 7}, p.gradient().toArray());
    p.clearGradient();
    assertFalse(p.gradientTarget().accumulate());
    p.clearGradient();
    assertArrayEquals(new float[2], p.gradientAccumulator());
  }

  @Test
  void aGradientThatComesTooLateIsRefused() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable x = tape.input(X);
      Variable y = SquaredDistance.apply(x, tape.constant(POINT));
      tape.backward(Reductions.sum(y));
      assertThrows(IllegalStateException.class, () -> y.addGradient((g, accumulate) -> {}));
      assertThrows(IllegalStateException.class, y::gradientTarget);
      assertThrows(IllegalStateException.class, y::gradientAccumulator);
    }
  }

  @Test
  void thePageShowsThisOperation() throws IOException {
    String page = read("engine/src/main/java/org/palate/autograd/package-info.java");
    String file = read("tests/src/test/java/org/palate/own/SquaredDistance.java");
    String code = file.substring(file.indexOf("static Variable apply"), file.lastIndexOf('}'));
    String shown = withoutSpace(page.replaceAll("(?m)^ \\*", ""));
    assertTrue(shown.contains(withoutSpace(code)), "expected the page to show\n" + code);
  }

  private static String read(String path) throws IOException {
    return Files.readString(TestData.checkout().resolve(path));
  }

  private static String withoutSpace(String text) {
    return text.replaceAll("\\s+", "");
  }
}
