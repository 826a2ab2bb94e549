// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.autograd.Variable;
import org.palate.nn.Embedding;
import org.palate.nn.Group;
import org.palate.nn.Layer;
import org.palate.nn.Linear;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Tensor;

class StateDictTest {
  private static final StateDict.Options LENIENT = StateDict.Options.DEFAULT.withStrict(false);

  @TempDir Path folder;

  /** A table, a layer, a parameter and a batch norm's statistics, named as PyTorch would. */
  private static final class Model extends Layer {
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

    static final class Statistics extends Layer {
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
  void stateGoesFromOneLayerToAnother() throws IOException {
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
              "out.bias (expected a floating-point type that is read here, found I64)")) {
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
      StateDict.Report mismatch = StateDict.load(model, file, LENIENT);
      assertEquals(List.of("items.weight"), mismatch.missing());
      assertEquals(List.of("extra.weight"), mismatch.unexpected());
      assertEquals(2, mismatch.misshaped().size());
    }
    assertArrayEquals(new float[] {9}, model.scale.value().toArray());
    assertArrayEquals(weight, model.out.weight().value().toArray());
    assertArrayEquals(new float[2], model.mean.toArray());
  }

  /** A layer in two places, which has one batch norm's statistics. */
  private static final class Tied extends Layer {
    final Linear layer;

    Tied(long seed) {
      layer = new Linear(2, 1, RandomStream.of(seed, "test"));
      child("encoder", layer);
      child("decoder", layer);
      Model.Statistics norm = new Model.Statistics(seed);
      child("before", norm);
      child("after", norm);
    }
  }

  @Test
  void whatPartsShareIsWrittenUnderAllItsNames() throws IOException {
    Tied from = new Tied(3);
    Tied to = new Tied(4);
    try (SafetensorsFile file = written(StateDict.writer(from))) {
      for (String name : List.of("encoder.weight", "decoder.weight")) {
        assertArrayEquals(from.layer.weight().value().toArray(), file.readFloats(name), name);
      }
      for (String name : List.of("before.running_mean", "after.running_mean")) {
        assertArrayEquals(new float[] {3, 6}, file.readFloats(name), name);
      }
      StateDict.load(to, file);
    }
    assertArrayEquals(from.layer.weight().value().toArray(), to.layer.weight().value().toArray());
    assertArrayEquals(new float[] {3, 6}, to.buffers().get("after.running_mean").toArray());
  }

  /** As safetensors.torch.save_model leaves a file. */
  @Test
  void oneOfTheNamesOfWhatPartsShareIsEnough() throws IOException {
    Tied to = new Tied(4);
    SafetensorsWriter some =
        new SafetensorsWriter()
            .floats("decoder.weight", new float[] {5, 6}, 1, 2)
            .floats("encoder.bias", new float[] {7}, 1)
            .floats("after.running_mean", new float[] {8, 9}, 2);
    try (SafetensorsFile file = written(some)) {
      StateDict.load(to, file);
    }
    assertArrayEquals(new float[] {5, 6}, to.layer.weight().value().toArray());
    assertArrayEquals(new float[] {7}, to.layer.bias().value().toArray());
    assertArrayEquals(new float[] {8, 9}, to.buffers().get("before.running_mean").toArray());
    SafetensorsWriter none = new SafetensorsWriter().floats("encoder.bias", new float[] {7}, 1);
    try (SafetensorsFile file = written(none)) {
      assertEquals(
          List.of("encoder.weight", "decoder.weight", "before.running_mean", "after.running_mean"),
          StateDict.load(to, file, LENIENT).missing());
    }
  }

