// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.nn.BatchNorm;
import org.palate.nn.Dropout;
import org.palate.nn.Embedding;
import org.palate.nn.Layer;
import org.palate.nn.Linear;
import org.palate.nn.Losses;
import org.palate.nn.Parameter;
import org.palate.optim.AdaGrad;
import org.palate.optim.Adam;
import org.palate.optim.AdamW;
import org.palate.optim.Ftrl;
import org.palate.optim.Optimizer;
import org.palate.optim.RmsProp;
import org.palate.optim.Schedule;
import org.palate.optim.Sgd;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

class CheckpointTest {
  private static final int ITEMS = 40;
  private static final Schedule SCHEDULE = new Schedule.WarmupCosine(0.1, 3, 20);

  @TempDir Path folder;

  /** A table, dense weights, running statistics and dropout: all that a step may depend on. */
  private static final class Net extends Layer {
    final Embedding items;
    final BatchNorm norm;
    final Linear out;
    final Dropout dropout = new Dropout(0.3);

    Net(long seed) {
      RandomStream random = RandomStream.of(seed, "net");
      items = child("items", new Embedding(ITEMS, 4, 0.5, random));
      norm = child("norm", new BatchNorm(4));
      out = child("out", new Linear(4, 1, random));
    }

    Variable forward(Tape tape, IntTensor ids) {
      return out.forward(dropout.forward(norm.forward(items.forward(tape, ids))));
    }
  }

