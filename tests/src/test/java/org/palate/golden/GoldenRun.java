// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.io.Json;
import org.palate.io.JsonNull;
import org.palate.io.JsonObject;
import org.palate.io.SafetensorsFile;
import org.palate.nn.Layer;
import org.palate.nn.Parameter;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/**
 * One golden file being checked: an operation takes its inputs from here and hands its outputs
 * back; then the tape is walked back from all outputs at once and every gradient of the file is
 * compared.
 *
 * <p>A value passes if it is within {@code tolerance * max(1, |expected|)}; infinities and NaN must
 * be the same. What the file has and nobody gave is a failure too.
 */
final class GoldenRun {
  private final SafetensorsFile file;
  private final JsonObject attrs;
  private final double tolerance;
  private final Tape tape;
  private final Map<String, Variable> leaves = new LinkedHashMap<>();
  private final Map<String, Supplier<float[]>> gradients = new LinkedHashMap<>();
  private final List<Variable> outputs = new ArrayList<>();
  private final List<Tensor> upstreams = new ArrayList<>();
  private final Set<String> given = new HashSet<>();
  private final List<String> failures = new ArrayList<>();
  private double largestError;

  private GoldenRun(SafetensorsFile file) {
    this.file = file;
    this.attrs = Json.parseObject(file.metadata().get("attrs"));
    this.tolerance = Double.parseDouble(file.metadata().get("tolerance"));
    TensorPool pool = new TensorPool();
    this.tape =
        attrs.getBoolean("training", false) ? Tape.training(pool, 0, 1) : Tape.gradients(pool);
  }

  /**
   * What came of a file.
   *
   * @param file its path
   * @param largestError in units of the file's tolerance
   * @param failures one line each; none if the file passed
   */
  record Outcome(Path file, double largestError, List<String> failures) {}

  /** Checks one file. An operation that throws has failed. */
  static Outcome check(Path path, SafetensorsFile file, GoldenOperation operation) {
    GoldenRun run = new GoldenRun(file);
    try (run.tape) {
      operation.run(run);
      run.finish();
    } catch (IOException | RuntimeException | AssertionError e) {
      StackTraceElement[] trace = e.getStackTrace();
      run.failures.add(e + (trace.length == 0 ? "" : ", at " + trace[0]));
    }
    return new Outcome(path, run.largestError, run.failures);
  }

  // ---------------------------------------------------------------- what the file has

  /**
   * The tape of this file: one that trains where the attribute {@code training} is true, else one
   * that only records gradients.
   */
  Tape tape() {
    return tape;
  }

  JsonObject attrs() {
    return attrs;
  }

  /** Whether the file has a tensor of this full name, such as {@code input.weight}. */
  boolean has(String tensor) {
    return file.has(tensor);
  }

  /** Whether an attribute is null or missing. */
  boolean isNull(String attribute) {
    return !attrs.has(attribute) || attrs.get(attribute) instanceof JsonNull;
  }

  /** The axis lengths of a tensor, by its full name. */
  int[] shape(String tensor) throws IOException {
    return Arrays.stream(file.shape(tensor)).mapToInt(Math::toIntExact).toArray();
  }

  /** A leaf of {@code input.NAME}, whose gradient is compared if the file has it. */
  Variable input(String name) throws IOException {
    return leaf("input." + name);
  }

  /** A leaf of {@code param.NAME}, whose gradient is compared if the file has it. */
  Variable param(String name) throws IOException {
    return leaf("param." + name);
  }

  private Variable leaf(String name) throws IOException {
    Variable known = leaves.get(name);
    if (known != null) {
      return known;
    }
    Variable leaf = tape.input(file.readTensor(name));
    leaves.put(name, leaf);
    gradients.put(name, () -> dense(leaf));
    return leaf;
  }

  /** {@code param.NAME} as an embedding table, whose gradient is compared densely. */
  TableVariable table(String name) throws IOException {
    TableVariable table = new TableVariable(Table.of(file.readTensor("param." + name)));
    gradients.put("param." + name, () -> GradientCheck.dense(table));
    return table;
  }

  /**
   * Gives every parameter of a layer the tensor {@code param.PREFIXname}; their gradients are
   * compared.
   */
  void load(String prefix, Layer layer) throws IOException {
    for (Parameter parameter : layer.parameters()) {
      String name = "param." + prefix + parameter.name();
      switch (parameter) {
        case Parameter.Dense(String own, Variable variable) -> {
          file.readInto(name, variable.value());
          gradients.put(name, () -> dense(variable));
        }
        case Parameter.Sparse(String own, TableVariable variable) -> {
          file.readInto(name, variable.table());
          gradients.put(name, () -> GradientCheck.dense(variable));
        }
      }
    }
  }

