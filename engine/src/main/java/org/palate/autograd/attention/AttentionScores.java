// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.attention;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Supplier;
import org.palate.autograd.RandomMask;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.kernel.product.Form;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/**
 * Attention weights by blocks of queries: which keys a block reaches, what is added to its scores,
 * and the softmax of both.
 */
final class AttentionScores {
  /** Queries of a block, unless there are so many keys that fewer make a buffer of this size. */
  private static final int BLOCK = 64;

  private static final int BUFFER = 1 << 18;

  /** Blocks are of multiples of this many queries. */
  private static final int TILE = 8;

  /** Multiplications below which a second thread does not pay. */
  private static final long WORTH_A_THREAD = 1 << 19;

  private final Tape tape;
  private final Heads q;
  private final Heads k;
  private final HeadLayout queries;
  private final HeadLayout keys;
  private final float scale;
  private final boolean causal;
  private final int block;
  private final int stride;

  /** -infinity for keys that are padding, else 0: {@code [batch, keys]}; or null. */
  private final float[] keyBias;

  /** {@code [queries, keys]}, one after another for each head if perHead; or null. */
  private final float[] pairBias;

  private final boolean perHead;

  AttentionScores(
      Tape tape, Heads q, Heads k, Variable bias, float scale, AttentionMask optionalMask) {
    AttentionMask mask = optionalMask == null ? AttentionMask.NONE : optionalMask;
    this.tape = tape;
    this.q = q;
    this.k = k;
    this.queries = q.layout();
    this.keys = k.layout();
    this.scale = scale;
    this.causal = mask.causal();
    check(bias);
    mask.check(queries.batch(), queries.length(), keys.length());
    int wide = (keys.length() + Kernels.LANES - 1) & -Kernels.LANES;
    this.stride =
        wide % 256 == 0 ? wide + Kernels.LANES : wide; // one set of the cache is not enough
    this.block = Math.max(TILE, Math.min(BLOCK, BUFFER / Math.max(1, stride)) & -TILE);
    this.keyBias = mask.keyPadding() == null ? null : masked(tape, mask.keyPadding());
    float[] blocked = mask.blocked() == null ? null : masked(tape, mask.blocked());
    this.perHead = bias != null;
    this.pairBias = bias == null ? blocked : joined(tape, bias.value(), blocked);
  }

  private void check(Variable bias) {
    if (queries.batch() != keys.batch()
        || queries.heads() != keys.heads()
        || queries.dim() != keys.dim()) {
      throw new IllegalArgumentException(
          "attention: expected queries and keys alike but for their length, found %s and %s"
              .formatted(queries, keys));
    }
    if (bias != null
        && !Arrays.equals(
            bias.shape().toArray(), new int[] {queries.heads(), queries.length(), keys.length()})) {
      throw new IllegalArgumentException(
          "attention bias: expected [heads %d, queries %d, keys %d], found %s"
              .formatted(queries.heads(), queries.length(), keys.length(), bias.shape()));
    }
  }

  private static float[] masked(Tape tape, boolean[] unseen) {
    float[] bias = tape.take(unseen.length).data();
    for (int i = 0; i < unseen.length; i++) {
      bias[i] = unseen[i] ? Float.NEGATIVE_INFINITY : 0f;
    }
    return bias;
  }

  private static float[] joined(Tape tape, Tensor bias, float[] blocked) {
    if (blocked == null) {
      return bias.data();
    }
    int pairs = bias.shape().product(1, 3);
    float[] both = tape.take(bias.shape()).data();
    for (int at = 0; at < bias.size(); at += pairs) {
      Engine.kernels().elementwise().add(pairs, bias.data(), at, blocked, 0, both, at);
    }
    return both;
  }

  Heads q() {
    return q;
  }

  Heads k() {
    return k;
  }

  /** The layout of all weights, {@code [batch, heads, queries, keys]}. */
  HeadLayout apart() {
    int dim = keys.length();
    return new HeadLayout(queries.batch(), queries.heads(), queries.length(), dim, dim, 0, false);
  }

  float scale() {
    return scale;
  }

  /** Queries of a block; the last block may have fewer. */
  int block() {
    return block;
  }

  /** The distance of the rows of a block's weights in a buffer, with room for whole vectors. */
  int stride() {
    return stride;
  }

  /** How many queries the block that starts at {@code from} has. */
  int rows(int from) {
    return Math.min(block, queries.length() - from);
  }

  /** How many keys the block that starts at {@code from} reaches; weights beyond are 0. */
  int reach(int from) {
    return causal ? Math.min(keys.length(), from + rows(from)) : keys.length();
  }

  /** A buffer for the weights of a block, and behind them for what is added to its scores. */
  float[] buffer() {
    boolean both = keyBias != null && pairBias != null;
    return buffer(block * stride + (both ? block * keys.length() : 0));
  }

