// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;

/** Named tensors to load from: a file, or a map in memory. */
sealed interface TensorSource {
  /** What to call it in a message. */
  String label();

  List<String> names();

  long[] shape(String name) throws IOException;

  /** Why a tensor cannot be read as floats, in words; null if it can. */
  String typeProblem(String name) throws IOException;

  void readInto(String name, Tensor target) throws IOException;

  void readInto(String name, Table target) throws IOException;

  /** The tensors of a safetensors file. */
  record OfFile(SafetensorsFile file) implements TensorSource {
    @Override
    public String label() {
      return file.label();
    }

    @Override
    public List<String> names() {
      return file.names();
    }

    @Override
    public long[] shape(String name) throws IOException {
      return file.shape(name);
    }

    @Override
    public String typeProblem(String name) throws IOException {
      String type = file.dtypeName(name);
      return DType.named(type).filter(DType::isFloat).isPresent()
          ? null
          : "expected a floating-point type that is read here, found " + JsonPath.shorten(type);
    }

    @Override
    public void readInto(String name, Tensor target) throws IOException {
      file.readInto(name, target);
    }

    @Override
    public void readInto(String name, Table target) throws IOException {
      file.readInto(name, target);
    }
  }

  /** Tensors in memory, which stay the caller's own. */
  record OfMap(Map<String, Tensor> tensors) implements TensorSource {
    @Override
    public String label() {
      return "the tensors given";
    }

    @Override
    public List<String> names() {
      return List.copyOf(tensors.keySet());
    }

    @Override
    public long[] shape(String name) {
      return Arrays.stream(tensors.get(name).shape().toArray()).asLongStream().toArray();
    }

    @Override
    public String typeProblem(String name) {
      return null;
    }

    @Override
    public void readInto(String name, Tensor target) {
      target.set(tensors.get(name));
    }

    @Override
    public void readInto(String name, Table target) {
      target.copyFrom(tensors.get(name).data(), 0, 0, target.rows());
    }
  }
}