  private static float[] dense(Variable variable) {
    return variable.hasGradient()
        ? variable.gradient().toArray()
        : new float[variable.value().size()];
  }

  /** A constant, by its full name. */
  Tensor tensor(String name) throws IOException {
    return file.readTensor(name);
  }

  /** Integers within the range of ints, by their full name. */
  IntTensor ints(String name) throws IOException {
    return file.readIntTensor(name);
  }

  /** Integers, by their full name. */
  long[] longs(String name) throws IOException {
    return file.readLongs(name);
  }

  /** A mask of type BOOL or U8, by its full name. */
  boolean[] flags(String name) throws IOException {
    return file.readBooleans(name);
  }

  // ---------------------------------------------------------------- what the operation gives

  /** Compares with {@code output.NAME}; {@code upstream.NAME}, if any, flows back from here. */
  void output(String name, Variable y) throws IOException {
    String tensor = "output." + name;
    if (!Arrays.equals(shape(tensor), y.shape().toArray())) {
      given.add(tensor);
      failures.add(
          "%s: expected shape %s, came %s"
              .formatted(tensor, Arrays.toString(file.shape(tensor)), y.shape()));
      return;
    }
    compare(tensor, y.value().toArray());
    String upstream = "upstream." + name;
    if (file.has(upstream)) {
      given.add(upstream);
      outputs.add(y);
      upstreams.add(file.readTensor(upstream));
    }
  }

  /** Compares with {@code output.NAME}. */
  void output(String name, float[] values) throws IOException {
    compare("output." + name, values);
  }

  /** Compares with {@code output.NAME}, exactly. */
  void output(String name, long[] values) throws IOException {
    String tensor = "output." + name;
    given.add(tensor);
    long[] expected = file.readLongs(tensor);
    int at = Arrays.mismatch(expected, values);
    if (at >= 0) {
      failures.add(
          "%s at %d: expected %s, came %s (lengths %d and %d)"
              .formatted(
                  tensor,
                  at,
                  at < expected.length ? expected[at] : "nothing",
                  at < values.length ? values[at] : "nothing",
                  expected.length,
                  values.length));
    }
  }

  /** Compares with a tensor of any full name, such as {@code param.after.step1}. */
  void compare(String tensor, float[] came) throws IOException {
    given.add(tensor);
    float[] expected = file.readFloats(tensor);
    if (expected.length != came.length) {
      failures.add(
          "%s: expected %d values, came %d".formatted(tensor, expected.length, came.length));
      return;
    }
    int worst = -1;
    double error = 0;
    for (int i = 0; i < came.length; i++) {
      double here = error(expected[i], came[i]);
      if (here > error) {
        error = here;
        worst = i;
      }
    }
    largestError = Math.max(largestError, error);
    if (error > 1) {
      failures.add(
          "%s at %d: expected %s, came %s".formatted(tensor, worst, expected[worst], came[worst]));
    }
  }

  /** The distance in units of the tolerance. */
  private double error(float expected, float came) {
    if (expected == came || (Float.isNaN(expected) && Float.isNaN(came))) {
      return 0;
    }
    if (!Float.isFinite(expected) || !Float.isFinite(came)) {
      return Double.POSITIVE_INFINITY;
    }
    double distance = Math.abs((double) came - expected);
    return distance / (tolerance * Math.max(1, Math.abs((double) expected)));
  }

  private void finish() throws IOException {
    if (!outputs.isEmpty()) {
      tape.backward(outputs, upstreams);
    }
    for (String name : file.names()) {
      if (name.startsWith("grad.input.") || name.startsWith("grad.param.")) {
        Supplier<float[]> gradient = gradients.get(name.substring("grad.".length()));
        if (gradient == null) {
          failures.add(name + ": the operation differentiates no such leaf");
        } else {
          compare(name, gradient.get());
        }
      } else if (isResult(name) && !given.contains(name)) {
        failures.add(name + ": the operation does not give it");
      }
    }
  }

  private static boolean isResult(String name) {
    return name.startsWith("output.")
        || name.startsWith("upstream.")
        || name.startsWith("param.after.")
        || name.startsWith("state.");
  }
}
