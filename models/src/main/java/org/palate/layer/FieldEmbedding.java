// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import java.util.ArrayList;
import java.util.List;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Products;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.lookup.Lookups;
import org.palate.feature.FeatureBatch;
import org.palate.feature.FieldSet;
import org.palate.nn.Init;
import org.palate.nn.Layer;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Table;

/**
 * A vector for each field of each example: a row of the shared table for a code, the weighted sum
 * of its rows for a list of codes, and, if asked, {@code sum_j x_j v_j} for the numbers x of a
 * field.
 *
 * <p>Parameters: {@code weight [rows, dim]}, and with fields of numbers {@code numeric [width,
 * dim]}. Rows that stand for the unknown start at zero, so that what was never seen adds nothing.
 */
public final class FieldEmbedding extends Layer {
  private final TableVariable weight;
  private final Variable numeric;
  private final int[] widths;
  private final int severals;
  private final int dim;
  private final int fields;

  /**
   * Vectors of normal draws.
   *
   * @param set the fields
   * @param numbers whether fields of numbers have vectors too
   * @param std the standard deviation of the draws; 0 starts everything at zero
   */
  public FieldEmbedding(FieldSet set, int dim, boolean numbers, double std, RandomStream random) {
    Table table = Init.normalTable(random, std, set.rows(), dim);
    for (int row : set.unknownRows()) {
      table.zeroRow(row);
    }
    this.weight = table("weight", table);
    boolean withNumbers = numbers && set.width() > 0;
    this.numeric =
        withNumbers ? parameter("numeric", Init.normal(random, std, set.width(), dim)) : null;
    this.widths = withNumbers ? set.widths() : new int[0];
    this.severals = set.severals();
    this.dim = dim;
    this.fields = set.singles() + severals + widths.length;
  }

  /** How many vectors an example has. */
  public int fields() {
    return fields;
  }

  /** {@code [size, fields, dim]}. */
  public Variable forward(Tape tape, FeatureBatch batch) {
    List<Variable> parts = new ArrayList<>();
    parts.add(Lookups.embedding(tape, weight, batch.ids()));
    if (severals > 0) {
      Variable bags =
          Lookups.embeddingBag(
              tape,
              weight,
              batch.bagIds(),
              batch.bagOffsets(),
              batch.bagWeights(),
              Lookups.BagMode.SUM);
      parts.add(Layout.reshape(bags, batch.size(), severals, dim));
    }
    if (numeric != null) {
      parts.add(ofNumbers(tape.constant(batch.numbers()), tape.use(numeric), batch.size()));
    }
    return parts.size() == 1 ? parts.getFirst() : Layout.concat(1, parts.toArray(new Variable[0]));
  }

  private Variable ofNumbers(Variable numbers, Variable vectors, int size) {
    int width = vectors.shape().dim(0);
    if (width == widths.length) {
      return Arithmetic.mul(Layout.reshape(numbers, size, width, 1), vectors);
    }
    List<Variable> parts = new ArrayList<>();
    int at = 0;
    for (int own : widths) {
      Variable vector =
          Products.matmul(
              Layout.slice(numbers, 1, at, at + own), Layout.slice(vectors, 0, at, at + own));
      parts.add(Layout.reshape(vector, size, 1, dim));
      at += own;
    }
    return Layout.concat(1, parts.toArray(new Variable[0]));
  }
}
