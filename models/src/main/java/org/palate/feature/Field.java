// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

import java.util.List;
import org.palate.data.Column;

/**
 * A feature of an example, and how it is encoded.
 *
 * <p>Each kind of field is one class and its {@link FieldKind}; anyone may write another. What a
 * model sees of it is its {@link FieldForm}, so nothing else has to know the kinds.
 */
public interface Field {
  /** What a field describes. */
  enum Side {
    /** The user, the same in all the user's examples. */
    USER,
    /** The item. */
    ITEM,
    /** The context: the single event. */
    CONTEXT
  }

  /** Its name, unique in its side. */
  String name();

  /** What it describes. */
  Side side();

  /** The kind, which reads it again from what {@link #state} says. */
  FieldKind kind();

  /** In which form its values reach a model. */
  FieldForm form();

  /**
   * Encodes rows of a column.
   *
   * @param column what there is; one of another kind counts as missing throughout
   * @param rows for each row to make, which row of the column it is
   */
  Encoded encode(Column column, int[] rows);

  /**
   * A column of values as people write them, such as those given with a request; the empty text is
   * a missing value.
   *
   * @throws IllegalArgumentException if a text is no value of this field, saying what was expected
   */
  Column parse(List<String> texts);

  /** All that the field is made of, as a bundle keeps it. */
  FieldState state();
}