  @Test
  void aTypeThatIsNotReadMattersOnlyWhereItIsNeeded() throws IOException {
    String header =
        """
        {"scale":{"dtype":"C64","shape":[1],"data_offsets":[0,8]},
        "norm.running_mean":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[8,10]}}\
        """;
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 10).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json).putLong(0).put((byte) 0x38).put((byte) 0xC4);
    Path path = Files.write(folder.resolve("types.safetensors"), bytes.array());
    Model model = new Model(3);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      String message =
          assertThrows(SafetensorsException.class, () -> StateDict.load(model, file)).getMessage();
      assertTrue(
          message.contains("scale (expected a floating-point type that is read here, found C64)"),
          message);
      StateDict.load(model, file, LENIENT);
    }
    assertArrayEquals(new float[] {3}, model.scale.value().toArray());
    // 0x38 is 0 0111 000, which is 1; 0xC4 is 1 1000 100, which is -(1 + 4/8) 2.
    assertArrayEquals(new float[] {1, -3}, model.mean.toArray());
  }

  private static List<float[]> values(Model model) {
    return StateDict.tensors(model).values().stream().map(Tensor::toArray).toList();
  }

  private static void assertSame(Model expected, Model found) {
    for (int i = 0; i < values(expected).size(); i++) {
      assertArrayEquals(values(expected).get(i), values(found).get(i));
    }
  }

  @Test
  void stateGoesThroughMemoryAsThroughAFile() {
    Model from = new Model(1);
    Map<String, Tensor> tensors = StateDict.tensors(from);
    assertEquals(
        Set.of("items.weight", "norm.running_mean", "out.bias", "out.weight", "scale"),
        tensors.keySet());
    Model to = new Model(2);
    assertTrue(StateDict.load(to, tensors, StateDict.Options.DEFAULT).isEmpty());
    assertSame(from, to);
    tensors.get("scale").data()[0] = 7;
    assertEquals(1, from.scale.value().item(), "the map holds copies");
    tensors.remove("scale");
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> StateDict.load(new Model(3), tensors, StateDict.Options.DEFAULT))
            .getMessage();
    assertEquals(
        "the tensors given: expected the tensors of this layer, found others; missing: scale",
        message);
  }

  private static Map<String, Tensor> renamed(Model model, UnaryOperator<String> name) {
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    StateDict.tensors(model).forEach((key, tensor) -> renamed.put(name.apply(key), tensor));
    return renamed;
  }

  @Test
  void aPrefixThatWouldHelpIsSuggestedAndDoes() {
    Model from = new Model(1);
    Map<String, Tensor> longer = renamed(from, name -> "model.net." + name);
    Model to = new Model(2);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> StateDict.load(to, longer, StateDict.Options.DEFAULT))
            .getMessage();
    assertTrue(message.contains("begin with 'model.net.'"), message);
    assertTrue(message.contains("Options.withoutPrefix(\"model.net.\")"), message);
    assertEquals(2, to.scale.value().item());
    StateDict.load(to, longer, StateDict.Options.DEFAULT.withoutPrefix("model.net."));
    assertSame(from, to);

    Map<String, Tensor> shorter = Map.of("weight", Tensor.full(3, 2, 3), "bias", Tensor.of(4, 5));
    Group group = new Group();
    Linear linear = group.with("out", new Linear(3, 2, RandomStream.of(1, "test")));
    assertEquals(
        "the missing names begin with 'out.': Options.withPrefix(\"out.\") adds it",
        StateDict.load(group, shorter, LENIENT).suggestion().orElseThrow());
    StateDict.load(group, shorter, StateDict.Options.DEFAULT.withPrefix("out."));
    assertArrayEquals(new float[] {4, 5}, linear.bias().value().toArray());
    assertTrue(
        StateDict.load(group, Map.of("other", Tensor.of(1)), LENIENT).suggestion().isEmpty());
  }

  @Test
  void whatIsNotWantedIsSkippedAndNotMissed() {
    Model from = new Model(1);
    Model to = new Model(2);
    float[] weight = to.out.weight().value().toArray();
    StateDict.Report report =
        StateDict.load(
            to,
            renamed(from, name -> name.replace("items", "emb")),
            StateDict.Options.DEFAULT
                .withRenaming(name -> name.replace("emb", "items"))
                .withOnly(name -> !name.startsWith("out.")));
    assertEquals(Set.of("out.weight", "out.bias"), Set.copyOf(report.skipped()));
    assertTrue(report.isEmpty());
    assertArrayEquals(weight, to.out.weight().value().toArray());
    assertArrayEquals(
        from.items.weight().table().toTensor().toArray(),
        to.items.weight().table().toTensor().toArray());
  }

  @Test
  void twoTensorsOfOneNameAfterRenamingAreRefused() {
    Map<String, Tensor> tensors = Map.of("a.scale", Tensor.of(1), "scale", Tensor.of(2));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> StateDict.load(new Model(3), tensors, LENIENT.withoutPrefix("a.")))
            .getMessage();
    assertTrue(message.contains("both renamed to 'scale'"), message);
  }
}
