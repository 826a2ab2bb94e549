// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/**
 * The record of one step: what was computed, in order, so that it can be walked backwards.
 *
 * <pre>{@code
 * optimizer.zeroGradients();
 * try (Tape tape = Tape.training(pool, seed, step)) {
 *   Variable loss = Losses.bceWithLogits(model.logits(tape, batch), labels);
 *   tape.backward(loss);
 *   optimizer.step();
 * }
 * }</pre>
 *
 * <p>Operations run at once; each leaves its backward rule here if some input requires a gradient.
 * The step's intermediates come from a pool and are released when the tape is closed. A tape
 * belongs to one thread, and is for one step.
 *
 * <p>A backward walk frees the rules that it ran, as in PyTorch: what led to one loss cannot be
 * walked again, nor built upon where a gradient is wanted. Another loss on the same tape may share
 * inputs and parameters with it, whose gradients add up, but no result of an operation. For losses
 * that do, walk back from their sum, or from all at once.
 *
 * <p>An inference tape records nothing; on it a model is only read, so any number of threads may
 * run the same model, each with a tape and a pool of its own.
 */
public final class Tape implements AutoCloseable {
  /** What {@link #training()} and {@link #recording} say of a tape. */
  private enum Mode {
    TRAINING,
    GRADIENTS_ONLY,
    INFERENCE
  }

  private record Step(Variable output, Backward backward) {}

  private final TensorPool pool;
  private final Mode mode;
  private final long seed;
  private final long step;
  private final List<Step> steps = new ArrayList<>();
  private int streams;
  private boolean closed;

  private Tape(TensorPool pool, Mode mode, long seed, long step) {
    this.pool = pool;
    this.mode = mode;
    this.seed = seed;
    this.step = step;
  }

  /**
   * A tape for a training step: gradients are recorded, dropout drops.
   *
   * @param pool where intermediates come from; keep it from step to step
   * @param seed the run's seed
   * @param step the number of this step, which no other step of the run has
   */
  public static Tape training(TensorPool pool, long seed, long step) {
    return new Tape(pool, Mode.TRAINING, seed, step);
  }

  /** A tape that records gradients of the model as it is served: dropout does nothing. */
  public static Tape gradients(TensorPool pool) {
    return new Tape(pool, Mode.GRADIENTS_ONLY, 0, 0);
  }

  /** A tape that records nothing. */
  public static Tape inference(TensorPool pool) {
    return new Tape(pool, Mode.INFERENCE, 0, 0);
  }

  /** Whether layers that differ in training, such as dropout, are to behave as in training. */
  public boolean training() {
    return mode == Mode.TRAINING;
  }

  /** A tensor of this step with arbitrary content, for an operation that writes all of it. */
  public Tensor take(Shape shape) {
    if (closed) {
      throw new IllegalStateException("this tape's step has ended");
    }
    return pool.take(shape);
  }

  /** A tensor of this step with arbitrary content, for an operation that writes all of it. */
  public Tensor take(int... dims) {
    return take(Shape.of(dims));
  }

  /** A tensor of this step, all zeros. */
  public Tensor zeros(int... dims) {
    Tensor tensor = take(dims);
    Arrays.fill(tensor.data(), 0, tensor.size(), 0f);
    return tensor;
  }

  /**
   * Releases a tensor before the step ends, one that a rule took and nobody else refers to: the
   * next tensor taken then reuses memory that is still in the cache. It must not be used again.
   *
   * @throws IllegalArgumentException if it was not taken from this tape
   */
  public void release(Tensor tensor) {
    pool.release(tensor);
  }

  /** Puts an input on the tape that needs no gradient. */
  public Variable constant(Tensor value) {
    return Variable.onTape(this, value, false);
  }

  /** Puts an input on the tape whose gradient is wanted. */
  public Variable input(Tensor value) {
    return Variable.onTape(this, value, recording());
  }

  /**
   * A parameter as a variable of this step, for an operation that reads nothing but parameters:
   * slices one, say. The gradient goes on to the parameter.
   *
   * @throws IllegalArgumentException if the variable belongs to a tape
   */
  public Variable use(Variable parameter) {
    if (parameter.tape() != null) {
      throw new IllegalArgumentException(
          "expected a parameter, found a variable %s of a tape".formatted(parameter.shape()));
    }
    return record(parameter.value(), parameter::addGradient, parameter);
  }

  /** Whether backward rules are kept. */
  public boolean recording() {
    return mode != Mode.INFERENCE;
  }

  /**
   * The random numbers of the next operation of this step that asks: keyed by seed, purpose, step
   * and the operation's place in the step.
   */
  public RandomStream random(String purpose) {
    return RandomStream.of(seed, purpose, step, streams++);
  }

  /**
   * Notes the result of an operation.
   *
   * @param value the result
   * @param backward its rule; kept only if this tape records and some input requires a gradient
   * @param inputs the variables that the operation read
   */
  public Variable record(Tensor value, Backward backward, Variable... inputs) {
    boolean requiresGradient = false;
    for (Variable input : inputs) {
      requiresGradient |= input.requiresGradient();
    }
    return record(value, requiresGradient, backward);
  }

