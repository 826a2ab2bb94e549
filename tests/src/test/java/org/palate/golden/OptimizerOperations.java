// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Variable;
import org.palate.io.JsonObject;
import org.palate.io.JsonString;
import org.palate.kernel.Engine;
import org.palate.nn.Parameter;
import org.palate.optim.AdaGrad;
import org.palate.optim.Adam;
import org.palate.optim.AdamW;
import org.palate.optim.GradientClipping;
import org.palate.optim.Optimizer;
import org.palate.optim.Regularizer;
import org.palate.optim.RmsProp;
import org.palate.optim.Schedule;
import org.palate.optim.Sgd;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;

/** Optimizers, which walk PyTorch's way step by step, penalties, clipping and schedules. */
final class OptimizerOperations {
  private OptimizerOperations() {}

  static Map<String, GoldenOperation> operations() {
    Map<String, GoldenOperation> all = new LinkedHashMap<>();
    for (String name : List.of("sgd", "adagrad", "adam", "adamw", "rmsprop")) {
      all.put("optim_" + name, run -> denseSteps(run, name));
      all.put("optim_sparse_" + name, run -> sparseSteps(run, name));
    }
    all.put("regularizer", OptimizerOperations::regularizer);
    all.put("clip_grad_norm", OptimizerOperations::clipNorm);
    all.put("clip_grad_value", OptimizerOperations::clipValue);
    all.put("lr_schedule", OptimizerOperations::schedule);
    return all;
  }

  /** The optimizer of a name, with hyper-parameters from attributes and PyTorch's defaults. */
  static Optimizer optimizer(String name, List<Parameter> parameters, JsonObject attrs) {
    double rate = attrs.getDouble("lr");
    return switch (name) {
      case "sgd" ->
          new Sgd(
              parameters,
              new Sgd.Options(
                  rate,
                  attrs.getDouble("momentum", 0),
                  attrs.getDouble("dampening", 0),
                  attrs.getDouble("weight_decay", 0),
                  attrs.getBoolean("nesterov", false)));
      case "adagrad" ->
          new AdaGrad(
              parameters,
              new AdaGrad.Options(
                  rate,
                  attrs.getDouble("lr_decay", 0),
                  attrs.getDouble("weight_decay", 0),
                  attrs.getDouble("initial_accumulator_value", 0),
                  attrs.getDouble("eps", 1e-10)));
      case "adam" -> new Adam(parameters, adam(attrs, 0));
      case "adamw" -> new AdamW(parameters, new AdamW.Options(adam(attrs, 0.01)));
      case "rmsprop" ->
          new RmsProp(
              parameters,
              new RmsProp.Options(
                  rate,
                  attrs.getDouble("alpha", 0.99),
                  attrs.getDouble("eps", 1e-8),
                  attrs.getDouble("weight_decay", 0),
                  attrs.getDouble("momentum", 0),
                  attrs.getBoolean("centered", false)));
      default -> throw new IllegalArgumentException("optimizer " + name);
    };
  }

  private static Adam.Options adam(JsonObject attrs, double weightDecay) {
    double[] betas =
        attrs.has("betas") ? attrs.getArray("betas").toDoubles() : new double[] {0.9, 0.999};
    return new Adam.Options(
        attrs.getDouble("lr"),
        betas[0],
        betas[1],
        attrs.getDouble("eps", 1e-8),
        attrs.getDouble("weight_decay", weightDecay),
        attrs.getBoolean("amsgrad", false));
  }

  private static void denseSteps(GoldenRun run, String name) throws IOException {
    Variable p = Variable.parameter(run.tensor("param.before"));
    Optimizer optimizer = optimizer(name, List.of(new Parameter.Dense("p", p)), run.attrs());
    for (int step = 1; step <= run.attrs().getInt("steps"); step++) {
      optimizer.zeroGradients();
      p.addGradient(run.tensor("grad.step" + step));
      optimizer.step();
      run.compare("param.after.step" + step, p.value().toArray());
    }
    compareState(run, optimizer);
  }

  private static void sparseSteps(GoldenRun run, String name) throws IOException {
    TableVariable p = new TableVariable(Table.of(run.tensor("param.before")));
    Optimizer optimizer = optimizer(name, List.of(new Parameter.Sparse("p", p)), run.attrs());
    for (int step = 1; step <= run.attrs().getInt("steps"); step++) {
      optimizer.zeroGradients();
      int[] ids = run.ints("grad.step" + step + ".indices").data();
      float[] values = run.tensor("grad.step" + step + ".values").data();
      p.gradients().add(ids, ids.length, values, null, null);
      optimizer.step();
      run.compare("param.after.step" + step, p.table().toTensor().data());
    }
    compareState(run, optimizer);
  }

  private static void compareState(GoldenRun run, Optimizer optimizer) throws IOException {
    for (Parameter state : optimizer.state()) {
      String tensor = "state." + state.name().substring("p.".length());
      if (tensor.equals("state.momentum_started")) {
        continue; // PyTorch has no buffer before the first step.
      }
      switch (state) {
        case Parameter.Dense(String name, Variable values) ->
            run.compare(tensor, values.value().toArray());
        case Parameter.Sparse(String name, TableVariable values) ->
            run.compare(tensor, values.table().toTensor().data());
      }
    }
  }

