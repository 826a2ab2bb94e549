// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

/**
 * In which form the values of a field reach a model. Kinds of fields are many, and anyone's; forms
 * are these three, and whatever reads a {@link FeatureBatch} can rely on that.
 */
public sealed interface FieldForm {
  /** How many rows of the shared table of embeddings the field's values take, code 0 included. */
  int rows();

  /** How many numbers an example has of the field. */
  int width();

  /**
   * Exactly one code an example.
   *
   * @param rows how many codes there are, that of the unknown included
   */
  record Single(int rows) implements FieldForm {
    @Override
    public int width() {
      return 0;
    }
  }

  /**
   * Any number of codes an example, each with a weight.
   *
   * @param rows how many codes there are, that of the unknown included
   */
  record Several(int rows) implements FieldForm {
    @Override
    public int width() {
      return 0;
    }
  }

  /**
   * A fixed number of numbers an example: one for a plain number, more for a vector.
   *
   * @param width how many, at least 1
   */
  record Numbers(int width) implements FieldForm {
    @Override
    public int rows() {
      return 0;
    }
  }
}
