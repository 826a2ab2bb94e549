// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palate.GoldenFiles;
import org.palate.GoldenFiles.Case;
import org.palate.autograd.Activations;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Layout;
import org.palate.autograd.Lookups;
import org.palate.autograd.Lookups.BagMode;
import org.palate.autograd.Products;
import org.palate.autograd.Reductions;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.io.JsonArray;
import org.palate.io.JsonNull;
import org.palate.io.SafetensorsFile;
import org.palate.nn.Linear;
import org.palate.nn.Losses;
import org.palate.nn.Mlp;
import org.palate.nn.Module;
import org.palate.nn.Parameter;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/** Outputs and gradients of operations and layers agree with those of PyTorch. */
class OperationGoldenTest {
  /** A case in work: what was read from its file is what must have the file's gradients. */
  private static final class Run {
    final Case golden;
    final Tape tape;
    final Map<String, Variable> leaves = new LinkedHashMap<>();
    final Map<String, TableVariable> tables = new LinkedHashMap<>();

    Run(Case golden, Tape tape) {
      this.golden = golden;
      this.tape = tape;
    }

    SafetensorsFile file() {
      return golden.file();
    }

    /** An input or parameter as a variable. */
    Variable leaf(String name) throws IOException {
      Variable leaf = tape.input(file().readTensor(name));
      leaves.put(name, leaf);
      return leaf;
    }

    TableVariable table(String name) throws IOException {
      TableVariable table = new TableVariable(Table.of(file().readTensor(name)));
      tables.put(name, table);
      return table;
    }

    /** Gives a module the file's parameters, named with a prefix. */
    void load(String prefix, Module module) throws IOException {
      for (Parameter parameter : module.parameters()) {
        Variable variable = ((Parameter.Dense) parameter).variable();
        String name = "param." + prefix + parameter.name();
        variable.value().set(file().readTensor(name));
        leaves.put(name, variable);
      }
    }

    boolean isNull(String attribute) {
      return golden.attrs().get(attribute) instanceof JsonNull;
    }
  }

  private interface Operation {
    /** The output, or null if Palate has no such operation. */
    Variable apply(Run run) throws IOException;
  }

  private static void compare(int atLeast, String name, Operation operation) throws IOException {
    int compared =
        GoldenFiles.compareAll(
            name,
            golden -> {
              try (Tape tape = Tape.gradients(new TensorPool())) {
                return compare(new Run(golden, tape), operation);
              }
            });
    assertTrue(compared >= atLeast, name + ": compared only " + compared);
  }

  private static boolean compare(Run run, Operation operation) throws IOException {
    Variable y = operation.apply(run);
    if (y == null) {
      return false;
    }
    String output = run.file().has("output.loss") ? "loss" : "y";
    run.golden.assertNear("output." + output, y.value().toArray());
    if (!run.file().has("upstream." + output)) {
      return true;
    }
    run.tape.backward(y, run.file().readTensor("upstream." + output).reshape(y.shape()));
    for (Map.Entry<String, Variable> leaf : run.leaves.entrySet()) {
      if (run.file().has("grad." + leaf.getKey())) {
        run.golden.assertNear("grad." + leaf.getKey(), leaf.getValue().gradient().toArray());
      }
    }
    for (Map.Entry<String, TableVariable> table : run.tables.entrySet()) {
      run.golden.assertNear("grad." + table.getKey(), GradientCheck.dense(table.getValue()));
    }
    return true;
  }

  private static RandomStream init() {
    return RandomStream.of(0, "overwritten");
  }

  @Test
  void products() throws IOException {
    compare(
        8,
        "matmul",
        run -> {
          boolean plain =
              run.file().shape("input.a").length == 2
                  && run.file().shape("input.b").length == 2
                  && !run.golden.attrs().getBoolean("trans_a");
          if (!plain) {
            return null;
          }
          Variable a = run.leaf("input.a");
          Variable b = run.leaf("input.b");
          return run.golden.attrs().getBoolean("trans_b")
              ? Products.linear(a, b, null)
              : Products.matmul(a, b);
        });
    compare(
        16,
        "linear",
        run ->
            Products.linear(
                run.leaf("input.x"),
                run.leaf("param.weight"),
                run.golden.attrs().getBoolean("bias") ? run.leaf("param.bias") : null));
  }

  @Test
  void arithmetic() throws IOException {
    compare(
        32,
        "elementwise",
        run -> {
          Variable a = run.leaf("input.a");
          Variable b = run.leaf("input.b");
          return switch (run.golden.attrs().getString("fn")) {
            case "add" -> Arithmetic.add(a, b);
            case "sub" -> Arithmetic.sub(a, b);
            case "mul" -> Arithmetic.mul(a, b);
            default -> Arithmetic.div(a, b);
          };
        });
  }

  @Test
  void activations() throws IOException {
    compare(
        18,
        "activation",
        run -> {
          Variable x = run.leaf("input.x");
          return switch (run.golden.attrs().getString("fn")) {
            case "exp" -> Activations.exp(x);
            case "log" -> Activations.log(x);
            case "sigmoid" -> Activations.sigmoid(x);
            case "tanh" -> Activations.tanh(x);
            case "relu" -> Activations.relu(x);
            case "softplus" ->
                run.golden.attrs().getDouble("beta", 1) == 1 ? Activations.softplus(x) : null;
            default -> null;
          };
        });
  }

