// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.recurrence;

import java.util.Arrays;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.kernel.row.PagedRows;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/**
 * Which elements of a batch of sequences take part in which step of a recurrence, when sequences
 * have different lengths.
 *
 * <p>Sequences are put in slots, the longest first (equal ones in the order of the batch), so that
 * step t works on slots 0 to {@code count(t) - 1} and none of its arithmetic is spent on padding. A
 * packed tensor holds the rows of step 0, then those of step 1, and so on; PyTorch's {@code
 * PackedSequence} has the same order. In the reverse direction step 0 reads the last element that
 * counts.
 *
 * <p>Steps come in chunks of at least {@link #CHUNK_ROWS} rows where there are so many: products
 * that do not wait for the recurrence are formed chunk by chunk, as few and large ones whose
 * operands are still in the cache.
 */
final class TimeSteps {
  /** One block of k in the products of the weights' gradients. */
  private static final int CHUNK_ROWS = Kernels.K_BLOCK;

  private final int batch;
  private final int steps;

  /** By slot: which sequence, and how long it is. */
  private final int[] sequences;

  private final int[] lengths;

  /** Where each step's rows start in a packed tensor, and where the last one's end. */
  private final int[] starts;

  /** By packed row: its row among the {@code batch * steps} rows of the whole. */
  private final int[] rows;

  /** The first step of each chunk, and the end of the last. */
  private final int[] chunks;

  private TimeSteps(int batch, int steps, int[] sequences, int[] lengths, boolean reverse) {
    this.batch = batch;
    this.steps = steps;
    this.sequences = sequences;
    this.lengths = lengths;
    int longest = batch == 0 ? 0 : lengths[0];
    this.starts = new int[longest + 1];
    int count = batch;
    for (int t = 0; t < longest; t++) {
      while (lengths[count - 1] <= t) {
        count--;
      }
      starts[t + 1] = starts[t] + count;
    }
    this.rows = new int[starts[longest]];
    for (int t = 0; t < longest; t++) {
      for (int slot = 0; slot < count(t); slot++) {
        int position = reverse ? lengths[slot] - 1 - t : t;
        rows[starts[t] + slot] = sequences[slot] * steps + position;
      }
    }
    this.chunks = chunks(starts);
  }

  /**
   * The steps of a batch.
   *
   * @param lengths of each sequence, from 0 to {@code steps}; null: all are full
   * @param reverse whether each sequence is read from its end
   */
  static TimeSteps of(int batch, int steps, int[] lengths, boolean reverse) {
    int[] sequences = new int[batch];
    int[] sorted = new int[batch];
    if (lengths == null) {
      Arrays.setAll(sequences, i -> i);
      Arrays.fill(sorted, steps);
      return new TimeSteps(batch, steps, sequences, sorted, reverse);
    }
    if (lengths.length != batch) {
      throw new IllegalArgumentException(
          "expected a length for each of %d sequences, found %d".formatted(batch, lengths.length));
    }
    long[] keys = new long[batch];
    for (int i = 0; i < batch; i++) {
      if (lengths[i] < 0 || lengths[i] > steps) {
        throw new IllegalArgumentException(
            "expected a length from 0 to %d steps, found %d for sequence %d"
                .formatted(steps, lengths[i], i));
      }
      keys[i] = (long) (steps - lengths[i]) << 32 | i;
    }
    Arrays.sort(keys);
    for (int slot = 0; slot < batch; slot++) {
      sequences[slot] = (int) keys[slot];
      sorted[slot] = lengths[sequences[slot]];
    }
    return new TimeSteps(batch, steps, sequences, sorted, reverse);
  }

  private static int[] chunks(int[] starts) {
    int[] chunks = new int[starts.length];
    int n = 0;
    for (int t = 1; t < starts.length; t++) {
      if (starts[t] - starts[chunks[n]] >= CHUNK_ROWS || t == starts.length - 1) {
        chunks[++n] = t;
      }
    }
    return Arrays.copyOf(chunks, n + 1);
  }

  /** The number of sequences. */
  int batch() {
    return batch;
  }

  /** How many steps the longest sequence takes. */
  int length() {
    return starts.length - 1;
  }

  /** How many rows all steps have together. */
  int rows() {
    return rows.length;
  }

  /** How many slots take part in a step; 0 after the last. */
  int count(int step) {
    return step < length() ? starts[step + 1] - starts[step] : 0;
  }

  /** The packed row where a step starts. */
  int start(int step) {
    return starts[step];
  }

  /** The number of chunks. */
  int chunkCount() {
    return chunks.length - 1;
  }

  /** The first step of a chunk; that of the chunk after the last is {@link #length()}. */
  int chunk(int chunk) {
    return chunks[chunk];
  }

  // ---------------------------------------------------------------- states
  //
  // A tensor of states holds the initial ones by slot, then packed those after each step.

