// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.AttentionMask;
import org.palate.autograd.convolution.Window;
import org.palate.autograd.lookup.Lookups.BagMode;
import org.palate.io.StateDict;
import org.palate.layer.AttentionalPairs;
import org.palate.layer.CrossNetwork;
import org.palate.layer.GatedFusion;
import org.palate.layer.TimeDecayAttention;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/** No gradient is computed for a frozen parameter, and all others are what they were. */
final class FrozenTest {
  private static RandomStream random() {
    return RandomStream.of(3, "frozen");
  }

  private record Case(
      String name, Layer layer, int[] input, BiFunction<Tape, Variable, Variable> forward) {}

  private static List<Case> cases() {
    int[] steps = {2, 3, 4};
    Linear linear = new Linear(4, 3, random());
    Mlp mlp = new Mlp(4, List.of(5, 3), 0, random());
    LayerNorm norm = new LayerNorm(4, LayerNorm.EPS);
    BatchNorm batch = new BatchNorm(3);
    Dice dice = new Dice(4);
    PRelu prelu = new PRelu(4);
    Convolution convolution = new Convolution(3, 2, Window.of(2), random());
    Lstm lstm = new Lstm(4, 3, RecurrentOptions.DEFAULT.withLayers(2), random());
    Gru gru = new Gru(4, 3, RecurrentOptions.DEFAULT, random());
    AttentionGru attentionGru = new AttentionGru(4, 3, AttentionGru.Kind.AUGRU, random());
    TransformerEncoder encoder =
        new TransformerEncoder(TransformerEncoderLayer.Options.of(4, 2, 5), 1, random());
    MultiheadAttention others =
        new MultiheadAttention(
            MultiheadAttention.Options.of(4, 2).withKeysAndValues(4, 3), random());
    Embedding embedding = new Embedding(5, 4, 1, random());
    DenseEmbedding denseEmbedding = new DenseEmbedding(5, 4, 1, random());
    EmbeddingBag mean = new EmbeddingBag(5, 4, BagMode.MEAN, 1, random());
    EmbeddingBag largest = new EmbeddingBag(5, 4, BagMode.MAX, 1, random());
    PositionEmbedding positions = new PositionEmbedding(3, 4, 1, random());
    CrossNetwork.LowRank cross = new CrossNetwork.LowRank(4, 2, 2, random());
    CrossNetwork.Vectors vectors = new CrossNetwork.Vectors(4, 2, random());
    CrossNetwork.Matrices matrices = new CrossNetwork.Matrices(4, 2, random());
    AttentionalPairs pairs = new AttentionalPairs(4, 3, random());
    GatedFusion fusion = new GatedFusion(new int[] {4, 4}, 3, random());
    TimeDecayAttention decay = new TimeDecayAttention(4, 2, 0, random());
    Tensor gaps = Tensor.full(1f, 2, 3, 3);
    Tensor narrow = GradientCheck.random("narrow", 2, 3, 3);
    Tensor attention = GradientCheck.random("attention", 0.4f, 2, 3);
    IntTensor ids = IntTensor.of(1, 4);
    int[] bagIds = {1, 4, 2};
    int[] offsets = {0, 2, 3};
    return List.of(
        new Case("linear", linear, steps, (t, x) -> linear.forward(x)),
        new Case("mlp", mlp, steps, (t, x) -> mlp.forward(x)),
        new Case("layer norm", norm, steps, (t, x) -> norm.forward(x)),
        new Case("batch norm", batch, steps, (t, x) -> batch.forward(x)),
        new Case("dice", dice, steps, (t, x) -> dice.forward(x)),
        new Case("prelu", prelu, new int[] {3, 4}, (t, x) -> prelu.forward(x)),
        new Case("convolution", convolution, steps, (t, x) -> convolution.forward(x)),
        new Case("lstm", lstm, steps, (t, x) -> lstm.forward(x).y()),
        new Case("gru", gru, steps, (t, x) -> gru.forward(x).y()),
        new Case(
            "attention gru",
            attentionGru,
            steps,
            (t, x) -> attentionGru.forward(x, t.input(attention), null).y()),
        new Case("encoder", encoder, steps, (t, x) -> encoder.forward(x, AttentionMask.CAUSAL)),
        new Case("attention", others, steps, (t, x) -> others.forward(x, x, t.input(narrow), null)),
        new Case("embedding", embedding, new int[] {2, 4}, (t, x) -> embedding.forward(t, ids)),
        new Case(
            "dense embedding",
            denseEmbedding,
            new int[] {2, 4},
            (t, x) -> denseEmbedding.forward(t, ids)),
        new Case("bag", mean, new int[] {2, 4}, (t, x) -> mean.forward(t, bagIds, offsets)),
        new Case(
            "max bag", largest, new int[] {2, 4}, (t, x) -> largest.forward(t, bagIds, offsets)),
        new Case("positions", positions, steps, (t, x) -> positions.addTo(x)),
        new Case("low rank", cross, new int[] {3, 4}, (t, x) -> cross.forward(x)),
        new Case("cross vectors", vectors, new int[] {3, 4}, (t, x) -> vectors.forward(x)),
        new Case("cross matrices", matrices, new int[] {3, 4}, (t, x) -> matrices.forward(x)),
        new Case("pairs", pairs, steps, (t, x) -> pairs.forward(x)),
        new Case(
            "fusion",
            fusion,
            new int[] {3, 4},
            (t, x) -> fusion.forward(x, t.constant(Tensor.full(1f, 3, 4)))),
        new Case("decay", decay, steps, (t, x) -> decay.forward(x, gaps, null).output()));
  }

