// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Variable;
import org.palate.nn.Layer;
import org.palate.nn.Parameter;
import org.palate.optim.Optimizer;
import org.palate.optim.ParameterGroup;

/**
 * Where a run of training stands: with the same code and data it goes on from a checkpoint to the
 * bits that it would have reached without a break.
 *
 * <pre>{@code
 * Checkpoint.write(path, net, optimizer, step);
 *
 * Net net = new Net(...);                     // as at the start of the run
 * Optimizer optimizer = new Adam(net.parameters(), ...);
 * long step = Checkpoint.read(path, net, optimizer).step();
 * }</pre>
 *
 * <p>The file is a safetensors file: parameters and buffers of the layer under {@code model.NAME},
 * the optimizer's state under {@code optimizer.NAME.exp_avg} and so on, by PyTorch's names for the
 * state and the layer's for the parameter, whatever list the optimizer was given; as metadata the
 * step, the optimizer's kind and count of steps, and learning rate and weight decay of each of its
 * groups. A {@link org.palate.optim.Schedule} is a function of the step, and so are the random
 * numbers of a {@link org.palate.autograd.Tape}: neither has a state of its own. Which parameters
 * are frozen is not kept.
 *
 * @param step the step that it was written with
 * @param metadata what else it was written with
 */
public record Checkpoint(long step, Map<String, String> metadata) {
  private static final String KEY = "palate.checkpoint";
  private static final String MODEL = "model.";
  private static final String OPTIMIZER = "optimizer.";

  /** Keeps the metadata unmodifiable. */
  public Checkpoint {
    metadata = Map.copyOf(metadata);
  }

  /** As {@link #write(Path, Layer, Optimizer, long, Map)}, without metadata. */
  public static void write(Path path, Layer layer, Optimizer optimizer, long step)
      throws IOException {
    write(path, layer, optimizer, step, Map.of());
  }

