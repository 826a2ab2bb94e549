// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

import java.util.List;
import java.util.Optional;
import org.palate.data.Column;
import org.palate.feature.Field.Side;

/** A kind of {@link Field}: makes fields of columns, and reads them again. */
public interface FieldKind {
  /** The kinds of Palate, in the order in which a column is offered to them. */
  List<FieldKind> STANDARD = List.of(CategoricalField.KIND, BagField.KIND, NumberField.KIND);

  /** Its name in bundles, unique among the kinds. */
  String name();

  /**
   * Learns a field from a column.
   *
   * @param rows the rows to learn from
   * @return empty if the column is nothing for this kind, or says nothing that could be learned
   */
  Optional<Field> fit(Side side, Column column, int[] rows);

  /**
   * The field whose {@link Field#state} this is.
   *
   * @throws RuntimeException if the state is not that of a field of this kind
   */
  Field read(String name, Side side, FieldState state);
}
