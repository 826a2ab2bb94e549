// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.TableVariable;
import org.palate.autograd.Variable;
import org.palate.tensor.Shape;

/**
 * A named thing that an optimizer changes: a dense tensor, or a table of which steps touch rows.
 */
public sealed interface Parameter {
  /** The name from the root module, such as {@code mlp.0.weight}. */
  String name();

  /** The axis lengths. */
  Shape shape();

  /**
   * The live values, row-major: one array, or the pages of a table, whose rows begin behind some
   * zeros.
   */
  float[][] arrays();

  /** A parameter whose gradient is as large as itself. */
  record Dense(String name, Variable variable) implements Parameter {
    @Override
    public Shape shape() {
      return variable.shape();
    }

    @Override
    public float[][] arrays() {
      return new float[][] {variable.value().data()};
    }
  }

  /** An embedding table, whose gradient names rows. */
  record Sparse(String name, TableVariable variable) implements Parameter {
    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the table has more than 2^31 - 1 floats
     */
    @Override
    public Shape shape() {
      return Shape.of(variable.table().rows(), variable.table().dim());
    }

    @Override
    public float[][] arrays() {
      return variable.table().pagedRows().pages();
    }
  }
}