  /** The penalty as a node whose gradient is the regularizer's, times what comes from above. */
  private static void regularizer(GoldenRun run) throws IOException {
    List<Parameter> parameters = new ArrayList<>();
    while (run.has("param.p" + parameters.size())) {
      String name = "p" + parameters.size();
      parameters.add(new Parameter.Dense(name, run.param(name)));
    }
    double l1 = run.attrs().getDouble("l1");
    double l2 = run.attrs().getDouble("l2") * (run.attrs().getBoolean("half", false) ? 0.5 : 1);
    Regularizer.Group group = new Regularizer.Group(parameters, l1, l2);
    double value = new Regularizer(List.of(group)).addGradients();
    List<Variable> leaves = parameters.stream().map(p -> ((Parameter.Dense) p).variable()).toList();
    List<Tensor> slopes = leaves.stream().map(leaf -> leaf.gradient().copy()).toList();
    leaves.forEach(Variable::clearGradient);
    run.output(
        "loss",
        run.tape()
            .record(
                Tensor.full((float) value),
                true,
                g -> {
                  for (int i = 0; i < leaves.size(); i++) {
                    Tensor slope = slopes.get(i);
                    Engine.kernels()
                        .elementwise()
                        .scale(slope.size(), g.item(), slope.data(), 0, slope.data(), 0);
                    leaves.get(i).addGradient(slope);
                  }
                }));
  }

  private static List<Parameter> gradients(GoldenRun run) throws IOException {
    List<Parameter> parameters = new ArrayList<>();
    while (run.has("input.g" + parameters.size())) {
      String name = "g" + parameters.size();
      Tensor gradient = run.tensor("input." + name);
      Variable variable = Variable.parameter(Tensor.zeros(gradient.shape()));
      variable.addGradient(gradient);
      parameters.add(new Parameter.Dense(name, variable));
    }
    return parameters;
  }

  private static void outputGradients(GoldenRun run, List<Parameter> parameters)
      throws IOException {
    for (Parameter parameter : parameters) {
      run.output(parameter.name(), ((Parameter.Dense) parameter).variable().gradient().toArray());
    }
  }

  private static void clipNorm(GoldenRun run) throws IOException {
    List<Parameter> parameters = gradients(run);
    boolean infinite =
        run.attrs().get("norm_type") instanceof JsonString
            && run.attrs().getString("norm_type").startsWith("inf");
    double order = infinite ? Double.POSITIVE_INFINITY : run.attrs().getDouble("norm_type");
    double norm = GradientClipping.byNorm(parameters, run.attrs().getDouble("max_norm"), order);
    outputGradients(run, parameters);
    run.output("total_norm", new float[] {(float) norm});
  }

  private static void clipValue(GoldenRun run) throws IOException {
    List<Parameter> parameters = gradients(run);
    GradientClipping.byValue(parameters, run.attrs().getDouble("clip_value"));
    outputGradients(run, parameters);
  }

  private static void schedule(GoldenRun run) throws IOException {
    JsonObject attrs = run.attrs();
    double rate = attrs.getDouble("base_lr");
    String name = attrs.getString("schedule");
    Schedule schedule =
        switch (name) {
          case "step" ->
              new Schedule.Step(rate, attrs.getLong("step_size"), attrs.getDouble("gamma"));
          case "multistep" ->
              new Schedule.MultiStep(
                  rate,
                  Arrays.stream(attrs.getArray("milestones").toLongs()).boxed().toList(),
                  attrs.getDouble("gamma"));
          case "exponential" -> new Schedule.Exponential(rate, attrs.getDouble("gamma"));
          case "cosine" ->
              new Schedule.Cosine(rate, attrs.getLong("T_max"), attrs.getDouble("eta_min", 0));
          case "cosine_restarts" ->
              new Schedule.CosineRestarts(
                  rate,
                  attrs.getLong("T_0"),
                  attrs.getInt("T_mult", 1),
                  attrs.getDouble("eta_min", 0));
          case "linear_warmup" ->
              new Schedule.LinearWarmup(
                  rate,
                  attrs.getDouble("start_factor"),
                  attrs.getDouble("end_factor"),
                  attrs.getLong("total_iters"));
          case "warmup_linear_decay" ->
              new Schedule.WarmupLinearDecay(
                  rate, attrs.getLong("warmup_steps"), attrs.getLong("total_steps"));
          case "warmup_cosine" ->
              new Schedule.WarmupCosine(
                  rate, attrs.getLong("warmup_steps"), attrs.getLong("total_steps"));
          case "inverse_sqrt" -> new Schedule.InverseSqrt(rate, attrs.getLong("warmup_steps"));
          case "polynomial" ->
              new Schedule.Polynomial(rate, attrs.getLong("total_iters"), attrs.getDouble("power"));
          default -> throw new IllegalArgumentException("schedule " + name);
        };
    float[] rates = new float[attrs.getInt("num_values")];
    for (int t = 0; t < rates.length; t++) {
      rates[t] = (float) schedule.at(t);
    }
    run.output("lr", rates);
  }
}