  /** A buffer of this step; for a task that {@link #forHeads} asks for. */
  float[] buffer(int size) {
    return tape.take(size).data();
  }

  /** One head of one example. */
  interface HeadTask {
    void run(int example, int head);
  }

  /**
   * Runs a task for each head of each example.
   *
   * @param products how many multiplications a pair of a query and a key costs
   * @param tasks makes a task with buffers of its own, for one thread at a time
   */
  void forHeads(int products, Supplier<HeadTask> tasks) {
    int heads = queries.heads();
    IdleTasks idle = new IdleTasks(tasks);
    Workers.shared()
        .forRange(
            queries.batch() * heads,
            taskSize(products),
            (from, to) -> {
              HeadTask task = idle.take();
              for (int i = from; i < to; i++) {
                task.run(i / heads, i % heads);
              }
              idle.release(task);
            });
  }

  /** Runs a task for each head, all its examples in order by one thread. */
  void forHeadsInOrder(Supplier<HeadTask> tasks) {
    IdleTasks idle = new IdleTasks(tasks);
    Workers.shared()
        .forRange(
            queries.heads(),
            1,
            (from, to) -> {
              HeadTask task = idle.take();
              for (int head = from; head < to; head++) {
                for (int example = 0; example < queries.batch(); example++) {
                  task.run(example, head);
                }
              }
              idle.release(task);
            });
  }

  /**
   * Tasks that no thread runs just now, so that there are never more than threads. They are made
   * one at a time, and until all have run the tape is used for nothing else, so that each may take
   * its buffers from there.
   */
  private static final class IdleTasks {
    private final Supplier<HeadTask> tasks;
    private final Deque<HeadTask> idle = new ArrayDeque<>();

    IdleTasks(Supplier<HeadTask> tasks) {
      this.tasks = tasks;
    }

    synchronized HeadTask take() {
      return idle.isEmpty() ? tasks.get() : idle.pop();
    }

    synchronized void release(HeadTask task) {
      idle.push(task);
    }
  }

  private int taskSize(int products) {
    long work = (long) queries.length() * keys.length() * Math.max(1, products);
    return (int) Math.max(1, WORTH_A_THREAD / Math.max(1, work));
  }

  /**
   * Writes the weights of a block of queries, columns {@code [0, width)}.
   *
   * @param width at least the block's reach; more costs nothing but the zeros there
   * @param buffer of {@link #buffer}; may be {@code out} itself
   */
  void weights(
      int example,
      int head,
      int from,
      float[] out,
      int outAt,
      int outStride,
      int width,
      float[] buffer) {
    int rows = rows(from);
    int reach = reach(from);
    Kernels kernels = Engine.kernels();
    kernels
        .products()
        .gemm(
            Form.NT,
            rows,
            reach,
            queries.dim(),
            q.data(),
            queries.at(example, head, from),
            queries.columns(),
            k.data(),
            keys.at(example, head),
            keys.columns(),
            out,
            outAt,
            outStride,
            false);
    int visible = causal ? Math.min(from + 1, reach) : reach;
    float[] added = keyBias == null ? pairBias : keyBias;
    int addedAt = keyBias == null ? pairAt(head, from) : example * keys.length();
    int addedStride = keyBias == null && pairBias != null ? keys.length() : 0;
    if (keyBias != null && pairBias != null) {
      added = buffer;
      addedAt = block * stride;
      addedStride = keys.length();
      for (int row = 0; row < rows; row++) {
        int pair = pairAt(head, from + row);
        int to = addedAt + row * addedStride;
        kernels
            .elementwise()
            .add(reach, keyBias, example * keys.length(), pairBias, pair, buffer, to);
      }
    }
    kernels
        .attention()
        .weights(
            rows, reach, width, visible, scale, added, addedAt, addedStride, out, outAt, outStride);
  }

  private int pairAt(int head, int query) {
    return ((perHead ? head * queries.length() : 0) + query) * keys.length();
  }

  /** The width of a block's weights in a buffer: its reach, filled up to whole vectors. */
  int width(int from) {
    return (reach(from) + Kernels.LANES - 1) & -Kernels.LANES;
  }

  /**
   * Drops weights of a block, or their gradients. A row's numbers start even, as the kernel wants
   * it, so elements beyond the keys share the numbers of the next row: they are 0 or not read.
   */
  void drop(
      RandomMask mask,
      int example,
      int head,
      int from,
      int width,
      float[] x,
      int xAt,
      float[] out,
      int outAt,
      int rowStride) {
    long even = keys.length() + (keys.length() & 1);
    long row = (long) (example * queries.heads() + head) * queries.length() + from;
    for (int r = 0; r < rows(from); r++) {
      int at = r * rowStride;
      mask.apply(width, (row + r) * even, x, xAt + at, out, outAt + at);
    }
  }
}
