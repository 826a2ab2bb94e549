// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.lookup;

import java.util.Arrays;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.lookup.Lookups.BagMode;
import org.palate.kernel.Engine;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;

/**
 * Bags of rows of one table, each made one row: what {@link Lookups#embeddingBag} does.
 *
 * @param variable the table
 * @param ids the rows of all bags, one after another
 * @param offsets where each bag starts, and at the end where the last one stops
 */
record BagLookup(TableVariable variable, int[] ids, int[] offsets) {
  /** Checks offsets and ids. */
  BagLookup {
    int bags = offsets.length - 1;
    if (bags < 0 || offsets[0] != 0 || offsets[bags] > ids.length) {
      throw new IllegalArgumentException(
          "expected offsets from 0 that end within the %d ids, found %d offsets"
              .formatted(ids.length, offsets.length));
    }
    for (int bag = 0; bag < bags; bag++) {
      if (offsets[bag] > offsets[bag + 1]) {
        throw new IllegalArgumentException(
            "expected rising offsets, found %d, then %d at position %d"
                .formatted(offsets[bag], offsets[bag + 1], bag + 1));
      }
    }
    Lookups.checkIds(ids, offsets[bags], variable.table().rows());
  }

  int bags() {
    return offsets.length - 1;
  }

  /** How many ids the bags have together. */
  int entries() {
    return offsets[bags()];
  }

  private int dim() {
    return variable.table().dim();
  }

  /** The sums or the means, each row times its weight where there are weights. */
  Variable sums(Tape tape, Variable weights, BagMode mode) {
    Table table = variable.table();
    int n = entries();
    if (weights != null && (mode != BagMode.SUM || weights.value().size() < n)) {
      throw new IllegalArgumentException(
          "expected mode SUM and a weight for each id, found mode %s, %d ids, %d weights"
              .formatted(mode, n, weights.value().size()));
    }
    float[] factors = weights == null ? null : weights.value().data();
    Tensor y = tape.take(bags(), dim());
    float[] out = y.data();
    Workers.shared()
        .forRange(
            bags(),
            TaskSize.rows(dim() * Math.max(1, n / Math.max(1, bags()))),
            (from, to) ->
                Engine.kernels()
                    .rows()
                    .bagSum(table.pagedRows(), ids, offsets, factors, from, to, out, from * dim()));
    if (mode == BagMode.MEAN) {
      divideByCount(out);
    }
    return tape.record(
        y,
        variable.requiresGradient() || (weights != null && weights.requiresGradient()),
        g -> {
          if (variable.requiresGradient()) {
            float[] shares = mode == BagMode.MEAN ? meanWeights(tape) : factors;
            variable.gradients().addBags(ids, offsets, g.data(), shares);
          }
          if (weights != null && weights.requiresGradient()) {
            weights.transferGradient(weightGradient(tape, g, weights));
          }
        });
  }

  /** The gradient of weight i: the inner product of its row and the gradient of its bag. */
  private Tensor weightGradient(Tape tape, Tensor g, Variable weights) {
    Table table = variable.table();
    int n = entries();
    int[] bagOf = bagOfEach();
    float[] row = tape.take(dim()).data();
    Tensor gradient = tape.take(weights.shape());
    Arrays.fill(gradient.data(), n, gradient.size(), 0f);
    for (int i = 0; i < n; i++) {
      Engine.kernels().rows().gather(table.pagedRows(), ids, i, i + 1, row, 0);
      gradient.data()[i] =
          Engine.kernels().reductions().dot(dim(), row, 0, g.data(), bagOf[i] * dim());
    }
    return gradient;
  }

  /** The largest of each column; of equal ones the first receives the gradient. */
  Variable largest(Tape tape) {
    Table table = variable.table();
    int dim = dim();
    Tensor y = tape.take(bags(), dim);
    int[] winners = new int[bags() * dim];
    float[] out = y.data();
    Workers.shared()
        .forRange(
            bags(),
            TaskSize.rows(dim * Math.max(1, entries() / Math.max(1, bags()))),
            (from, to) -> {
              for (int bag = from; bag < to; bag++) {
                Arrays.fill(out, bag * dim, (bag + 1) * dim, 0f);
                for (int i = offsets[bag]; i < offsets[bag + 1]; i++) {
                  float[] page = table.page(ids[i]);
                  int row = table.offset(ids[i]);
                  for (int d = 0; d < dim; d++) {
                    if (i == offsets[bag] || page[row + d] > out[bag * dim + d]) {
                      out[bag * dim + d] = page[row + d];
                      winners[bag * dim + d] = i;
                    }
                  }
                }
              }
            });
    return tape.record(
        y,
        variable.requiresGradient(),
        g -> {
          float[] rows = tape.zeros(Math.max(1, entries()), dim).data();
          int[] bagOf = bagOfEach();
          for (int i = 0; i < bagOf.length; i++) {
            for (int d = 0; d < dim; d++) {
              if (winners[bagOf[i] * dim + d] == i) {
                rows[i * dim + d] = g.data()[bagOf[i] * dim + d];
              }
            }
          }
          variable.gradients().add(ids, bagOf.length, rows, null, null);
        });
  }

  private void divideByCount(float[] rows) {
    for (int bag = 0; bag < bags(); bag++) {
      int count = offsets[bag + 1] - offsets[bag];
      for (int i = bag * dim(); count > 1 && i < (bag + 1) * dim(); i++) {
        rows[i] /= count;
      }
    }
  }

  private float[] meanWeights(Tape tape) {
    float[] weights = tape.take(entries()).data();
    for (int bag = 0; bag < bags(); bag++) {
      for (int i = offsets[bag]; i < offsets[bag + 1]; i++) {
        weights[i] = 1f / (offsets[bag + 1] - offsets[bag]);
      }
    }
    return weights;
  }

  private int[] bagOfEach() {
    int[] bagOf = new int[entries()];
    for (int bag = 0; bag < bags(); bag++) {
      Arrays.fill(bagOf, offsets[bag], offsets[bag + 1], bag);
    }
    return bagOf;
  }
}
