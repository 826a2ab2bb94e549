// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Variable;
import org.palate.kernel.product.Precision;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;

/**
 * Something with parameters: a layer, or a model made of layers. PyTorch calls it {@code Module}.
 *
 * <p>A layer names its parameters and its parts as it makes them; a parameter's full name joins the
 * names on the way to it with dots, as PyTorch's {@code state_dict} does:
 *
 * <pre>{@code
 * final class Net extends Layer {
 *   private final Linear hidden;
 *   private final Linear out;
 *
 *   Net(RandomStream random) {
 *     hidden = child("hidden", new Linear(8, 32, random));
 *     out = child("out", new Linear(32, 1, random));
 *   }
 *
 *   Variable forward(Variable x) {
 *     return out.forward(Activations.relu(hidden.forward(x)));
 *   }
 * }
 * }</pre>
 *
 * <p>What a layer computes is its method {@code forward}, which takes what the layer reads. A
 * variable knows the tape of its step ({@code Tape.of(x)}), so a layer that reads variables takes
 * no tape: {@code linear.forward(x)}, {@code encoder.forward(x, mask)}. Only a layer that reads
 * nothing but ids or other plain numbers takes the tape, as the first argument: {@code
 * embedding.forward(tape, ids)}. Inputs are variables of a step: a parameter, which is on no tape,
 * is put on one by {@code tape.use(parameter)}.
 *
 * <p>Whether a step trains is said by its tape, not by the layer, so a layer has no mode and can
 * serve many threads at once.
 *
 * <p>One part may be registered under several names, to share its parameters: they are then trained
 * once, as one, by the sum of their gradients, and have a name for each place in the state.
 */
public abstract class Layer {
  /** Products by fewer rows are bound by reading their other side, and have kernels for that. */
  private static final int ROWS_WORTH_PACKING = 4;

  private final Map<String, Variable> dense = new LinkedHashMap<>();
  private final Map<String, TableVariable> sparse = new LinkedHashMap<>();
  private final Map<String, Tensor> buffers = new LinkedHashMap<>();
  private final Map<String, Layer> children = new LinkedHashMap<>();

  /** For subclasses. */
  protected Layer() {}

  /**
   * Registers a dense parameter under a name.
   *
   * @throws IllegalArgumentException if the name is taken, or the tensor is a parameter here
   *     already
   */
  protected final Variable parameter(String name, Tensor value) {
    for (Map.Entry<String, Variable> other : dense.entrySet()) {
      requireOther(name, other.getKey(), other.getValue().value() == value);
    }
    Variable variable = Variable.parameter(value);
    dense.put(unused(name), variable);
    return variable;
  }

  /**
   * Registers under a name a parameter that exists already, such as the weight of another layer:
   * the places then share it, as weights are tied in PyTorch by assigning one layer's to another.
   *
   * @throws IllegalArgumentException if the name is taken, or the variable belongs to a step
   */
  protected final Variable parameter(String name, Variable shared) {
    if (!shared.isParameter()) {
      throw new IllegalArgumentException(
          "'%s': expected a parameter, found %s, which belongs to the tape of a step"
              .formatted(name, shared));
    }
    for (Map.Entry<String, Variable> other : dense.entrySet()) {
      requireOther(
          name,
          other.getKey(),
          other.getValue() != shared && other.getValue().value() == shared.value());
    }
    dense.put(unused(name), shared);
    return shared;
  }

  /**
   * Registers an embedding table under a name.
   *
   * @throws IllegalArgumentException if the name is taken, or the table is a parameter here already
   */
  protected final TableVariable table(String name, Table table) {
    for (Map.Entry<String, TableVariable> other : sparse.entrySet()) {
      requireOther(name, other.getKey(), other.getValue().table() == table);
    }
    TableVariable variable = new TableVariable(table);
    sparse.put(unused(name), variable);
    return variable;
  }

  private static void requireOther(String name, String other, boolean same) {
    if (same) {
      throw new IllegalArgumentException(
          ("the parameter '%s' has the memory of '%s', and would be trained twice; use the"
                  + " variable of '%s' in both places")
              .formatted(name, other, other));
    }
  }

  /**
   * Registers under a name a tensor that training changes though no optimizer does, such as running
   * statistics.
   */
  protected final Tensor buffer(String name, Tensor value) {
    buffers.put(unused(name), value);
    return value;
  }

  /**
   * Registers a part under a name. The part may have another name, here or elsewhere, already: the
   * places then share its parameters.
   *
   * @throws IllegalArgumentException if the name is taken, or this layer is the part or within it
   */
  protected final <M extends Layer> M child(String name, M layer) {
    if (contains(layer, this)) {
      throw new IllegalArgumentException("'%s' would be a part of itself".formatted(name));
    }
    children.put(unused(name), layer);
    return layer;
  }