  /**
   * As {@link #record(Tensor, Backward, Variable...)}, where the caller knows who needs gradients.
   */
  public Variable record(Tensor value, boolean requiresGradient, Backward backward) {
    boolean kept = requiresGradient && recording();
    Variable output = Variable.onTape(this, value, kept);
    if (kept) {
      steps.add(new Step(output, backward));
    }
    return output;
  }

  /**
   * Walks the tape backwards from a scalar, adding to the gradients of every variable and parameter
   * that took part in it.
   *
   * @throws IllegalArgumentException if the loss is not a scalar, is not of this tape, or depends
   *     on nothing that requires a gradient
   * @throws IllegalStateException if the tape records nothing or is closed, or an earlier backward
   *     has walked over something that led to the loss
   */
  public void backward(Variable loss) {
    checkOpen();
    if (loss.value().size() != 1) {
      throw new IllegalArgumentException(
          "backward: expected a loss of one number, found shape "
              + loss.shape()
              + "; take its mean or sum, or pass an upstream gradient");
    }
    Tensor one = take(loss.shape());
    one.data()[0] = 1f;
    backward(loss, one);
  }

  /**
   * Walks the tape backwards from a variable of any shape.
   *
   * @param upstream the gradient of what is minimised with respect to {@code output}, same shape
   * @throws IllegalArgumentException if the shapes differ, or as for {@link #backward(Variable)}
   * @throws IllegalStateException as for {@link #backward(Variable)}
   */
  public void backward(Variable output, Tensor upstream) {
    backward(List.of(output), List.of(upstream));
  }

  /**
   * Walks the tape backwards once from several variables.
   *
   * @param upstreams for each output the gradient of what is minimised with respect to it, of its
   *     shape
   * @throws IllegalArgumentException if numbers or shapes differ, or as for {@link
   *     #backward(Variable)}
   * @throws IllegalStateException as for {@link #backward(Variable)}
   */
  public void backward(List<Variable> outputs, List<Tensor> upstreams) {
    checkOpen();
    if (outputs.size() != upstreams.size()) {
      throw new IllegalArgumentException(
          "expected %d upstream gradients, one for each output, found %d"
              .formatted(outputs.size(), upstreams.size()));
    }
    for (int i = 0; i < outputs.size(); i++) {
      checkStart(outputs.get(i));
      if (!outputs.get(i).shape().equals(upstreams.get(i).shape())) {
        throw new IllegalArgumentException(
            "expected an upstream gradient of shape %s, found %s"
                .formatted(outputs.get(i).shape(), upstreams.get(i).shape()));
      }
    }
    for (int i = 0; i < outputs.size(); i++) {
      outputs.get(i).addGradient(upstreams.get(i));
    }
    try {
      walk();
    } catch (RuntimeException | Error e) {
      // Some rules ran and some did not: no later walk may go on from there.
      steps.forEach(step -> step.output.markWalked());
      steps.clear();
      throw e;
    }
  }

  /** Runs the rules of all that a gradient reaches, and keeps those of the rest. */
  private void walk() {
    boolean all = true;
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      if (step.output.hasGradient()) {
        step.output.markWalked();
        step.backward.run(step.output.gradient());
      } else {
        all = false;
      }
    }
    if (all) {
      steps.clear();
    } else {
      steps.removeIf(step -> step.output.hasGradient());
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("this tape's step has ended; call backward before close");
    }
    if (!recording()) {
      throw new IllegalStateException(
          "an inference tape has nothing to walk back over; use Tape.training or Tape.gradients");
    }
  }

  private void checkStart(Variable output) {
    if (output.tape() != this) {
      throw new IllegalArgumentException(
          "backward: expected a variable of this tape, found %s of %s"
              .formatted(output.title(), output.tape() == null ? "no tape" : "another tape"));
    }
    if (!output.requiresGradient()) {
      throw new IllegalArgumentException(
          ("backward from %s reaches nothing that requires a gradient: neither a parameter"
                  + " nor a Tape.input took part in it")
              .formatted(output.title()));
    }
    output.checkNotWalked();
  }

  /** Ends the step: all its tensors go back to the pool. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      steps.clear();
      pool.endStep();
    }
  }

  /**
   * The tape that the variables of one operation share; parameters are on none.
   *
   * @throws IllegalArgumentException if there is none, or more than one
   */
  public static Tape of(Variable... variables) {
    Tape tape = null;
    for (Variable variable : variables) {
      if (variable == null) {
        throw new NullPointerException(
            "expected variables, found null as number %d of %d of an operation"
                .formatted(Arrays.asList(variables).indexOf(null) + 1, variables.length));
      }
      if (variable.tape() != null && tape == null) {
        tape = variable.tape();
      } else if (variable.tape() != null && variable.tape() != tape) {
        throw new IllegalArgumentException("expected variables of one tape, found two tapes");
      }
    }
    if (tape == null) {
      throw new IllegalArgumentException(
          "expected a variable on the tape of a step, found %s, which %s on none; put it there with"
                  .formatted(
                      String.join(", ", Arrays.stream(variables).map(Variable::title).toList()),
                      variables.length == 1 ? "is" : "are")
              + " Tape.use, or a tensor with Tape.constant or Tape.input");
    }
    return tape;
  }
}
