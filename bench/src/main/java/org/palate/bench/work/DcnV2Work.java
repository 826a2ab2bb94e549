// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import java.util.List;
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.product.Precision;
import org.palate.layer.CrossNetwork;
import org.palate.nn.Embedding;
import org.palate.nn.Layer;
import org.palate.nn.Linear;
import org.palate.nn.Losses;
import org.palate.nn.Mlp;
import org.palate.optim.Adam;
import org.palate.optim.Optimizer;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/**
 * DCN-v2 on made-up clicks: cross layers beside a perceptron, binary cross-entropy; Adam, lazy on
 * the table. A batch is the same each time, its ids uniform.
 */
public final class DcnV2Work {
  /**
   * How large the model is.
   *
   * @param fields categorical fields
   * @param values values of each
   * @param dim floats of the vector of a value
   * @param numbers numeric fields
   * @param crosses cross layers
   * @param hidden widths of the perceptron
   */
  public record Sizes(
      int fields, int values, int dim, int numbers, int crosses, List<Integer> hidden) {
    /** The sizes of the Criteo data, with 100,000 values a field. */
    public static final Sizes CRITEO = new Sizes(26, 100_000, 16, 13, 3, List.of(400, 400, 400));

    int width() {
      return fields * dim + numbers;
    }
  }

  private static final class Model extends Layer {
    private final Sizes sizes;
    private final Embedding table;
    private final CrossNetwork.Matrices cross;
    private final Mlp deep;
    private final Linear out;

    Model(Sizes sizes, RandomStream random) {
      this.sizes = sizes;
      int width = sizes.width();
      table = child("table", new Embedding(sizes.fields * sizes.values, sizes.dim, 0.01, random));
      cross = child("cross", new CrossNetwork.Matrices(width, sizes.crosses, random));
      deep = child("deep", new Mlp(width, sizes.hidden, 0, random));
      out = child("out", new Linear(width + deep.out(), 1, random));
    }

    Variable forward(Tape tape, Batch batch) {
      Variable vectors = table.forward(tape, batch.ids);
      Variable fields = Layout.reshape(vectors, batch.size, sizes.fields * sizes.dim);
      Variable x0 = Layout.concat(1, fields, tape.constant(batch.numbers));
      Variable both = Layout.concat(1, cross.forward(x0), deep.forward(x0));
      return Layout.reshape(out.forward(both), batch.size);
    }
  }

  /** Some examples, and the memory of the steps that see them. */
  public static final class Batch {
    private final int size;
    private final IntTensor ids;
    private final Tensor numbers;
    private final Tensor labels;
    private final TensorPool pool = new TensorPool();

    private Batch(Sizes sizes, int size) {
      this.size = size;
      int[] rows = Values.ints("ids", size * sizes.fields, sizes.values);
      for (int i = 0; i < rows.length; i++) {
        rows[i] += i % sizes.fields * sizes.values;
      }
      ids = new IntTensor(Shape.of(size, sizes.fields), rows);
      int count = size * sizes.numbers;
      numbers = Tensor.of(Shape.of(size, sizes.numbers), Values.floats("numbers", count));
      labels = Tensor.zeros(size);
      int[] clicks = Values.ints("labels", size, 2);
      for (int i = 0; i < size; i++) {
        labels.data()[i] = clicks[i];
      }
    }

    /** Rows of the table, {@code [size, fields]}. */
    public IntTensor ids() {
      return ids;
    }

    /** Numeric features, {@code [size, numbers]}. */
    public Tensor numbers() {
      return numbers;
    }

    /** 1 for a click, else 0, {@code [size]}. */
    public Tensor labels() {
      return labels;
    }
  }

  private final Sizes sizes;
  private final Model model;
  private final Optimizer adam;
  private long step;

  /** A model before training. */
  public DcnV2Work(Sizes sizes) {
    this.sizes = sizes;
    model = new Model(sizes, RandomStream.of(1, "dcnv2"));
    adam = new Adam(model.parameters(), Adam.Options.of(1e-3));
  }

  /** The model: {@code table}, {@code cross}, {@code deep}, {@code out}. */
  public Layer model() {
    return model;
  }

  /** Packs the weights for inference; a training step drops that. */
  public void pack(Precision precision) {
    model.pack(precision);
  }

  /** A batch of so many examples. */
  public Batch batch(int size) {
    return new Batch(sizes, size);
  }

  /** Forward, backward, update; gives the loss. */
  public float step(Batch batch) {
    try (Tape tape = Tape.training(batch.pool, 1, step++)) {
      Variable loss = Losses.bceWithLogits(model.forward(tape, batch), batch.labels);
      adam.zeroGradients();
      tape.backward(loss);
      adam.step();
      return loss.value().item();
    }
  }

  /** The logits of a batch; gives the first. */
  public float infer(Batch batch) {
    try (Tape tape = Tape.inference(batch.pool)) {
      return model.forward(tape, batch).value().data()[0];
    }
  }

  /** A copy of the logits of a batch. */
  public float[] logits(Batch batch) {
    try (Tape tape = Tape.inference(batch.pool)) {
      return model.forward(tape, batch).value().toArray();
    }
  }

  /** Writes what was learned into a fingerprint. */
  public void writeTo(Fingerprint fingerprint) {
    fingerprint.add(model);
  }
}
