// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import java.util.ArrayList;
import java.util.List;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.lookup.Lookups;
import org.palate.feature.FeatureBatch;
import org.palate.feature.FeatureSpace;
import org.palate.feature.UserMixture;
import org.palate.kernel.Engine;
import org.palate.nn.Init;
import org.palate.nn.Layer;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;

/**
 * A vector for each field of each example: a row of the shared table for a categorical field, the
 * mean of its rows for a bag, and, if asked, a vector times the number for a numeric field.
 *
 * <p>Parameters: {@code weight [rows, dim]}, and with numeric fields {@code numeric [fields, dim]}.
 * Rows that stand for the unknown start at zero, so that what was never seen adds nothing.
 */
public final class FieldEmbedding extends Layer {
  private final TableVariable weight;
  private final Variable numeric;
  private final int bagFields;
  private final int dim;
  private final int fields;

  /**
   * Vectors of normal draws.
   *
   * @param numbers whether numeric fields have vectors too
   * @param std the standard deviation of the draws; 0 starts everything at zero
   */
  public FieldEmbedding(
      FeatureSpace space, int dim, boolean numbers, double std, RandomStream random) {
    Table table = Init.normalTable(random, std, space.rows(), dim);
    for (int row : space.unknownRows()) {
      table.zeroRow(row);
    }
    this.weight = table("weight", table);
    boolean withNumbers = numbers && space.numericFields() > 0;
    this.numeric =
        withNumbers
            ? parameter("numeric", Init.normal(random, std, space.numericFields(), dim))
            : null;
    this.bagFields = space.bagFields();
    this.dim = dim;
    this.fields = space.categoricalFields() + bagFields + (withNumbers ? space.numericFields() : 0);
  }

  /** How many vectors an example has. */
  public int fields() {
    return fields;
  }

  /** {@code [batch, fields, dim]}. */
  public Variable forward(Tape tape, FeatureBatch batch) {
    List<Variable> parts = new ArrayList<>();
    Variable rows = Lookups.embedding(tape, weight, batch.ids());
    if (batch.mixture() != null) {
      replaceUser(tape, rows.value(), batch.mixture());
    }
    parts.add(rows);
    if (bagFields > 0) {
      Variable bags =
          Lookups.embeddingBag(
              tape,
              weight,
              batch.bagIds(),
              batch.bagOffsets(),
              batch.bagWeights(),
              Lookups.BagMode.SUM);
      parts.add(Layout.reshape(bags, batch.size(), bagFields, dim));
    }
    if (numeric != null) {
      Variable numbers =
          tape.constant(batch.numbers().reshape(batch.size(), numeric.shape().dim(0), 1));
      parts.add(Arithmetic.mul(numbers, numeric));
    }
    return parts.size() == 1 ? parts.getFirst() : Layout.concat(1, parts.toArray(new Variable[0]));
  }

  /** The user is the first field, and its codes are the first rows of the table. */
  private void replaceUser(Tape tape, Tensor vectors, UserMixture mixture) {
    if (tape.recording()) {
      throw new IllegalStateException(
          "expected the users themselves in training, found a mixture of users");
    }
    float[] user = new float[dim];
    for (int i = 0; i < mixture.users().length; i++) {
      int row = mixture.users()[i];
      Engine.kernels()
          .elementwise()
          .axpy(
              dim,
              mixture.weights()[i],
              weight.table().page(row),
              weight.table().offset(row),
              user,
              0);
    }
    int stride = vectors.shape().dim(1) * dim;
    for (int at = 0; at < vectors.size(); at += stride) {
      System.arraycopy(user, 0, vectors.data(), at, dim);
    }
  }
}
