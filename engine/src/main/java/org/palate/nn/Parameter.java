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

  /** Whether gradients are computed for it, and optimizers change it. */
  boolean requiresGradient();

  /**
   * Freezes it, or lets it be trained again; a gradient that it has is forgotten. A frozen
   * parameter is saved and loaded like any other.
   */
  void setRequiresGradient(boolean requiresGradient);

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

    @Override
    public boolean requiresGradient() {
      return variable.requiresGradient();
    }

    @Override
    public void setRequiresGradient(boolean requiresGradient) {
      variable.setRequiresGradient(requiresGradient);
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

    @Override
    public boolean requiresGradient() {
      return variable.requiresGradient();
    }

    @Override
    public void setRequiresGradient(boolean requiresGradient) {
      variable.setRequiresGradient(requiresGradient);
    }
  }
}