  /** The gradients of the input and of all parameters that have one. */
  private static Map<String, float[]> gradients(Case each, boolean withInput) {
    Map<String, float[]> found = new LinkedHashMap<>();
    for (Parameter parameter : each.layer.parameters()) {
      if (parameter instanceof Parameter.Dense(String name, Variable variable)) {
        variable.clearGradient();
      } else if (parameter instanceof Parameter.Sparse sparse) {
        sparse.variable().gradients().clear();
      }
    }
    try (Tape tape = Tape.training(new TensorPool(), 1, 1)) {
      Tensor value = GradientCheck.random(each.name, each.input);
      Variable x = withInput ? tape.input(value) : tape.constant(value);
      Variable y = each.forward.apply(tape, x);
      if (y.requiresGradient()) {
        tape.backward(y, GradientCheck.random("upstream", y.shape().toArray()));
      }
      if (x.hasGradient()) {
        found.put("input", x.gradient().toArray());
      }
    }
    for (Parameter parameter : each.layer.parameters()) {
      switch (parameter) {
        case Parameter.Dense(String name, Variable variable) -> {
          if (variable.hasGradient()) {
            found.put(name, variable.gradient().toArray());
          }
        }
        case Parameter.Sparse sparse -> {
          if (sparse.variable().gradients().count() > 0) {
            found.put(sparse.name(), GradientCheck.dense(sparse.variable()));
          }
        }
      }
    }
    return found;
  }

  @Test
  void eachFrozenParameterHasNoGradientAndTheOthersTheirs() {
    for (Case each : cases()) {
      Map<String, float[]> all = gradients(each, true);
      for (Parameter frozen : each.layer.parameters()) {
        assertEquals(true, all.containsKey(frozen.name()), each.name + " " + frozen.name());
        frozen.setRequiresGradient(false);
        Map<String, float[]> some = gradients(each, true);
        frozen.setRequiresGradient(true);
        assertFalse(some.containsKey(frozen.name()), each.name + " " + frozen.name());
        assertEquals(all.size() - 1, some.size(), each.name + " " + frozen.name());
        some.forEach(
            (name, gradient) -> assertArrayEquals(all.get(name), gradient, each.name + " " + name));
      }
    }
  }

  @Test
  void aFrozenLayerOnlyHandsItsGradientOn() {
    for (Case each : cases()) {
      Map<String, float[]> all = gradients(each, true);
      each.layer.freeze();
      Map<String, float[]> frozen = gradients(each, true);
      assertEquals(all.containsKey("input") ? 1 : 0, frozen.size(), each.name);
      if (all.containsKey("input")) {
        assertArrayEquals(all.get("input"), frozen.get("input"), each.name);
      }
      assertEquals(0, gradients(each, false).size(), each.name);
      each.layer.unfreeze();
      assertEquals(all.keySet(), gradients(each, true).keySet(), each.name);
    }
  }

  @Test
  void aFrozenLayerIsSavedAndLoaded() {
    Linear from = new Linear(2, 1, random());
    Linear to = new Linear(2, 1, RandomStream.of(4, "other"));
    from.freeze();
    to.freeze();
    StateDict.load(to, StateDict.tensors(from), StateDict.Options.DEFAULT);
    assertArrayEquals(from.weight().value().toArray(), to.weight().value().toArray());
    assertFalse(to.weight().requiresGradient());
  }

  @Test
  void onlyParametersCanBeFrozen() {
    try (Tape tape = Tape.training(new TensorPool(), 1, 1)) {
      Variable x = tape.input(Tensor.of(1));
      assertThrows(IllegalStateException.class, () -> x.setRequiresGradient(false));
    }
  }
}
