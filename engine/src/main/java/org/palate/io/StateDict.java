// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.palate.nn.Module;
import org.palate.nn.Parameter;
import org.palate.tensor.Table;

/**
 * The parameters of a module by name, as PyTorch's {@code state_dict} holds them: what is written
 * here loads there, and what is saved there as safetensors loads into the matching module here.
 */
public final class StateDict {
  private StateDict() {}

  /**
   * What did not match between a module and a file.
   *
   * @param missing parameters of the module that the file lacks
   * @param unexpected tensors of the file that the module has no parameter for
   * @param misshaped parameters whose tensor has another shape or no floating-point type, in words
   */
  public record Mismatch(List<String> missing, List<String> unexpected, List<String> misshaped) {
    /** Whether everything matched. */
    public boolean isEmpty() {
      return missing.isEmpty() && unexpected.isEmpty() && misshaped.isEmpty();
    }

    @Override
    public String toString() {
      List<String> parts = new ArrayList<>();
      add(parts, "missing", missing);
      add(parts, "unexpected", unexpected);
      add(parts, "of another shape", misshaped);
      return parts.isEmpty() ? "everything matched" : String.join("; ", parts);
    }

    private static void add(List<String> parts, String what, List<String> names) {
      if (!names.isEmpty()) {
        parts.add(what + ": " + String.join(", ", names));
      }
    }
  }

  /** A file with all parameters of a module, to be written to a path or a stream. */
  public static SafetensorsWriter writer(Module module) {
    SafetensorsWriter writer = new SafetensorsWriter();
    for (Parameter parameter : module.parameters()) {
      switch (parameter) {
        case Parameter.Dense dense -> writer.tensor(dense.name(), dense.variable().value());
        case Parameter.Sparse sparse -> writer.table(sparse.name(), sparse.variable().table());
      }
    }
    return writer;
  }

  /**
   * Overwrites the parameters of a module with the tensors of a file.
   *
   * @throws SafetensorsException naming everything that does not match; the module is then as it
   *     was
   */
  public static void load(Module module, SafetensorsFile file) throws IOException {
    Mismatch mismatch = compare(module, file);
    if (!mismatch.isEmpty()) {
      throw new SafetensorsException(
          file.label(), null, "the tensors are not the parameters of this module; " + mismatch);
    }
    read(module, file, Set.of());
  }

  /**
   * Overwrites those parameters of a module for which a file has a tensor that fits, and leaves the
   * others alone.
   *
   * @return what did not match
   */
  public static Mismatch loadMatching(Module module, SafetensorsFile file) throws IOException {
    Mismatch mismatch = compare(module, file);
    Set<String> left = new LinkedHashSet<>(mismatch.missing);
    for (Parameter parameter : module.parameters()) {
      if (file.has(parameter.name()) && problem(parameter, file) != null) {
        left.add(parameter.name());
      }
    }
    read(module, file, left);
    return mismatch;
  }

  private static Mismatch compare(Module module, SafetensorsFile file) throws IOException {
    Set<String> unexpected = new LinkedHashSet<>(file.names());
    List<String> missing = new ArrayList<>();
    List<String> misshaped = new ArrayList<>();
    for (Parameter parameter : module.parameters()) {
      if (!unexpected.remove(parameter.name())) {
        missing.add(parameter.name());
        continue;
      }
      String problem = problem(parameter, file);
      if (problem != null) {
        misshaped.add(parameter.name() + " (" + problem + ")");
      }
    }
    return new Mismatch(missing, List.copyOf(unexpected), misshaped);
  }

  /** Why a file's tensor cannot become a parameter, in words; null if it can. */
  private static String problem(Parameter parameter, SafetensorsFile file) throws IOException {
    long[] expected = shape(parameter);
    long[] found = file.shape(parameter.name());
    if (!Arrays.equals(expected, found)) {
      return "expected " + Arrays.toString(expected) + ", found " + Arrays.toString(found);
    }
    DType type = file.dtype(parameter.name());
    return type.isFloat() ? null : "expected a floating-point type, found " + type;
  }

  private static long[] shape(Parameter parameter) {
    return switch (parameter) {
      case Parameter.Dense dense -> Arrays.stream(dense.shape().toArray()).asLongStream().toArray();
      case Parameter.Sparse sparse -> {
        Table table = sparse.variable().table();
        yield new long[] {table.rows(), table.dim()};
      }
    };
  }

  private static void read(Module module, SafetensorsFile file, Set<String> left)
      throws IOException {
    for (Parameter parameter : module.parameters()) {
      if (!left.contains(parameter.name())) {
        switch (parameter) {
          case Parameter.Dense dense -> file.readInto(dense.name(), dense.variable().value());
          case Parameter.Sparse sparse -> file.readInto(sparse.name(), sparse.variable().table());
        }
      }
    }
  }
}
