// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import java.util.Arrays;
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.kernel.row.PagedRows;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/**
 * Vectors of users and items smoothed over the graph of who chose what: {@code E = 1 / (L + 1)
 * sum_{l=0..L} A^l E_0} with the normalised adjacency {@code A_{ui} = A_{iu} = 1 / sqrt(deg u deg
 * i)}. It has no parameters but the vectors themselves. What has no edge keeps its vector in the
 * term l = 0 alone.
 *
 * <p>A is its own transpose, so the gradient is the same sum of the gradient.
 *
 * <p>X. He, K. Deng, X. Wang, Y. Li, Y. Zhang, M. Wang: LightGCN, Simplifying and Powering Graph
 * Convolution Network for Recommendation, 2020.
 */
public final class LightGcn {
  private final int users;
  private final int items;
  private final int layers;

  /** The neighbours of node n, users before items, are at {@code offsets[n]} and on. */
  private final int[] offsets;

  private final int[] neighbours;
  private final float[] weights;

  /**
   * The graph of these edges.
   *
   * @param edgeUsers the user of each edge; no edge comes twice
   * @param edgeItems its item
   * @param layers L, how many steps apart vectors reach each other
   */
  public LightGcn(int users, int items, int[] edgeUsers, int[] edgeItems, int layers) {
    if (edgeUsers.length != edgeItems.length) {
      throw new IllegalArgumentException(
          "expected as many users as items of edges, found %d and %d"
              .formatted(edgeUsers.length, edgeItems.length));
    }
    this.users = users;
    this.items = items;
    this.layers = layers;
    int[] degrees = new int[users + items];
    for (int e = 0; e < edgeUsers.length; e++) {
      checkNode("user", edgeUsers[e], users, e);
      checkNode("item", edgeItems[e], items, e);
      degrees[edgeUsers[e]]++;
      degrees[users + edgeItems[e]]++;
    }
    offsets = new int[degrees.length + 1];
    for (int node = 0; node < degrees.length; node++) {
      offsets[node + 1] = Math.addExact(offsets[node], degrees[node]);
    }
    int[] next = Arrays.copyOf(offsets, degrees.length);
    neighbours = new int[offsets[degrees.length]];
    weights = new float[neighbours.length];
    for (int e = 0; e < edgeUsers.length; e++) {
      int user = edgeUsers[e];
      int item = users + edgeItems[e];
      float weight = (float) (1 / Math.sqrt((double) degrees[user] * degrees[item]));
      neighbours[next[user]] = item;
      weights[next[user]++] = weight;
      neighbours[next[item]] = user;
      weights[next[item]++] = weight;
    }
  }

  private static void checkNode(String name, int id, int count, int edge) {
    if (id < 0 || id >= count) {
      throw new IndexOutOfBoundsException(
          "edge %d: %s %d is outside 0..%d".formatted(edge, name, id, count - 1));
    }
  }

  /**
   * The smoothed vectors.
   *
   * @param users shape {@code [users, dim]}
   * @param items shape {@code [items, dim]}
   * @return shape {@code [users + items, dim]}, users first
   */
  public Variable forward(Variable users, Variable items) {
    if (users.shape().rank() != 2
        || users.shape().dim(0) != this.users
        || items.shape().rank() != 2
        || items.shape().dim(0) != this.items) {
      throw new IllegalArgumentException(
          "graph of %d users and %d items: expected [users, dim] and [items, dim], found %s and %s"
              .formatted(this.users, this.items, users.shape(), items.shape()));
    }
    Variable start = Layout.concat(0, users, items);
    Tape tape = Tape.of(start);
    return tape.record(
        smoothed(tape, start.value()), g -> start.transferGradient(smoothed(tape, g)), start);
  }

  private Tensor smoothed(Tape tape, Tensor x) {
    int dim = x.shape().last();
    Tensor sum = tape.take(x.shape());
    System.arraycopy(x.data(), 0, sum.data(), 0, x.size());
    Tensor term = x;
    for (int layer = 0; layer < layers; layer++) {
      Tensor from = term;
      Tensor to = tape.take(x.shape());
      PagedRows rows = PagedRows.of(from.data(), dim);
      Workers.shared()
          .forRange(
              users + items,
              TaskSize.rows(dim),
              (start, end) ->
                  Engine.kernels()
                      .rows()
                      .bagSum(
                          rows, neighbours, offsets, weights, start, end, to.data(), start * dim));
      Engine.kernels().elementwise().accumulate(x.size(), to.data(), 0, sum.data(), 0);
      term = to;
    }
    Engine.kernels().elementwise().scale(x.size(), 1f / (layers + 1), sum.data(), 0, sum.data(), 0);
    return sum;
  }
}
