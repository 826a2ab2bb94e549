// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Variable;
import org.palate.nn.Layer;
import org.palate.nn.Parameter;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;

/**
 * The parameters and buffers of a layer by name, as PyTorch's {@code state_dict} holds them: what
 * is written here loads there, and what is saved there as safetensors loads into the matching layer
 * here.
 *
 * <p>PyTorch counts the batches that a batch norm has seen ({@code num_batches_tracked}). Nothing
 * here reads that count: it is passed over where a file has it, and PyTorch does without it.
 *
 * <p>What several parts of a layer share is written under each of its names. A file may hold it
 * under some of them only, as {@code safetensors.torch.save_model} leaves it; where it is there
 * under more, the last counts, as in PyTorch.
 */
public final class StateDict {
  private StateDict() {}

  private static final String BATCH_COUNT = "num_batches_tracked";

  /** One tensor of a layer's state: a parameter, a table, or a buffer. */
  private sealed interface Entry {
    String name();

    /** What is read and written: the same object for all names of what parts share. */
    Object memory();

    long[] shape();

    void write(SafetensorsWriter writer);

    void read(SafetensorsFile file) throws IOException;

    record OfTensor(String name, Tensor tensor) implements Entry {
      @Override
      public Object memory() {
        return tensor;
      }

      @Override
      public long[] shape() {
        return Arrays.stream(tensor.shape().toArray()).asLongStream().toArray();
      }

      @Override
      public void write(SafetensorsWriter writer) {
        writer.tensor(name, tensor);
      }

      @Override
      public void read(SafetensorsFile file) throws IOException {
        file.readInto(name, tensor);
      }
    }

    record OfTable(String name, Table table) implements Entry {
      @Override
      public Object memory() {
        return table;
      }

      @Override
      public long[] shape() {
        return new long[] {table.rows(), table.dim()};
      }

      @Override
      public void write(SafetensorsWriter writer) {
        writer.table(name, table);
      }

      @Override
      public void read(SafetensorsFile file) throws IOException {
        file.readInto(name, table);
      }
    }
  }

  private static List<Entry> entries(Layer layer) {
    List<Entry> entries = new ArrayList<>();
    for (Parameter parameter : layer.namedParameters()) {
      entries.add(
          switch (parameter) {
            case Parameter.Dense(String name, Variable variable) ->
                new Entry.OfTensor(name, variable.value());
            case Parameter.Sparse(String name, TableVariable variable) ->
                new Entry.OfTable(name, variable.table());
          });
    }
    layer.buffers().forEach((name, tensor) -> entries.add(new Entry.OfTensor(name, tensor)));
    return entries;
  }

  /**
   * What did not match between a layer and a file.
   *
   * @param missing what the layer has and the file lacks
   * @param unexpected what the file has and the layer lacks
   * @param misshaped what has another shape in the file, or no floating-point type, in words
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

  /** A file with the state of a layer, to be written to a path or a stream. */
  public static SafetensorsWriter writer(Layer layer) {
    SafetensorsWriter writer = new SafetensorsWriter();
    entries(layer).forEach(entry -> entry.write(writer));
    return writer;
  }

  /**
   * Overwrites the state of a layer with the tensors of a file.
   *
   * @throws SafetensorsException naming everything that does not match; the layer is then as it was
   */
  public static void load(Layer layer, SafetensorsFile file) throws IOException {
    List<Entry> entries = entries(layer);
    Mismatch mismatch = compare(entries, file);
    if (!mismatch.isEmpty()) {
      throw new SafetensorsException(
          file.label(), null, "the tensors are not those of this layer; " + mismatch);
    }
    layer.unpack();
    for (Entry entry : entries) {
      if (file.has(entry.name())) {
        entry.read(file);
      }
    }
  }

  /**
   * Overwrites that of a layer's state for which a file has a tensor that fits, and leaves the rest
   * alone.
   *
   * @return what did not match
   */
  public static Mismatch loadMatching(Layer layer, SafetensorsFile file) throws IOException {
    List<Entry> entries = entries(layer);
    Mismatch mismatch = compare(entries, file);
    layer.unpack();
    for (Entry entry : entries) {
      if (file.has(entry.name()) && problem(entry, file) == null) {
        entry.read(file);
      }
    }
    return mismatch;
  }

  private static Mismatch compare(List<Entry> entries, SafetensorsFile file) throws IOException {
    Set<String> unexpected = new LinkedHashSet<>(file.names());
    List<String> missing = new ArrayList<>();
    List<String> misshaped = new ArrayList<>();
    Set<Object> present = Collections.newSetFromMap(new IdentityHashMap<>());
    entries.stream().filter(e -> file.has(e.name())).map(Entry::memory).forEach(present::add);
    for (Entry entry : entries) {
      if (!unexpected.remove(entry.name())) {
        if (!present.contains(entry.memory())) {
          missing.add(entry.name());
        }
        continue;
      }
      String problem = problem(entry, file);
      if (problem != null) {
        misshaped.add(entry.name() + " (" + problem + ")");
      }
      if (entry.name().endsWith("running_mean")) {
        unexpected.remove(entry.name().replaceFirst("running_mean$", BATCH_COUNT));
      }
    }
    return new Mismatch(missing, List.copyOf(unexpected), misshaped);
  }

  /** Why a file's tensor cannot become an entry, in words; null if it can. */
  private static String problem(Entry entry, SafetensorsFile file) throws IOException {
    long[] found = file.shape(entry.name());
    if (!Arrays.equals(entry.shape(), found)) {
      return "expected " + Arrays.toString(entry.shape()) + ", found " + Arrays.toString(found);
    }
    String type = file.dtypeName(entry.name());
    return DType.named(type).filter(DType::isFloat).isPresent()
        ? null
        : "expected a floating-point type that is read here, found " + JsonPath.shorten(type);
  }
}
