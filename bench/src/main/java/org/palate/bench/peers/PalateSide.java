// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

import java.util.function.Supplier;
import org.palate.bench.work.AttentionWork;
import org.palate.bench.work.BagWork;
import org.palate.bench.work.BprWork;
import org.palate.bench.work.ConvolutionWork;
import org.palate.bench.work.DcnV2Work;
import org.palate.bench.work.LstmWork;
import org.palate.bench.work.ProductWork;
import org.palate.bench.work.SasRecWork;
import org.palate.bench.work.TopItemsWork;
import org.palate.kernel.product.Form;
import org.palate.kernel.product.Precision;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * Palate's side: the work that is also run under JMH, and its inputs for the others.
 *
 * @param inputs what the work starts from
 * @param result the outcome
 * @param call does the work once
 */
record PalateSide(Inputs inputs, Supplier<float[]> result, Runnable call) implements Side {

  static PalateSide start(Work work) {
    return switch (work) {
      case Work.Product product -> product(product);
      case Work.Lookup lookup -> {
        BagWork bags = bags();
        yield new PalateSide(inputs(bags), () -> bags.rows(0), bags::lookUp);
      }
      case Work.BagSum sum -> {
        BagWork bags = bags();
        yield new PalateSide(inputs(bags), () -> bags.sums(0), bags::forward);
      }
      case Work.BagAdaGrad adaGrad -> {
        BagWork bags = bags();
        yield new PalateSide(
            inputs(bags),
            () -> {
              losses(bags::step);
              return bags.sums(0);
            },
            bags::step);
      }
      case Work.DcnV2Step step -> {
        DcnV2Work model = new DcnV2Work(DcnV2Work.Sizes.CRITEO);
        DcnV2Work.Batch batch = model.batch(step.batch());
        yield new PalateSide(
            inputs(model, batch).with("labels", batch.labels()),
            () -> losses(() -> model.step(batch)),
            () -> model.step(batch));
      }
      case Work.DcnV2Inference inference -> {
        DcnV2Work model = new DcnV2Work(DcnV2Work.Sizes.CRITEO);
        model.pack(Precision.FLOAT32);
        DcnV2Work.Batch batch = model.batch(inference.batch());
        yield new PalateSide(
            inputs(model, batch), () -> model.logits(batch), () -> model.infer(batch));
      }
      case Work.BprStep step -> {
        BprWork factors = new BprWork();
        Inputs inputs =
            new Inputs()
                .with(factors.model())
                .with("users", factors.users())
                .with("chosen", factors.chosen())
                .with("unchosen", factors.unchosen());
        yield new PalateSide(inputs, () -> losses(factors::step), factors::step);
      }
      case Work.Attention heads -> {
        AttentionWork attention = new AttentionWork(heads.heads());
        Inputs inputs = new Inputs().with(attention.layer()).with("x", attention.x());
        yield new PalateSide(inputs, attention::output, attention::forward);
      }
      case Work.SasRecStep step -> {
        SasRecWork timed =
            new SasRecWork(step.batch(), SasRecWork.MOVIELENS.withDropout(step.dropout()));
        Inputs inputs =
            new Inputs()
                .with(timed.encoder())
                .with("history", timed.history())
                .with("next", timed.next())
                .with("negatives", timed.negatives());
        SasRecWork checked = new SasRecWork(step.batch(), SasRecWork.MOVIELENS.withDropout(0));
        yield new PalateSide(inputs, () -> losses(checked::step), timed::step);
      }
      case Work.LstmStep step -> {
        LstmWork lstm = new LstmWork(LstmWork.Sizes.MOVIELENS);
        Inputs inputs =
            new Inputs()
                .with(lstm.model())
                .with("sequences", lstm.sequences())
                .with("targets", lstm.targets());
        yield new PalateSide(inputs, () -> losses(lstm::step), lstm::step);
      }
      case Work.Convolution forward -> {
        ConvolutionWork images = new ConvolutionWork();
        Inputs inputs = new Inputs().with(images.layer()).with("images", images.images());
        yield new PalateSide(inputs, images::output, images::forward);
      }
      case Work.TopItems top -> {
        TopItemsWork items = new TopItemsWork(1024, 100_000, 64, top.k());
        Inputs inputs =
            new Inputs().with("users", items.userVectors()).with("items", items.itemVectors());
        yield new PalateSide(inputs, items::bestScores, items::run);
      }
    };
  }

  private static PalateSide product(Work.Product work) {
    int m = work.m();
    int k = work.k();
    int n = work.n();
    ProductWork product = new ProductWork(work.form(), m, k, n);
    Shape a = work.form() == Form.TN ? Shape.of(k, m) : Shape.of(m, k);
    Shape b = work.form() == Form.NT ? Shape.of(n, k) : Shape.of(k, n);
    Inputs inputs =
        new Inputs().with("a", Tensor.of(a, product.a())).with("b", Tensor.of(b, product.b()));
    Workers workers = Workers.shared();
    return new PalateSide(inputs, () -> product.run(workers), () -> product.run(workers));
  }

  private static BagWork bags() {
    return new BagWork(BagWork.ROWS, BagWork.DIM);
  }

  private static Inputs inputs(BagWork bags) {
    Inputs inputs = new Inputs().with(bags.bags());
    for (int set = 0; set < Work.SETS; set++) {
      inputs.with("ids." + set, bags.ids(set));
    }
    return inputs;
  }

  private static Inputs inputs(DcnV2Work model, DcnV2Work.Batch batch) {
    return new Inputs()
        .with(model.model())
        .with("ids", batch.ids())
        .with("numbers", batch.numbers());
  }

  private interface Step {
    float loss();
  }

  private static float[] losses(Step step) {
    float[] losses = new float[Work.STEPS];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = step.loss();
    }
    return losses;
  }

  @Override
  public float[] outcome() {
    return result.get();
  }

  /** The JVM compiles a method for good when it has been called some thousand times. */
  @Override
  public int warmUpCalls() {
    return 1000;
  }

  @Override
  public long nanos(int calls) {
    return Timed.time(calls, call);
  }

  @Override
  public void close() {}
}
