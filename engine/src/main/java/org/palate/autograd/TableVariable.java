// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.tensor.Table;

/** A trainable embedding table with the gradients of the rows that the current step touched. */
public final class TableVariable {
  private final Table table;
  private final RowGradients gradients;

  /** Makes a table trainable; an optimizer will change it in place. */
  public TableVariable(Table table) {
    this.table = table;
    this.gradients = new RowGradients(table.dim());
  }

  /** The numbers. */
  public Table table() {
    return table;
  }

  /** The gradients since they were last cleared. */
  public RowGradients gradients() {
    return gradients;
  }

  @Override
  public String toString() {
    return "TableVariable[" + table.rows() + ", " + table.dim() + "]";
  }
}