  /**
   * Writes the state of a layer and its optimizer, whole or not at all (see {@link AtomicFile}).
   *
   * @param step a count of the caller's, such as that of the next step
   * @param metadata whatever else is to be found again, such as the epoch
   * @throws IllegalArgumentException if the optimizer has a parameter that is not of the layer, or
   *     a key is {@code palate.checkpoint}
   * @throws IOException if writing fails; an existing file is then as it was
   */
  public static void write(
      Path path, Layer layer, Optimizer optimizer, long step, Map<String, String> metadata)
      throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    metadata.forEach(
        (key, value) -> {
          if (key.equals(KEY)) {
            throw new IllegalArgumentException("expected another key than " + KEY + ", found it");
          }
          writer.metadata(key, value);
        });
    writer.metadata(KEY, described(layer, optimizer, step).toJson());
    StateEntry.of(MODEL, layer).forEach(entry -> entry.write(writer));
    state(layer, optimizer).forEach(entry -> entry.write(writer));
    writer.write(path);
  }

  /**
   * Gives a layer and its optimizer the state of a checkpoint: parameters, buffers, the optimizer's
   * state and count of steps, and the learning rate and weight decay of each of its groups.
   *
   * @param optimizer of the kind and with the groups of the one that was written
   * @throws SafetensorsException if the file is no checkpoint, or not one of such a layer and
   *     optimizer, naming everything that does not match; both are then as they were
   */
  public static Checkpoint read(Path path, Layer layer, Optimizer optimizer) throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      return read(file, layer, optimizer);
    } catch (JsonException e) {
      throw new SafetensorsException(
          path.toString(), null, "metadata " + KEY + ": " + e.getMessage());
    }
  }

  private static Checkpoint read(SafetensorsFile file, Layer layer, Optimizer optimizer)
      throws IOException {
    JsonObject found = description(file);
    long step = found.getLong("step");
    requireSame(file, described(layer, optimizer, step), found);
    atLeastZero(file, found, "optimizer_steps");
    long steps = found.getLong("optimizer_steps");
    List<Double> rates = new ArrayList<>();
    List<Double> decays = new ArrayList<>();
    for (int i = 0; i < optimizer.groups().size(); i++) {
      JsonObject group = found.getArray("groups").getObject(i);
      rates.add(atLeastZero(file, group, "learning_rate"));
      decays.add(atLeastZero(file, group, "weight_decay"));
    }
    List<StateEntry> entries = new ArrayList<>(StateEntry.of(MODEL, layer));
    entries.addAll(state(layer, optimizer));
    LoadPlan plan = new LoadPlan(entries, new TensorSource.OfFile(file), StateDict.Options.DEFAULT);
    if (!plan.report().isEmpty()) {
      throw problem(
          file,
          "expected the tensors of this layer and its optimizer, found others; " + plan.report());
    }
    layer.unpack();
    plan.read();
    for (int i = 0; i < rates.size(); i++) {
      optimizer.groups().get(i).setLearningRate(rates.get(i));
      optimizer.groups().get(i).setWeightDecay(decays.get(i));
    }
    optimizer.setSteps(steps);
    Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
    metadata.remove(KEY);
    return new Checkpoint(step, metadata);
  }

  private static double atLeastZero(SafetensorsFile file, JsonObject of, String name)
      throws IOException {
    double value = of.getDouble(name);
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw problem(
          file, "metadata %s: expected %s of at least 0, found %s".formatted(KEY, name, value));
    }
    return value;
  }

  private static JsonObject description(SafetensorsFile file) throws IOException {
    String text = file.metadata().get(KEY);
    if (text == null) {
      throw problem(
          file,
          "expected a checkpoint, found no metadata '%s'; StateDict.load reads weights alone"
              .formatted(KEY));
    }
    return Json.parseObject(text);
  }

  private static JsonObject described(Layer layer, Optimizer optimizer, long step) {
    Map<Object, String> names = names(layer);
    List<JsonValue> groups = new ArrayList<>();
    for (ParameterGroup group : optimizer.groups()) {
      groups.add(
          JsonObject.EMPTY
              .with("learning_rate", group.learningRate())
              .with("weight_decay", group.weightDecay())
              .with(
                  "parameters",
                  JsonArray.ofStrings(
                      group.parameters().stream().map(p -> name(names, p)).toList())));
    }
    return JsonObject.EMPTY
        .with("step", step)
        .with("optimizer", optimizer.getClass().getSimpleName())
        .with("optimizer_steps", optimizer.steps())
        .with("groups", JsonArray.of(groups));
  }

  private static void requireSame(SafetensorsFile file, JsonObject expected, JsonObject found)
      throws IOException {
    if (!expected.getString("optimizer").equals(found.getString("optimizer"))) {
      throw problem(
          file,
          "expected the state of %s, found that of %s"
              .formatted(expected.getString("optimizer"), found.getString("optimizer")));
    }
    List<List<String>> wanted = members(expected);
    List<List<String>> there = members(found);
    if (!wanted.equals(there)) {
      throw problem(
          file, "expected groups of the parameters %s, found %s".formatted(wanted, there));
    }
  }

  private static List<List<String>> members(JsonObject description) {
    JsonArray groups = description.getArray("groups");
    List<List<String>> members = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      members.add(groups.getObject(i).getArray("parameters").toStrings());
    }
    return members;
  }

  /** The state of the optimizer, by the layer's names of its parameters. */
  private static List<StateEntry> state(Layer layer, Optimizer optimizer) {
    Map<Object, String> names = names(layer);
    List<Parameter> parameters =
        optimizer.groups().stream().flatMap(group -> group.parameters().stream()).toList();
    List<Parameter> state = optimizer.state();
    List<StateEntry> entries = new ArrayList<>();
    for (int i = 0; i < state.size(); i++) {
      Parameter owner = parameters.get(i / (state.size() / parameters.size()));
      String end = state.get(i).name().substring(owner.name().length());
      entries.add(StateEntry.of(OPTIMIZER + name(names, owner) + end, state.get(i)));
    }
    return entries;
  }

  /** The first name of each parameter, by its variable. */
  private static Map<Object, String> names(Layer layer) {
    Map<Object, String> names = new IdentityHashMap<>();
    layer.parameters().forEach(parameter -> names.put(variable(parameter), parameter.name()));
    return names;
  }

  private static Object variable(Parameter parameter) {
    return switch (parameter) {
      case Parameter.Dense(String name, Variable variable) -> variable;
      case Parameter.Sparse(String name, TableVariable variable) -> variable;
    };
  }

  private static String name(Map<Object, String> names, Parameter parameter) {
    String name = names.get(variable(parameter));
    if (name == null) {
      throw new IllegalArgumentException(
          "expected an optimizer of the layer's parameters, found '%s', which is none of them"
              .formatted(parameter.name()));
    }
    return name;
  }

  private static SafetensorsException problem(SafetensorsFile file, String problem) {
    return new SafetensorsException(file.label(), null, problem);
  }
}
