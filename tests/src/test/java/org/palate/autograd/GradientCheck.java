// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.palate.nn.Parameter;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/**
 * Compares the gradients of a function with central differences.
 *
 * <p>The function is made a number by a fixed random upstream gradient u, {@code L = sum_i u_i
 * y_i}, added up in double precision. For each element x of each input and parameter the gradient
 * that the tape gives must be {@code (L(x + h) - L(x - h)) / 2h}, with h = 2^-7: the rounding of
 * the forward pass then costs about 1e-5 and the curvature h^2 / 6 times the third derivative,
 * against a tolerance of 2e-3 times the gradient, or absolutely below 1.
 *
 * <p>Every pass runs on a training tape of one seed and step, so dropout draws one mask throughout.
 */
public final class GradientCheck {
  private static final float H = 0x1p-7f;
  private static final double TOLERANCE = 2e-3;

  private GradientCheck() {}

  /** What is checked. */
  public interface Function {
    /** From the inputs, on their tape, to an output of any shape. */
    Variable apply(Tape tape, Variable... inputs);
  }

  /** Checks the gradients with respect to the inputs. */
  public static void check(Function function, Tensor... inputs) {
    check(function, List.of(), inputs);
  }

  /** Checks the gradients with respect to the inputs and to the parameters of the function. */
  public static void check(Function function, List<Parameter> parameters, Tensor... inputs) {
    List<float[]> gradients = gradients(function, parameters, inputs);
    for (int i = 0; i < inputs.length; i++) {
      compare(function, inputs, "input " + i, List.of(Slice.of(inputs[i])), gradients.get(i));
    }
    for (int i = 0; i < parameters.size(); i++) {
      List<Slice> values =
          switch (parameters.get(i)) {
            case Parameter.Dense(String name, Variable v) -> List.of(Slice.of(v.value()));
            case Parameter.Sparse(String name, TableVariable v) -> rows(v.table());
          };
      String name = "parameter " + parameters.get(i).name();
      compare(function, inputs, name, values, gradients.get(inputs.length + i));
    }
  }

  /** The gradients of inputs, then parameters, zeros where none came. */
  static List<float[]> gradients(Function function, List<Parameter> parameters, Tensor... inputs) {
    List<float[]> gradients = new ArrayList<>();
    try (Tape tape = tape()) {
      Variable[] variables = onTape(tape, inputs);
      Variable y = function.apply(tape, variables);
      tape.backward(y, upstream(y.shape()));
      for (Variable variable : variables) {
        gradients.add(dense(variable));
      }
    }
    for (Parameter parameter : parameters) {
      switch (parameter) {
        case Parameter.Dense(String name, Variable variable) -> {
          gradients.add(dense(variable));
          variable.clearGradient();
        }
        case Parameter.Sparse(String name, TableVariable variable) -> {
          gradients.add(dense(variable));
          variable.gradients().clear();
        }
      }
    }
    return gradients;
  }

  /** A table's gradient with zeros for the rows that were not touched. */
  public static float[] dense(TableVariable variable) {
    Table table = variable.table();
    RowGradients touched = variable.gradients();
    int dim = table.dim();
    float[] gradient = new float[table.rows() * dim];
    for (int slot = 0; slot < touched.count(); slot++) {
      int row = touched.rows()[slot];
      System.arraycopy(touched.values(), slot * dim, gradient, row * dim, dim);
    }
    return gradient;
  }

  private static float[] dense(Variable variable) {
    return variable.hasGradient()
        ? variable.gradient().toArray()
        : new float[variable.value().size()];
  }

  /** Some floats of an array. */
  private record Slice(float[] array, int from, int length) {
    static Slice of(Tensor tensor) {
      return new Slice(tensor.data(), 0, tensor.size());
    }
  }

  private static List<Slice> rows(Table table) {
    return IntStream.range(0, table.rows())
        .mapToObj(row -> new Slice(table.page(row), table.offset(row), table.dim()))
        .toList();
  }

  private static void compare(
      Function function, Tensor[] inputs, String name, List<Slice> values, float[] gradient) {
    assertEquals(values.stream().mapToInt(Slice::length).sum(), gradient.length, name);
    int i = 0;
    for (Slice slice : values) {
      float[] array = slice.array;
      for (int at = slice.from; at < slice.from + slice.length; at++, i++) {
        float kept = array[at];
        array[at] = kept + H;
        double up = objective(function, inputs);
        double width = array[at];
        array[at] = kept - H;
        double down = objective(function, inputs);
        width -= array[at];
        array[at] = kept;
        double slope = (up - down) / width;
        assertEquals(
            slope, gradient[i], TOLERANCE * Math.max(1, Math.abs(slope)), name + " at " + i);
      }
    }
  }

  private static double objective(Function function, Tensor[] inputs) {
    try (Tape tape = tape()) {
      Variable y = function.apply(tape, onTape(tape, inputs));
      float[] value = y.value().data();
      float[] by = upstream(y.shape()).data();
      double sum = 0;
      for (int i = 0; i < y.value().size(); i++) {
        sum += (double) by[i] * value[i];
      }
      return sum;
    }
  }

  private static Tape tape() {
    return Tape.training(new TensorPool(), 1, 1);
  }

  private static Variable[] onTape(Tape tape, Tensor[] inputs) {
    return Arrays.stream(inputs).map(tape::input).toArray(Variable[]::new);
  }

  private static Tensor upstream(Shape shape) {
    return draws("upstream", 1f, false, shape);
  }

  /** Values with magnitudes in [0.25, 1.25) and random signs: far from 0, where slopes may jump. */
  public static Tensor random(String name, int... dims) {
    return draws(name, 1f, false, Shape.of(dims));
  }

  /** Values in [0.25, 1.25). */
  public static Tensor positive(String name, int... dims) {
    return draws(name, 1f, true, Shape.of(dims));
  }

  /** Random values times a factor. */
  public static Tensor random(String name, float factor, int... dims) {
    return draws(name, factor, false, Shape.of(dims));
  }

  private static Tensor draws(String name, float factor, boolean positive, Shape shape) {
    RandomStream random = RandomStream.of(11, name);
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.size(); i++) {
      float magnitude = factor * (0.25f + random.nextFloat());
      tensor.data()[i] = positive || random.nextInt(2) == 0 ? magnitude : -magnitude;
    }
    return tensor;
  }
}