  /** The row of a tensor of states where those before a step start, by slot. */
  int before(int step) {
    return step == 0 ? 0 : batch + starts[step - 1];
  }

  /** The row of a tensor of states where those after a step start, by slot. */
  int after(int step) {
    return batch + starts[step];
  }

  /** Writes the initial states, zeros where none are given. */
  void setInitial(Variable initial, int hidden, Tensor states) {
    if (initial == null) {
      Arrays.fill(states.data(), 0, batch * hidden, 0f);
    } else {
      Engine.kernels()
          .rows()
          .gather(
              PagedRows.of(initial.value().data(), hidden), sequences, 0, batch, states.data(), 0);
    }
  }

  /** The state of each sequence after its last step, {@code [batch, hidden]}. */
  Tensor finalStates(Tape tape, int hidden, Tensor states) {
    Tensor last = tape.take(batch, hidden);
    for (int slot = 0; slot < batch; slot++) {
      int row = lengths[slot] == 0 ? slot : after(lengths[slot] - 1) + slot;
      System.arraycopy(states.data(), row * hidden, last.data(), sequences[slot] * hidden, hidden);
    }
    return last;
  }

  /** The states before each step of a chunk, row beside row: where they are, or copied. */
  Rows statesBefore(Tape tape, int chunk, int hidden, Tensor states) {
    int from = chunks[chunk];
    int to = chunks[chunk + 1];
    if (starts[to] - starts[from] == (to - from) * batch) {
      return new Rows(states.data(), before(from) * hidden);
    }
    Tensor copy = tape.take(starts[to] - starts[from], hidden);
    for (int t = from; t < to; t++) {
      System.arraycopy(
          states.data(),
          before(t) * hidden,
          copy.data(),
          (starts[t] - starts[from]) * hidden,
          count(t) * hidden);
    }
    return new Rows(copy.data(), 0);
  }

  /** Rows of floats, one after another from an offset on. */
  record Rows(float[] data, int offset) {}

  /**
   * Sets by slot the gradients of the states of those sequences for which a step is the last.
   *
   * @param step -1 for sequences of length 0
   * @param gradient {@code [batch, hidden]}, or null for zeros
   */
  void setEnding(int step, int hidden, Tensor gradient, Tensor bySlot) {
    int to = step < 0 ? batch : count(step);
    for (int slot = count(step + 1); slot < to; slot++) {
      if (gradient == null) {
        Arrays.fill(bySlot.data(), slot * hidden, (slot + 1) * hidden, 0f);
      } else {
        System.arraycopy(
            gradient.data(), sequences[slot] * hidden, bySlot.data(), slot * hidden, hidden);
      }
    }
  }

  /** Adds gradients, by slot, to that of the initial states. */
  void addInitialGradient(Tape tape, Variable initial, int hidden, Tensor bySlot) {
    if (initial != null && initial.requiresGradient()) {
      Tensor gradient = tape.take(batch, hidden);
      for (int slot = 0; slot < batch; slot++) {
        System.arraycopy(
            bySlot.data(), slot * hidden, gradient.data(), sequences[slot] * hidden, hidden);
      }
      initial.transferGradient(gradient);
    }
  }

  // ---------------------------------------------------------------- packing

  /** The rows {@code [batch, steps, width]} that take part, packed: {@code [rows, width]}. */
  Tensor pack(Tape tape, Tensor whole) {
    int width = whole.size() / Math.max(1, batch * steps);
    Tensor packed = tape.take(rows.length, width);
    PagedRows from = PagedRows.of(whole.data(), width);
    Workers.shared()
        .forRange(
            rows.length,
            TaskSize.rows(width),
            (start, end) ->
                Engine.kernels()
                    .rows()
                    .gather(from, rows, start, end, packed.data(), start * width));
    return packed;
  }

  /** The reverse of {@link #pack}, zeros in the rows that took no part. */
  Tensor unpack(Tape tape, int width, Rows packed) {
    Tensor whole = tape.take(batch, steps, width);
    if (rows.length < batch * steps) {
      Arrays.fill(whole.data(), 0, whole.size(), 0f);
    }
    Workers.shared()
        .forRange(
            rows.length,
            TaskSize.rows(width),
            (start, end) -> {
              for (int row = start; row < end; row++) {
                System.arraycopy(
                    packed.data,
                    packed.offset + row * width,
                    whole.data(),
                    rows[row] * width,
                    width);
              }
            });
    return whole;
  }

  /** Adds to each slot of a step its row of {@code [batch, steps, width]}. */
  void addStep(int step, int width, Tensor whole, Tensor bySlot) {
    for (int slot = 0; slot < count(step); slot++) {
      int row = rows[starts[step] + slot];
      Engine.kernels()
          .elementwise()
          .accumulate(width, whole.data(), row * width, bySlot.data(), slot * width);
    }
  }
}