  private static boolean contains(Layer layer, Layer other) {
    boolean found = layer == other;
    for (Layer child : layer.children.values()) {
      found |= contains(child, other);
    }
    return found;
  }

  private String unused(String name) {
    if (dense.containsKey(name)
        || sparse.containsKey(name)
        || buffers.containsKey(name)
        || children.containsKey(name)) {
      throw new IllegalArgumentException("this layer has a '" + name + "' already");
    }
    return name;
  }

  /**
   * All parameters, each once: this layer's tensors, then its tables, then those of its parts, each
   * in the order in which they were registered. What several parts share has the first of its
   * names.
   */
  public final List<Parameter> parameters() {
    List<Parameter> found = new ArrayList<>();
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Parameter parameter : namedParameters()) {
      boolean first =
          switch (parameter) {
            case Parameter.Dense(String name, Variable variable) -> seen.add(variable);
            case Parameter.Sparse(String name, TableVariable variable) -> seen.add(variable);
          };
      if (first) {
        found.add(parameter);
      }
    }
    return Collections.unmodifiableList(found);
  }

  /**
   * All parameters in the order of {@link #parameters}, but what several parts share is there under
   * each of its names, as in PyTorch's {@code state_dict}.
   */
  public final List<Parameter> namedParameters() {
    List<Parameter> found = new ArrayList<>();
    collect("", found);
    return Collections.unmodifiableList(found);
  }

  private void collect(String prefix, List<Parameter> found) {
    dense.forEach((name, variable) -> found.add(new Parameter.Dense(prefix + name, variable)));
    sparse.forEach((name, variable) -> found.add(new Parameter.Sparse(prefix + name, variable)));
    children.forEach((name, layer) -> layer.collect(prefix + name + ".", found));
  }

  /**
   * All buffers by their full names, in the order in which they were registered: what belongs to
   * the layer's state beside its parameters. The tensors are the layer's own, not copies; one that
   * several parts share is there under each of its names.
   */
  public final Map<String, Tensor> buffers() {
    Map<String, Tensor> found = new LinkedHashMap<>();
    collect("", found);
    return Collections.unmodifiableMap(found);
  }

  private void collect(String prefix, Map<String, Tensor> found) {
    buffers.forEach((name, tensor) -> found.put(prefix + name, tensor));
    children.forEach((name, layer) -> layer.collect(prefix + name + ".", found));
  }

  /**
   * Freezes all parameters of this layer and its parts: no gradient is computed for them and
   * optimizers leave them alone, until {@link #unfreeze}. They are saved and loaded as before. What
   * a frozen layer hands a gradient on to is trained as before, and buffers such as the running
   * statistics of {@link BatchNorm} go on following a tape that trains, as in PyTorch.
   */
  public final void freeze() {
    parameters().forEach(parameter -> parameter.setRequiresGradient(false));
  }

  /** Lets all parameters of this layer and its parts be trained. */
  public final void unfreeze() {
    parameters().forEach(parameter -> parameter.setRequiresGradient(true));
  }

  /**
   * Packs the weights for serving: every dense matrix of this layer and its parts of at least 4
   * rows. Tables are read row by row as they are. In single precision inference gives the same
   * bits, sooner; in bfloat16 those of weights rounded to it. The packed forms take as much memory
   * again, or half of it, and last until the weights are trained, loaded or {@link #unpack
   * unpacked}; {@link Variable#pack} says what else there is to know.
   *
   * <p>Not while others use the layer.
   */
  public final void pack(Precision precision) {
    for (Parameter parameter : parameters()) {
      if (parameter instanceof Parameter.Dense(String name, Variable variable)
          && variable.shape().rank() == 2
          && variable.shape().dim(0) >= ROWS_WORTH_PACKING) {
        variable.pack(precision);
      }
    }
  }

  /** Forgets what {@link #pack} made. */
  public final void unpack() {
    for (Parameter parameter : parameters()) {
      if (parameter instanceof Parameter.Dense(String name, Variable variable)) {
        variable.unpack();
      }
    }
  }

  /** How many floats all parameters have together; those that parts share count once. */
  public final long parameterCount() {
    long count = 0;
    for (Parameter parameter : parameters()) {
      count +=
          switch (parameter) {
            case Parameter.Dense(String name, Variable variable) -> variable.value().size();
            case Parameter.Sparse(String name, TableVariable variable) ->
                (long) variable.table().rows() * variable.table().dim();
          };
    }
    return count;
  }
}