  private static void train(Net net, Optimizer optimizer, long from, long to) {
    TensorPool pool = new TensorPool();
    for (long step = from; step < to; step++) {
      RandomStream random = RandomStream.of(1, "batch", step, 0);
      int[] ids = new int[6];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = random.nextInt(ITEMS);
      }
      optimizer.setLearningRate(SCHEDULE.at(step) + 0.001);
      optimizer.zeroGradients();
      try (Tape tape = Tape.training(pool, 1, step)) {
        Variable y = net.forward(tape, IntTensor.of(ids));
        tape.backward(Losses.mse(y, GradientCheck.random("labels" + step, 6, 1)));
        optimizer.step();
      }
    }
  }

  private static Map<String, float[]> bits(Net net, Optimizer optimizer) {
    Map<String, float[]> bits = new LinkedHashMap<>();
    StateDict.tensors(net).forEach((name, tensor) -> bits.put(name, tensor.toArray()));
    for (Parameter state : optimizer.state()) {
      bits.put("state of " + state.name(), StateEntry.of("", state).copy().toArray());
    }
    return bits;
  }

  private static void assertSame(Map<String, float[]> expected, Map<String, float[]> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach(
        (name, values) -> {
          for (int i = 0; i < values.length; i++) {
            assertEquals(
                Float.floatToRawIntBits(values[i]),
                Float.floatToRawIntBits(found.get(name)[i]),
                name);
          }
        });
  }

  private static List<Function<Net, Optimizer>> optimizers() {
    return List.of(
        net -> new Sgd(net.parameters(), Sgd.Options.of(0.1)),
        net -> new Sgd(net.parameters(), new Sgd.Options(0.1, 0.9, 0.25, 0.01, false)),
        net -> new AdaGrad(net.parameters(), new AdaGrad.Options(0.1, 0.01, 0.1, 0.1, 1e-8)),
        net -> new Adam(net.parameters(), Adam.Options.of(0.1)),
        net -> new Adam(net.parameters(), new Adam.Options(0.1, 0.9, 0.99, 1e-8, 0.1, true)),
        net -> new AdamW(net.parameters(), AdamW.Options.of(0.1)),
        net -> new RmsProp(net.parameters(), new RmsProp.Options(0.1, 0.9, 1e-8, 0.1, 0.5, true)),
        net -> new Ftrl(net.parameters(), new Ftrl.Options(0.1, 1, 0.01, 0.1)),
        net -> {
          Optimizer groups = new AdamW(net.out.parameters(), AdamW.Options.of(0.1));
          groups.addGroup(net.items.parameters(), 0.05, 0.2);
          return groups;
        });
  }

  @Test
  void aRunThatWasBrokenOffGoesOnToTheSameBits() throws IOException {
    for (Function<Net, Optimizer> maker : optimizers()) {
      Net whole = new Net(1);
      Optimizer straight = maker.apply(whole);
      train(whole, straight, 0, 9);

      Net half = new Net(1);
      Optimizer first = maker.apply(half);
      train(half, first, 0, 4);
      Path path = folder.resolve("run.safetensors");
      Checkpoint.write(path, half, first, 4, Map.of("epoch", "2"));

      Net rest = new Net(2);
      Optimizer second = maker.apply(rest);
      Checkpoint checkpoint = Checkpoint.read(path, rest, second);
      assertEquals(new Checkpoint(4, Map.of("epoch", "2")), checkpoint);
      assertEquals(4, second.steps());
      assertEquals(first.learningRate(), second.learningRate());
      assertSame(bits(half, first), bits(rest, second));
      train(rest, second, checkpoint.step(), 9);
      assertSame(bits(whole, straight), bits(rest, second));
    }
  }

  @Test
  void theFileHasPyTorchsNamesAndItsWeightsLoadAlone() throws IOException {
    Net net = new Net(1);
    Optimizer adam = new Adam(net.out.parameters(), Adam.Options.of(0.1));
    Path path = folder.resolve("run.safetensors");
    Checkpoint.write(path, net, adam, 0);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertEquals(
          Set.of(
              "optimizer.out.weight.exp_avg",
              "optimizer.out.weight.exp_avg_sq",
              "optimizer.out.bias.exp_avg",
              "optimizer.out.bias.exp_avg_sq"),
          file.names().stream()
              .filter(name -> name.startsWith("optimizer."))
              .collect(Collectors.toSet()));
      Net other = new Net(2);
      StateDict.load(
          other,
          file,
          StateDict.Options.DEFAULT
              .withOnly(name -> name.startsWith("model."))
              .withoutPrefix("model."));
      assertArrayEquals(net.out.weight().value().toArray(), other.out.weight().value().toArray());
    }
  }

  private static final class Wide extends Layer {
    Wide() {
      child("items", new Embedding(ITEMS, 4, 0.5, RandomStream.of(1, "net")));
      child("norm", new BatchNorm(4));
      child("out", new Linear(4, 2, RandomStream.of(1, "net")));
    }
  }

  @Test
  void whatDoesNotFitIsRefusedAndNothingIsChanged() throws IOException {
    Net net = new Net(1);
    Optimizer adam = new Adam(net.parameters(), Adam.Options.of(0.1));
    train(net, adam, 0, 2);
    Path path = folder.resolve("run.safetensors");
    Checkpoint.write(path, net, adam, 2);

    Net other = new Net(2);
    List<Optimizer> unlike = new ArrayList<>();
    unlike.add(new AdamW(other.parameters(), AdamW.Options.of(0.1)));
    unlike.add(new Adam(other.out.parameters(), Adam.Options.of(0.1)));
    unlike.add(new Adam(other.parameters(), new Adam.Options(0.1, 0.9, 0.9, 0, 0, true)));
    List<String> expected =
        List.of(
            "expected the state of AdamW, found that of Adam",
            "expected groups of the parameters [[out.weight, out.bias]], found [[items.weight,",
            "missing: optimizer.items.weight.max_exp_avg_sq,");
    for (int i = 0; i < unlike.size(); i++) {
      Optimizer optimizer = unlike.get(i);
      Map<String, float[]> before = bits(other, optimizer);
      String message =
          assertThrows(SafetensorsException.class, () -> Checkpoint.read(path, other, optimizer))
              .getMessage();
      assertTrue(message.contains(expected.get(i)), message);
      assertSame(before, bits(other, optimizer));
      assertEquals(0, optimizer.steps());
    }
    Wide wide = new Wide();
    String shape =
        assertThrows(
                SafetensorsException.class,
                () ->
                    Checkpoint.read(path, wide, new Adam(wide.parameters(), Adam.Options.of(0.1))))
            .getMessage();
    assertTrue(shape.contains("model.out.weight (expected [2, 4], found [1, 4])"), shape);

    StateDict.writer(net).write(path);
    String weights =
        assertThrows(SafetensorsException.class, () -> Checkpoint.read(path, net, adam))
            .getMessage();
    assertTrue(weights.contains("StateDict.load reads weights alone"), weights);
  }

  @Test
  void metadataThatWasTamperedWithIsRefused() throws IOException {
    Net net = new Net(1);
    Optimizer sgd = new Sgd(net.parameters(), Sgd.Options.of(0.1));
    Path path = folder.resolve("run.safetensors");
    Checkpoint.write(path, net, sgd, 2);
    String text;
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      text = file.metadata().get("palate.checkpoint");
    }
    Map<String, String> changed =
        Map.of(
            text.replace("\"learning_rate\":0.1", "\"learning_rate\":-1"),
            "learning_rate",
            text.replace("\"step\":2", "\"step\":\"two\""),
            "step",
            "{",
            "palate.checkpoint");
    for (Map.Entry<String, String> each : changed.entrySet()) {
      StateDict.writer(net).metadata("palate.checkpoint", each.getKey()).write(path);
      String message =
          assertThrows(SafetensorsException.class, () -> Checkpoint.read(path, net, sgd))
              .getMessage();
      assertTrue(message.contains(each.getValue()), message);
    }
  }

  @Test
  void anOptimizerOfOtherParametersAndATakenKeyAreRefusedBeforeWriting() {
    Net net = new Net(1);
    Path path = folder.resolve("none.safetensors");
    Optimizer strange = new Sgd(new Net(1).parameters(), Sgd.Options.of(0.1));
    String message =
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.write(path, net, strange, 0))
            .getMessage();
    assertTrue(message.contains("found 'items.weight', which is none of them"), message);
    Optimizer own = new Sgd(net.parameters(), Sgd.Options.of(0.1));
    assertThrows(
        IllegalArgumentException.class,
        () -> Checkpoint.write(path, net, own, 0, Map.of("palate.checkpoint", "")));
    assertTrue(Files.notExists(path));
  }

  @Test
  void tiedWeightsAndTheirStateAreThereOnceForTheOptimizer() throws IOException {
    final class Tied extends Layer {
      Tied(long seed) {
        Linear shared = new Linear(2, 2, RandomStream.of(seed, "tied"));
        child("encoder", shared);
        child("decoder", shared);
      }
    }
    Tied from = new Tied(1);
    Path path = folder.resolve("tied.safetensors");
    Checkpoint.write(path, from, new Adam(from.parameters(), Adam.Options.of(0.1)), 1);
    Tied to = new Tied(2);
    Checkpoint.read(path, to, new Adam(to.parameters(), Adam.Options.of(0.1)));
    Map<String, Tensor> expected = StateDict.tensors(from);
    StateDict.tensors(to)
        .forEach(
            (name, tensor) -> assertArrayEquals(expected.get(name).toArray(), tensor.toArray()));
  }
}
