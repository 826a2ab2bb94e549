// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Variable;
import org.palate.nn.Layer;
import org.palate.nn.Parameter;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;

/** One tensor of the state of a layer or an optimizer: a parameter, a table, or a buffer. */
sealed interface StateEntry {
  String name();

  /** What is read and written: the same object for all names of what parts share. */
  Object memory();

  long[] shape();

  void write(SafetensorsWriter writer);

  /** Overwrites this with the tensor of a name. */
  void read(TensorSource source, String from) throws IOException;

  /** A copy, {@code [rows, dim]} of a table. */
  Tensor copy();

  record OfTensor(String name, Tensor tensor) implements StateEntry {
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
    public void read(TensorSource source, String from) throws IOException {
      source.readInto(from, tensor);
    }

    @Override
    public Tensor copy() {
      return tensor.copy();
    }
  }

  record OfTable(String name, Table table) implements StateEntry {
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
    public void read(TensorSource source, String from) throws IOException {
      source.readInto(from, table);
    }

    @Override
    public Tensor copy() {
      return table.toTensor();
    }
  }

  /** A parameter, under a name. */
  static StateEntry of(String name, Parameter parameter) {
    return switch (parameter) {
      case Parameter.Dense(String own, Variable variable) -> new OfTensor(name, variable.value());
      case Parameter.Sparse(String own, TableVariable variable) ->
          new OfTable(name, variable.table());
    };
  }

  /** The parameters and buffers of a layer, their names behind a prefix. */
  static List<StateEntry> of(String prefix, Layer layer) {
    List<StateEntry> entries = new ArrayList<>();
    for (Parameter parameter : layer.namedParameters()) {
      entries.add(of(prefix + parameter.name(), parameter));
    }
    layer.buffers().forEach((name, tensor) -> entries.add(new OfTensor(prefix + name, tensor)));
    return entries;
  }
}