  @Test
  void layout() throws IOException {
    compare(
        4,
        "concat",
        run -> {
          List<Variable> parts = new ArrayList<>();
          while (run.file().has("input.x" + parts.size())) {
            parts.add(run.leaf("input.x" + parts.size()));
          }
          int axis = run.golden.attrs().getInt("dim");
          return Layout.concat(axis, parts.toArray(Variable[]::new));
        });
    compare(
        5,
        "reduce",
        run -> {
          boolean mean = run.golden.attrs().getString("fn").equals("mean");
          boolean sum = run.golden.attrs().getString("fn").equals("sum");
          if (!(mean || sum)) {
            return null;
          }
          Variable x = run.leaf("input.x");
          if (!run.isNull("dims")) {
            boolean last = run.golden.attrs().get("dims").equals(JsonArray.ofInts(-1));
            return sum && last && !run.golden.attrs().getBoolean("keepdim")
                ? Reductions.rowSum(x)
                : null;
          }
          return mean ? Reductions.mean(x) : Reductions.sum(x);
        });
  }

  @Test
  void lookups() throws IOException {
    compare(
        4,
        "embedding",
        run -> {
          if (!run.isNull("padding_idx")) {
            return null;
          }
          IntTensor ids = run.file().readIntTensor("input.ids");
          return Lookups.embedding(run.tape, run.table("param.weight"), ids);
        });
    compare(
        8,
        "embedding_bag",
        run -> {
          String mode = run.golden.attrs().getString("mode");
          if (mode.equals("max") || !run.isNull("padding_idx")) {
            return null;
          }
          int[] ids = run.file().readInts("input.ids");
          int[] offsets = run.file().readInts("input.offsets");
          if (!run.golden.attrs().getBoolean("include_last_offset")) {
            offsets = Arrays.copyOf(offsets, offsets.length + 1);
            offsets[offsets.length - 1] = ids.length;
          }
          float[] weights =
              run.file().has("input.per_sample_weights")
                  ? run.file().readFloats("input.per_sample_weights")
                  : null;
          BagMode bags = mode.equals("sum") ? BagMode.SUM : BagMode.MEAN;
          return Lookups.embeddingBag(
              run.tape, run.table("param.weight"), ids, offsets, weights, bags);
        });
  }

  @Test
  void interactions() throws IOException {
    compare(6, "fm_interaction", run -> FactorizationMachine.interaction(run.leaf("input.x")));
    compare(
        6,
        "dcn_v1",
        run -> {
          Variable x = run.leaf("input.x");
          CrossNetwork.Vectors network =
              new CrossNetwork.Vectors(
                  x.shape().last(), run.golden.attrs().getInt("num_layers"), init());
          run.load("cross.", network);
          return network.forward(x);
        });
    compare(
        6,
        "dcn_v2",
        run -> {
          if (!run.golden.attrs().getString("variant").equals("full")) {
            return null;
          }
          Variable x = run.leaf("input.x");
          CrossNetwork.Matrices network =
              new CrossNetwork.Matrices(
                  x.shape().last(), run.golden.attrs().getInt("num_layers"), init());
          run.load("cross.", network);
          return network.forward(x);
        });
  }

  /** The file's last layer has no activation after it, so it is a layer of its own here. */
  private static final class Tower extends Module {
    private final Mlp hidden;
    private final Linear last;

    Tower(int[] dims) {
      List<Integer> widths = new ArrayList<>();
      for (int i = 1; i + 1 < dims.length; i++) {
        widths.add(dims[i]);
      }
      hidden = new Mlp(dims[0], widths, 0, init());
      last = new Linear(hidden.out(), dims[dims.length - 1], init());
    }
  }

  @Test
  void multiLayerPerceptron() throws IOException {
    compare(
        3,
        "mlp",
        run -> {
          if (!run.golden.attrs().getString("activation").equals("relu")) {
            return null;
          }
          int[] dims = run.golden.attrs().getArray("dims").toInts();
          Tower tower = new Tower(dims);
          run.load("mlp.", tower.hidden);
          String name = "mlp." + 2 * (dims.length - 2) + ".";
          run.load(name, tower.last);
          return tower.last.forward(tower.hidden.forward(run.tape, run.leaf("input.x")));
        });
  }

  private static boolean mean(Run run) {
    return run.golden.attrs().getString("reduction").equals("mean");
  }

  @Test
  void losses() throws IOException {
    compare(
        6,
        "bce_with_logits",
        run -> {
          if (!mean(run) || run.file().has("input.pos_weight")) {
            return null;
          }
          Variable logits = run.leaf("input.logits");
          Tensor weights = null;
          if (run.file().has("input.weight")) {
            weights = repeated(run.file().readTensor("input.weight"), logits.shape());
          }
          return Losses.bceWithLogits(logits, run.file().readTensor("input.target"), weights);
        });
    compare(
        4,
        "mse_loss",
        run ->
            mean(run)
                ? Losses.mse(run.leaf("input.pred"), run.file().readTensor("input.target"))
                : null);
    compare(
        4,
        "bpr_loss",
        run -> mean(run) ? Losses.bpr(run.leaf("input.pos"), run.leaf("input.neg")) : null);
  }

  /** Weights of fewer axes than the logits are repeated, as PyTorch does. */
  private static Tensor repeated(Tensor weights, Shape shape) {
    Tensor all = Tensor.zeros(shape);
    for (int i = 0; i < all.size(); i++) {
      all.data()[i] = weights.data()[i % weights.size()];
    }
    return all;
  }
}
