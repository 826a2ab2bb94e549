// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.tensor.Table;

/** A trainable embedding table with the gradients of the rows that the current step touched. */
public final class TableVariable {
  private final Table table;
  private final RowGradients gradients;
  private boolean requiresGradient = true;

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

  /** Whether look-ups compute gradients of rows. */
  public boolean requiresGradient() {
    return requiresGradient;
  }

  /**
   * Freezes the table, or lets it be trained again. While it is frozen no gradient is computed for
   * it, and optimizers leave it alone; gradients that it has are forgotten.
   */
  public void setRequiresGradient(boolean requiresGradient) {
    this.requiresGradient = requiresGradient;
    gradients.clear();
  }

  @Override
  public String toString() {
    return "TableVariable[" + table.rows() + ", " + table.dim() + "]";
  }
}
