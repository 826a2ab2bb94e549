// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Products;
import org.palate.autograd.Reductions;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.lookup.Lookups;
import org.palate.io.JsonObject;
import org.palate.layer.LightGcn;
import org.palate.layer.MultiGateMixture;
import org.palate.layer.operation.FactorizationMachine;
import org.palate.nn.Activation;
import org.palate.nn.CrossEntropy;
import org.palate.nn.Gru;
import org.palate.nn.Layer;
import org.palate.nn.Linear;
import org.palate.nn.Losses;
import org.palate.nn.Mlp;
import org.palate.nn.Parameter;
import org.palate.optim.Optimizer;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/** Small models made of Palate's layers, and a training run. */
final class ModelOperations {
  private ModelOperations() {}

  static Map<String, GoldenOperation> operations() {
    Map<String, GoldenOperation> all = new LinkedHashMap<>();
    all.put("mlp", ModelOperations::mlp);
    all.put("deepfm", ModelOperations::deepFm);
    all.put("neumf", ModelOperations::neuMf);
    all.put("biased_mf", ModelOperations::biasedMf);
    all.put("gru4rec", ModelOperations::gru4Rec);
    all.put("mmoe", ModelOperations::mmoe);
    all.put("lightgcn", ModelOperations::lightGcn);
    all.put("train_deepfm", ModelOperations::trainDeepFm);
    return all;
  }

  /** Parameters are overwritten by those of the file. */
  private static RandomStream init() {
    return RandomStream.of(0, "overwritten");
  }

  private static Activation activation(JsonObject attrs) {
    return Activation.valueOf(attrs.getString("activation").toUpperCase(Locale.ROOT));
  }

  private static Mlp perceptron(JsonObject attrs, int in, List<Integer> widths, boolean last) {
    return new Mlp(in, widths, activation(attrs), last, 0, init());
  }

  private static List<Integer> ints(JsonObject attrs, String name) {
    List<Integer> ints = new ArrayList<>();
    for (int value : attrs.getArray(name).toInts()) {
      ints.add(value);
    }
    return ints;
  }

  private static Variable flat(Variable x, int batch) {
    return Layout.reshape(x, batch);
  }

  private static void mlp(GoldenRun run) throws IOException {
    List<Integer> dims = ints(run.attrs(), "dims");
    Mlp mlp = perceptron(run.attrs(), dims.getFirst(), dims.subList(1, dims.size()), false);
    run.load("mlp.", mlp);
    run.output("y", mlp.forward(run.input("x")));
  }

  /** {@code bias + sum of first-order weights + FM + MLP(all vectors of an example)}. */
  private static Variable deepFmLogits(
      Tape tape, Variable bias, Variable linear, Variable vectors, Mlp mlp) {
    int batch = vectors.shape().dim(0);
    Variable first = Reductions.rowSum(Layout.reshape(linear, batch, -1));
    Variable deep = mlp.forward(Layout.reshape(vectors, batch, -1));
    Variable low = Arithmetic.add(first, FactorizationMachine.interaction(vectors));
    return Arithmetic.add(Arithmetic.add(low, bias), flat(deep, batch));
  }

  private static Mlp deepFmPerceptron(JsonObject attrs, int fields) {
    List<Integer> widths = ints(attrs, "hidden");
    widths.add(1);
    return perceptron(attrs, fields * attrs.getInt("embedding_dim"), widths, false);
  }

  private static void deepFm(GoldenRun run) throws IOException {
    IntTensor ids = run.ints("input.ids");
    Mlp mlp = deepFmPerceptron(run.attrs(), ids.shape().dim(1));
    run.load("mlp.", mlp);
    Variable logit =
        deepFmLogits(
            run.tape(),
            run.param("bias"),
            Lookups.embedding(run.tape(), run.table("linear.weight"), ids),
            Lookups.embedding(run.tape(), run.table("embedding.weight"), ids),
            mlp);
    run.output("logit", logit);
    run.output("loss", Losses.bceWithLogits(logit, run.tensor("input.labels")));
  }

  private static void neuMf(GoldenRun run) throws IOException {
    IntTensor user = run.ints("input.user");
    IntTensor item = run.ints("input.item");
    Variable product =
        Arithmetic.mul(rows(run, "gmf_user.weight", user), rows(run, "gmf_item.weight", item));
    Variable both =
        Layout.concat(1, rows(run, "mlp_user.weight", user), rows(run, "mlp_item.weight", item));
    Mlp mlp = perceptron(run.attrs(), both.shape().last(), ints(run.attrs(), "hidden"), true);
    run.load("mlp.", mlp);
    Variable joined = Layout.concat(1, product, mlp.forward(both));
    Linear out = new Linear(joined.shape().last(), 1, init());
    run.load("out.", out);
    run.output("logit", flat(out.forward(joined), user.size()));
  }

  private static Variable rows(GoldenRun run, String table, IntTensor ids) throws IOException {
    return Lookups.embedding(run.tape(), run.table(table), ids);
  }

