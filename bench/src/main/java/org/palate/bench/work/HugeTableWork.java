// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import java.util.List;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.lookup.Lookups;
import org.palate.nn.Parameter;
import org.palate.optim.Adam;
import org.palate.optim.Optimizer;
import org.palate.optim.Sgd;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/**
 * Training steps of a table alone, of any size: 16,384 random rows of 16 floats are looked up,
 * moved by the gradient of their sum, and no row besides. Sixteen sets of ids take turns.
 */
public final class HugeTableWork {
  private static final int DIM = 16;
  private static final int TOUCHED = 16_384;
  private static final int SETS = 16;

  private final TableVariable table;
  private final Optimizer optimizer;
  private final TensorPool pool = new TensorPool();
  private final IntTensor[] ids = new IntTensor[SETS];
  private final Tensor ones = Tensor.full(1f, TOUCHED, DIM);
  private int turn;

  private HugeTableWork(TableVariable table, Optimizer optimizer) {
    this.table = table;
    this.optimizer = optimizer;
    for (int set = 0; set < SETS; set++) {
      int[] rows = Values.ints("rows " + set, TOUCHED, table.table().rows());
      ids[set] = new IntTensor(Shape.of(TOUCHED), rows);
    }
  }

  /** With Adam, which keeps two more tables of the same size. */
  public static HugeTableWork adam(int rows) {
    TableVariable table = new TableVariable(new Table(rows, DIM));
    return new HugeTableWork(table, new Adam(parameters(table), Adam.Options.of(1e-3)));
  }

  /** With plain gradient descent, which keeps nothing. */
  public static HugeTableWork sgd(int rows) {
    TableVariable table = new TableVariable(new Table(rows, DIM));
    return new HugeTableWork(table, new Sgd(parameters(table), Sgd.Options.of(1e-3)));
  }

  private static List<Parameter> parameters(TableVariable table) {
    return List.of(new Parameter.Sparse("table", table));
  }

  /** Look-up, gradients by rows, update; gives one float of the rows looked up. */
  public float step() {
    IntTensor rows = ids[turn % SETS];
    try (Tape tape = Tape.training(pool, 1, turn++)) {
      Variable vectors = Lookups.embedding(tape, table, rows);
      optimizer.zeroGradients();
      tape.backward(vectors, ones);
      optimizer.step();
      return vectors.value().data()[0];
    }
  }
}
