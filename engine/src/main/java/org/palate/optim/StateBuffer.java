// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import java.util.Arrays;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Variable;
import org.palate.nn.Parameter;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;

/**
 * A number of state for each number of the parameters, such as a moment, or one for each row; made
 * when needed.
 */
final class StateBuffer {
  private final String name;
  private final float initial;
  private final boolean perRow;
  private Tensor[] dense = new Tensor[0];
  private Table[] rows = new Table[0];

  /**
   * A buffer.
   *
   * @param name as in PyTorch's state
   * @param initial what it holds before the first step
   * @param perRow one number for each row of a table, and for each dense parameter
   */
  StateBuffer(String name, float initial, boolean perRow) {
    this.name = name;
    this.initial = initial;
    this.perRow = perRow;
  }

  /** Makes the state of a parameter ready; says whether it was not before. */
  boolean prepare(int index, Parameter parameter) {
    if (index >= dense.length) {
      dense = Arrays.copyOf(dense, 2 * index + 1);
      rows = Arrays.copyOf(rows, 2 * index + 1);
    }
    boolean first = dense[index] == null && rows[index] == null;
    if (first) {
      switch (parameter) {
        case Parameter.Dense(String own, Variable variable) -> {
          dense[index] = perRow ? Tensor.zeros(1) : Tensor.zeros(variable.shape());
          Arrays.fill(dense[index].data(), initial);
        }
        case Parameter.Sparse(String own, TableVariable variable) -> {
          Table table = variable.table();
          rows[index] = perRow ? new Table(table.rows(), 1) : table.zerosLike();
          for (float[] page : initial == 0 ? new float[0][] : rows[index].pagedRows().pages()) {
            Arrays.fill(page, initial);
          }
        }
      }
    }
    return first;
  }

  /** The array of a dense parameter's state. */
  float[] dense(int index) {
    return dense[index].data();
  }

  /** The state of a table, each row's where the row is in the table. */
  Table rows(int index) {
    return rows[index];
  }

  /** The state of a parameter under its name. */
  Parameter asParameter(int index, Parameter parameter) {
    String full = parameter.name() + "." + name;
    return switch (parameter) {
      case Parameter.Dense _ -> new Parameter.Dense(full, Variable.fixed(dense[index]));
      case Parameter.Sparse _ -> new Parameter.Sparse(full, new TableVariable(rows[index]));
    };
  }
}