  private static void biasedMf(GoldenRun run) throws IOException {
    IntTensor user = run.ints("input.user");
    IntTensor item = run.ints("input.item");
    int batch = user.size();
    Variable biases =
        Arithmetic.add(
            flat(rows(run, "user_bias.weight", user), batch),
            flat(rows(run, "item_bias.weight", item), batch));
    Variable product =
        Reductions.rowDot(rows(run, "user.weight", user), rows(run, "item.weight", item));
    Variable prediction = Arithmetic.add(Arithmetic.add(product, biases), run.param("global_bias"));
    run.output("pred", prediction);
    run.output("loss", Losses.mse(prediction, run.tensor("input.rating")));
  }

  private static void gru4Rec(GoldenRun run) throws IOException {
    Variable items = run.param("item.weight");
    int dim = items.shape().dim(1);
    int padding =
        run.isNull("padding_idx") ? Lookups.NO_PADDING : run.attrs().getInt("padding_idx");
    Variable vectors = Lookups.embedding(run.tape(), items, run.ints("input.seq"), padding);
    int hidden = run.shape("param.gru.weight_hh_l0")[1];
    Gru gru = new Gru(dim, hidden, init());
    run.load("gru.", gru);
    int[] lengths = run.ints("input.lengths").data();
    Variable last = gru.forward(vectors, lengths, null).hidden();
    Variable state = Layout.reshape(last, lengths.length, hidden);
    Variable logits = Products.matmul(state, false, items, true);
    run.output("state", state);
    run.output("logits", logits);
    run.output("loss", CrossEntropy.MEAN.loss(logits, run.ints("input.target")));
  }

  private static void mmoe(GoldenRun run) throws IOException {
    JsonObject attrs = run.attrs();
    Variable x = run.input("x");
    int dim = attrs.getInt("expert_dim");
    MultiGateMixture mixture =
        new MultiGateMixture(
            x.shape().last(), dim, attrs.getInt("num_experts"), attrs.getInt("num_tasks"), init());
    run.load("", mixture);
    List<Variable> logits = new ArrayList<>();
    for (Variable task : mixture.forward(x)) {
      Linear tower = new Linear(dim, 1, init());
      run.load("towers." + logits.size() + ".", tower);
      logits.add(tower.forward(task));
    }
    run.output("logits", Layout.concat(1, logits.toArray(Variable[]::new)));
  }

  private static void lightGcn(GoldenRun run) throws IOException {
    Variable users = run.param("user.weight");
    Variable items = run.param("item.weight");
    int n = users.shape().dim(0);
    int m = items.shape().dim(0);
    LightGcn graph =
        new LightGcn(
            n,
            m,
            run.ints("input.edge_user").data(),
            run.ints("input.edge_item").data(),
            run.attrs().getInt("num_layers"));
    List<Variable> smoothed = Layout.split(graph.forward(users, items), 0, n, m);
    run.output("user", smoothed.get(0));
    run.output("item", smoothed.get(1));
  }

  /** A DeepFM whose tables have dense gradients, as those of the reference have. */
  private static final class DenseDeepFm extends Layer {
    private final Variable bias = parameter("bias", Tensor.zeros(1));
    private final Variable linear;
    private final Variable embedding;
    private final Mlp mlp;

    DenseDeepFm(JsonObject attrs, int fields) {
      int features = attrs.getInt("num_features");
      linear = parameter("linear.weight", Tensor.zeros(features, 1));
      embedding =
          parameter("embedding.weight", Tensor.zeros(features, attrs.getInt("embedding_dim")));
      mlp = child("mlp", deepFmPerceptron(attrs, fields));
    }

    Variable logits(Tape tape, IntTensor ids) {
      return deepFmLogits(
          tape,
          bias,
          Lookups.embedding(tape, linear, ids, Lookups.NO_PADDING),
          Lookups.embedding(tape, embedding, ids, Lookups.NO_PADDING),
          mlp);
    }
  }

  private static void trainDeepFm(GoldenRun run) throws IOException {
    IntTensor ids = run.ints("input.ids");
    Tensor labels = run.tensor("input.labels");
    int steps = ids.shape().dim(0);
    int batch = ids.shape().dim(1);
    int fields = ids.shape().dim(2);
    DenseDeepFm model = new DenseDeepFm(run.attrs(), fields);
    for (Parameter parameter : model.parameters()) {
      values(parameter).set(run.tensor("param.before." + parameter.name()));
    }
    String name = run.attrs().getString("optimizer");
    Optimizer optimizer = OptimizerOperations.optimizer(name, model.parameters(), run.attrs());
    TensorPool pool = new TensorPool();
    float[] losses = new float[steps];
    for (int step = 0; step < steps; step++) {
      int[] part = new int[batch * fields];
      System.arraycopy(ids.data(), step * part.length, part, 0, part.length);
      float[] targets = new float[batch];
      System.arraycopy(labels.data(), step * batch, targets, 0, batch);
      try (Tape tape = Tape.training(pool, 0, step)) {
        Variable logits = model.logits(tape, new IntTensor(Shape.of(batch, fields), part));
        Variable loss = Losses.bceWithLogits(logits, Tensor.of(targets));
        losses[step] = loss.value().item();
        optimizer.zeroGradients();
        tape.backward(loss);
        optimizer.step();
      }
    }
    run.output("loss", losses);
    for (Parameter parameter : model.parameters()) {
      run.compare("param.after." + parameter.name(), values(parameter).toArray());
    }
  }

  private static Tensor values(Parameter parameter) {
    return ((Parameter.Dense) parameter).variable().value();
  }
}
