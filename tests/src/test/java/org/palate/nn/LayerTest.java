// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.palate.autograd.Reductions;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.optim.Sgd;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class LayerTest {
  private static final class Tied extends Layer {
    final Linear shared = new Linear(1, 1, false, RandomStream.of(1, "init"));
    final Embedding items = new Embedding(4, 2, 1, RandomStream.of(1, "items"));

    Tied() {
      child("encoder", shared);
      child("decoder", shared);
      child("read", items);
      child("written", items);
    }
  }

  private static final class Open extends Layer {
    void add(String name, Layer part) {
      child(name, part);
    }

    void add(String name, Tensor value) {
      parameter(name, value);
    }

    void add(String name, Table value) {
      table(name, value);
    }
  }

  private static List<String> names(List<Parameter> parameters) {
    return parameters.stream().map(Parameter::name).toList();
  }

  @Test
  void whatPartsShareIsAParameterOnceAndHasAllItsNames() {
    Tied tied = new Tied();
    assertEquals(List.of("encoder.weight", "read.weight"), names(tied.parameters()));
    assertEquals(
        List.of("encoder.weight", "decoder.weight", "read.weight", "written.weight"),
        names(tied.namedParameters()));
    assertEquals(1 + 4 * 2, tied.parameterCount());
  }

  /** y = w (w x) with w = 3, x = 2: dy/dw = 2 w x = 12, so a step of 0.1 leads to 3 - 1.2. */
  @Test
  void whatPartsShareIsSteppedOnceByTheSumOfItsGradients() {
    Tied tied = new Tied();
    tied.shared.weight().value().data()[0] = 3;
    Sgd sgd = new Sgd(tied.parameters(), Sgd.Options.of(0.1));
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable x = tape.constant(Tensor.full(2f, 1, 1));
      tape.backward(Reductions.sum(tied.shared.forward(tied.shared.forward(x))));
      sgd.step();
    }
    assertArrayEquals(new float[] {1.8f}, tied.shared.weight().value().toArray(), 1e-6f);
  }

  @Test
  void oneNameStandsForOneThing() {
    Open open = new Open();
    open.add("a", new Open());
    assertRefused("has a 'a' already", () -> open.add("a", new Open()));
    assertRefused("has a 'a' already", () -> open.add("a", Tensor.of(1f)));
  }

  @Test
  void theSameTensorOrTableIsNoSecondParameter() {
    Open open = new Open();
    Tensor tensor = Tensor.of(1, 2);
    open.add("a", tensor);
    assertRefused("'b' has the memory of 'a'", () -> open.add("b", tensor));
    Table table = Table.of(Tensor.zeros(2, 2));
    open.add("t", table);
    assertRefused("'u' has the memory of 't'", () -> open.add("u", table));
    assertEquals(List.of("a", "t"), names(open.parameters()));
  }

  @Test
  void aLayerIsNoPartOfItself() {
    Open outer = new Open();
    Open inner = new Open();
    outer.add("inner", inner);
    assertRefused("'self' would be a part of itself", () -> outer.add("self", outer));
    assertRefused("'outer' would be a part of itself", () -> inner.add("outer", outer));
    assertEquals(List.of(), outer.parameters());
  }

  private static void assertRefused(String expected, Executable action) {
    String message = assertThrows(IllegalArgumentException.class, action).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void aLayerOnAParameterAloneSaysHowToPutItOnATape() {
    Variable learned = Variable.parameter(Tensor.zeros(1, 3));
    for (Executable forward :
        List.<Executable>of(
            () -> new Linear(3, 2, RandomStream.of(1, "init")).forward(learned),
            () -> new BatchNorm(3).forward(learned),
            () -> new Dropout(0.5).forward(learned))) {
      String message = assertThrows(IllegalArgumentException.class, forward).getMessage();
      assertTrue(
          message.startsWith("expected a variable on the tape of a step, found Parameter[1, 3]"),
          message);
      assertTrue(message.contains("with Tape.use"), message);
    }
    try (Tape tape = Tape.training(new TensorPool(), 1, 1)) {
      Variable y = new Dropout(0).forward(tape.use(learned));
      tape.backward(Reductions.sum(y));
      assertTrue(learned.hasGradient());
    }
  }
}
