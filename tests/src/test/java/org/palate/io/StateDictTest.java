// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.autograd.Variable;
import org.palate.nn.Embedding;
import org.palate.nn.Linear;
import org.palate.nn.Module;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Tensor;

class StateDictTest {
  @TempDir Path folder;

  /** A table, a layer, a parameter and a batch norm's statistics, named as PyTorch would. */
  private static final class Model extends Module {
    final Embedding items;
    final Linear out;
    final Variable scale;
    final Tensor mean;

    Model(long seed) {
      RandomStream random = RandomStream.of(seed, "test");
      items = child("items", new Embedding(5, 3, 1, random));
      out = child("out", new Linear(3, 2, random));
      scale = parameter("scale", Tensor.of(new float[] {seed}));
      mean = child("norm", new Statistics(seed)).mean;
    }

    private static final class Statistics extends Module {
      final Tensor mean;

      Statistics(long seed) {
        mean = buffer("running_mean", Tensor.of(new float[] {seed, 2 * seed}));
      }
    }
  }

  private SafetensorsFile written(SafetensorsWriter writer) throws IOException {
    Path path = folder.resolve("state.safetensors");
    writer.write(path);
    return SafetensorsFile.open(path);
  }

  @Test
  void stateGoesFromOneModuleToAnother() throws IOException {
    Model from = new Model(1);
    Model to = new Model(2);
    try (SafetensorsFile file = written(StateDict.writer(from))) {
      assertEquals(
          List.of("items.weight", "norm.running_mean", "out.bias", "out.weight", "scale"),
          file.names().stream().sorted().toList());
      StateDict.load(to, file);
    }
    assertArrayEquals(
        from.items.weight().table().toTensor().toArray(),
        to.items.weight().table().toTensor().toArray());
    assertArrayEquals(new float[] {1}, to.scale.value().toArray());
    assertArrayEquals(new float[] {1, 2}, to.mean.toArray());
  }

  @Test
  void pyTorchsCountOfBatchesIsPassedOver() throws IOException {
    SafetensorsWriter writer = StateDict.writer(new Model(1));
    writer.longs("norm.num_batches_tracked", new long[] {7});
    try (SafetensorsFile file = written(writer)) {
      StateDict.load(new Model(2), file);
    }
  }

  private static SafetensorsWriter other() {
    return new SafetensorsWriter()
        .floats("scale", new float[] {9}, 1)
        .floats("out.weight", new float[8], 2, 4)
        .longs("out.bias", new long[2], 2)
        .floats("norm.running_mean", new float[2], 2)
        .floats("extra.weight", new float[1], 1);
  }

  @Test
  void everythingThatDoesNotMatchIsNamedAtOnceAndNothingIsChanged() throws IOException {
    Model model = new Model(3);
    try (SafetensorsFile file = written(other())) {
      String message =
          assertThrows(SafetensorsException.class, () -> StateDict.load(model, file)).getMessage();
      for (String expected :
          List.of(
              "missing: items.weight",
              "unexpected: extra.weight",
              "out.weight (expected [2, 3], found [2, 4])",
              "out.bias (expected a floating-point type, found I64)")) {
        assertTrue(message.contains(expected), message);
      }
    }
    assertArrayEquals(new float[] {3}, model.scale.value().toArray());
  }

  @Test
  void whatFitsIsLoadedWhereThatIsAskedFor() throws IOException {
    Model model = new Model(3);
    float[] weight = model.out.weight().value().toArray();
    try (SafetensorsFile file = written(other())) {
      StateDict.Mismatch mismatch = StateDict.loadMatching(model, file);
      assertEquals(List.of("items.weight"), mismatch.missing());
      assertEquals(List.of("extra.weight"), mismatch.unexpected());
      assertEquals(2, mismatch.misshaped().size());
    }
    assertArrayEquals(new float[] {9}, model.scale.value().toArray());
    assertArrayEquals(weight, model.out.weight().value().toArray());
    assertArrayEquals(new float[2], model.mean.toArray());
  }
}
