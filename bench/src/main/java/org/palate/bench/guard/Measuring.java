// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.guard;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.palate.bench.work.BagWork;
import org.palate.bench.work.BprWork;
import org.palate.bench.work.Ceilings;
import org.palate.bench.work.ContractWork;
import org.palate.bench.work.ConvolutionWork;
import org.palate.bench.work.DcnV2Work;
import org.palate.bench.work.Fingerprint;
import org.palate.bench.work.HugeTableWork;
import org.palate.bench.work.InverseWork;
import org.palate.bench.work.LstmWork;
import org.palate.bench.work.ProductWork;
import org.palate.bench.work.SasRecWork;
import org.palate.bench.work.TopItemsWork;
import org.palate.bench.work.Values;
import org.palate.io.JsonObject;
import org.palate.kernel.Engine;
import org.palate.kernel.product.Form;
import org.palate.kernel.product.Precision;
import org.palate.layer.SasRecEncoder;
import org.palate.parallel.Workers;

/**
 * One of the guard's JVMs: measures what its part says and prints it, a JSON object a line.
 *
 * <p>Arguments: the part, {@code quick} or {@code full}, the file of floors, words that choose
 * bars.
 */
final class Measuring {
  /** What a JVM is started for. */
  enum Part {
    /** One thread at the widest vectors. */
    ONE_THREAD("", "vector kernels"),
    /** One thread at 256 bits. */
    BITS_256("bits256.", "vector kernels, 256 bits"),
    /** Two threads. */
    TWO_THREADS("threads.", "vector kernels"),
    /** A table of 10 GB. */
    HUGE_TABLE("table.", "vector kernels"),
    /** The scalar kernels, for their bits. */
    SCALAR("scalar.", "scalar kernels");

    private final String prefix;
    private final String engine;

    Part(String prefix, String engine) {
      this.prefix = prefix;
      this.engine = engine;
    }

    /** Whether a bar is measured in this part; its name begins with the part's. */
    boolean has(String bar) {
      return bar.startsWith(prefix);
    }

    /** What the engine must say of itself. */
    String engine() {
      return engine;
    }
  }

  private final Meter meter;
  private final boolean quick;
  private final Ceilings ceilings = new Ceilings();
  private final Ceiling peak = new Ceiling(Ceilings.flops() * 1e-9, this::multiplyAdds);
  private double sink;

  private Measuring(Meter meter, boolean quick) {
    this.meter = meter;
    this.quick = quick;
  }

  public static void main(String[] arguments) throws IOException {
    Part part = Part.valueOf(arguments[0]);
    boolean quick = arguments[1].equals("quick");
    List<String> words = Arrays.asList(arguments).subList(3, arguments.length);
    Floors all = Floors.read(Path.of(arguments[2])).matching(words);
    Floors floors = quick ? all.quick() : all;
    PrintStream out = System.out;
    Meter meter = new Meter(floors, quick ? Meter.Pace.QUICK : Meter.Pace.FULL, out);
    meter.print(JsonObject.EMPTY.with("engine", Engine.describe()).with("bits", Ceilings.bits()));
    new Measuring(meter, quick).run(part);
  }

  private void run(Part part) {
    switch (part) {
      case ONE_THREAD -> {
        oneThread();
        fingerprint();
      }
      case BITS_256 -> {
        meter.warm(peak.work());
        products("bits256.", 512, 1024);
        fingerprint();
      }
      case TWO_THREADS -> {
        twoThreads();
        fingerprint();
      }
      case SCALAR -> fingerprint();
      case HUGE_TABLE -> hugeTable();
    }
  }

  private double multiplyAdds() {
    return ceilings.multiplyAdds()[0];
  }

  /** Reads of an array of so many floats. */
  private Ceiling reads(int floats) {
    float[] array = new float[floats];
    return new Ceiling(floats * 4e-9, () -> ceilings.read(array)[0]);
  }

  /** Reads of rows from all over an array of 256 MB, other ones in every call. */
  private Ceiling rows() {
    int count = 1 << 16;
    float[] array = new float[1 << 26];
    int[][] rows = new int[8][];
    Arrays.setAll(rows, set -> Values.ints("rows " + set, count, array.length / Ceilings.ROW));
    int[] turn = new int[1];
    return new Ceiling(
        4e-9 * Ceilings.ROW * count,
        () -> ceilings.readRows(array, rows[turn[0]++ % rows.length])[0]);
  }

  private void oneThread() {
    Ceiling cache = reads(1 << 20);
    Ceiling memory = reads(1 << 26);
    Ceiling rows = rows();
    ceiling(Yardstick.PEAK, peak);
    ceiling(Yardstick.CACHE, cache);
    ceiling(Yardstick.MEMORY, memory);
    ceiling(Yardstick.ROWS, rows);
    if (meter.wants("kernels.bytes")) {
      kernels(); // First, for it has them compiled on small arrays.
    }
    products("", 512, 1024);
    product("product.4096x320x128", Form.NN, 4096, 320, 128);
    product("product.1024x64x64", Form.NN, 1024, 64, 64);
    product("product.64", Form.NN, 64, 64, 64);
    convolution();
    if (meter.wants("inverse.2000")) {
      InverseWork inverse = new InverseWork(2000);
      meter.share("inverse.2000", peak, inverse.flops() * 1e-9, () -> inverse.run()[0]);
    }
    bags(rows);
    dcnV2(cache);
    sequences();
    contract();
    if (meter.wants("bpr.step", "bpr.step.bytes")) {
      BprWork factors = new BprWork();
      meter.time("bpr.step", peak, factors::step);
      meter.bytes("bpr.step.bytes", factors::step);
    }
    if (meter.wants("top100")) {
      meter.time("top100", peak, TopItemsWork.ofGuard()::run);
    }
  }

  private void ceiling(Yardstick yardstick, Ceiling ceiling) {
    double rate = ceiling.units() / meter.best(ceiling.work());
    meter.print(JsonObject.EMPTY.with("machine", yardstick.label()).with("rate", rate));
  }

  private void products(String prefix, int... sizes) {
    for (int n : sizes) {
      for (Form form : Form.values()) {
        product(prefix + "product." + n + "." + form, form, n, n, n);
      }
    }
  }

  private void product(String name, Form form, int m, int k, int n) {
    if (meter.wants(name)) {
      ProductWork product = new ProductWork(form, m, k, n);
      meter.share(name, peak, product.flops() * 1e-9, () -> product.run()[0]);
    }
  }

  private void convolution() {
    if (meter.wants("convolution.3x3")) {
      ConvolutionWork layer = new ConvolutionWork();
      meter.share("convolution.3x3", peak, ConvolutionWork.flops() * 1e-9, layer::forward);
    }
  }

  private void bags(Ceiling rows) {
    if (meter.wants("bag.forward", "bag.adagrad-step", "bag.adagrad-step.bytes")) {
      BagWork bags = new BagWork(BagWork.ROWS, BagWork.DIM);
      meter.time("bag.forward", rows, bags::forward);
      meter.time("bag.adagrad-step", rows, bags::step);
      meter.bytes("bag.adagrad-step.bytes", bags::step);
    }
  }

  private void dcnV2(Ceiling cache) {
    if (!meter.wants(
        "dcnv2.step-2048",
        "dcnv2.step-2048.bytes",
        "dcnv2.step-256",
        "dcnv2.infer-1",
        "dcnv2.infer-1.bytes",
        "dcnv2.infer-256",
        "dcnv2.infer-1-bfloat16",
        "dcnv2.infer-1-bfloat16.bytes")) {
      return;
    }
    DcnV2Work model = new DcnV2Work(DcnV2Work.Sizes.CRITEO);
    DcnV2Work.Batch large = model.batch(2048);
    DcnV2Work.Batch small = model.batch(256);
    DcnV2Work.Batch one = model.batch(1);
    DcnV2Work twin = new DcnV2Work(new DcnV2Work.Sizes(3, 50, 4, 2, 3, List.of(8, 8, 8)));
    DcnV2Work.Batch batch = twin.batch(2048);
    trainLong(() -> twin.step(batch));
    meter.time("dcnv2.step-2048", peak, () -> model.step(large));
    meter.time("dcnv2.step-256", peak, () -> model.step(small));
    meter.bytes("dcnv2.step-2048.bytes", () -> model.step(large));
    model.pack(Precision.FLOAT32); // After the steps, for a step drops it.
    meter.time("dcnv2.infer-1", cache, () -> model.infer(one));
    meter.time("dcnv2.infer-256", peak, () -> model.infer(small));
    meter.bytes("dcnv2.infer-1.bytes", () -> model.infer(one));
    model.pack(Precision.BFLOAT16);
    meter.time("dcnv2.infer-1-bfloat16", cache, () -> model.infer(one));
    meter.bytes("dcnv2.infer-1-bfloat16.bytes", () -> model.infer(one));
  }

  private void sequences() {
    if (meter.wants("sasrec.step", "sasrec.step.bytes")) {
      trainLong(new SasRecWork(16, SasRecEncoder.Options.of(50, 20, 10))::step);
      SasRecWork model = new SasRecWork(128, SasRecWork.MOVIELENS);
      meter.time("sasrec.step", peak, model::step);
      meter.bytes("sasrec.step.bytes", model::step);
    }
    if (meter.wants("lstm.step", "lstm.step.bytes")) {
      trainLong(new LstmWork(new LstmWork.Sizes(16, 5, 50, 10, 20))::step);
      LstmWork model = new LstmWork(LstmWork.Sizes.MOVIELENS);
      meter.time("lstm.step", peak, model::step);
      meter.bytes("lstm.step.bytes", model::step);
    }
  }

  /** The same steps through model, objective and training, beside the bare ones of above. */
  private void contract() {
    if (meter.wants("contract.sasrec", "contract.sasrec.run")) {
      SasRecEncoder.Options small = SasRecEncoder.Options.of(50, 20, 10);
      trainLong(new SasRecWork(16, small)::step);
      trainLong(ContractWork.sasRec(16, small).onOneBatch()::step);
      trainLong(ContractWork.sasRec(16, small).run()::step);
      Ceiling bare = new Ceiling(1, new SasRecWork(128, SasRecWork.MOVIELENS)::step);
      ContractWork work = ContractWork.sasRec(128, SasRecWork.MOVIELENS);
      meter.share("contract.sasrec", bare, 1, work.onOneBatch()::step);
      meter.share("contract.sasrec.run", bare, 1, work.run()::step);
    }
    if (meter.wants("contract.dcnv2", "contract.dcnv2.run")) {
      DcnV2Work.Sizes small = new DcnV2Work.Sizes(3, 50, 4, 2, 3, List.of(8, 8, 8));
      DcnV2Work twin = new DcnV2Work(small);
      DcnV2Work.Batch batch = twin.batch(64);
      trainLong(() -> twin.step(batch));
      trainLong(ContractWork.dcnV2(64, small).onOneBatch()::step);
      trainLong(ContractWork.dcnV2(64, small).run()::step);
      DcnV2Work model = new DcnV2Work(DcnV2Work.Sizes.CRITEO);
      DcnV2Work.Batch large = model.batch(2048);
      Ceiling bare = new Ceiling(1, () -> model.step(large));
      ContractWork work = ContractWork.dcnV2(2048, DcnV2Work.Sizes.CRITEO);
      meter.share("contract.dcnv2", bare, 1, work.onOneBatch()::step);
      meter.share("contract.dcnv2.run", bare, 1, work.run()::step);
    }
  }

  /**
   * Many steps of a small twin of a model, so that all of a step is compiled before the model is
   * measured: what it does only once, such as the loss, is interpreted for its first several
   * hundred steps, and interpreted vectors are objects.
   */
  private void trainLong(Meter.Work twin) {
    for (int step = 0; step < 1000; step++) {
      sink = twin.run();
    }
  }

  /** The kernel that allocates most a call stands for all of them. */
  private void kernels() {
    Floor floor = new Floor.Bytes("kernels.bytes", 0, "");
    String worst = "";
    double most = 0;
    for (Map.Entry<String, Meter.Work> call : new KernelCalls().byName().entrySet()) {
      double bytes = meter.leastBytes(call.getValue(), floor);
      if (bytes > most) {
        most = bytes;
        worst = call.getKey();
      }
    }
    meter.print(new Measurement("kernels.bytes", most, 0));
    if (most > 0) {
      String fault = "kernel %s allocates %.0f bytes a call".formatted(worst, most);
      meter.print(JsonObject.EMPTY.with("fault", fault));
    }
  }

  private void twoThreads() {
    Ceilings[] each = {new Ceilings(), new Ceilings()};
    Meter.Work core = this::multiplyAdds;
    Meter.Work cores =
        () -> {
          Workers.shared().forRange(2, 1, (from, to) -> multiplyAdds(each, from, to));
          return 0;
        };
    double most = 0;
    if (meter.wants("threads.product.1024")) {
      ProductWork product = new ProductWork(Form.NN, 1024, 1024, 1024);
      Meter.Work alone = () -> product.run()[0];
      Meter.Work together = () -> product.run(Workers.shared())[0];
      meter.speedUp("threads.product.1024", alone, together, core, cores);
      most = meter.coresSeen();
    }
    if (meter.wants("threads.dcnv2.step-2048")) {
      DcnV2Work model = new DcnV2Work(DcnV2Work.Sizes.CRITEO);
      DcnV2Work.Batch batch = model.batch(2048);
      Meter.Work alone = () -> alone(() -> model.step(batch));
      meter.speedUp("threads.dcnv2.step-2048", alone, () -> model.step(batch), core, cores);
      most = Math.max(most, meter.coresSeen());
    }
    if (most > 0) {
      meter.print(JsonObject.EMPTY.with("machine", Yardstick.CORES.label()).with("rate", most));
    }
  }

  private static void multiplyAdds(Ceilings[] each, int from, int to) {
    for (int i = from; i < to; i++) {
      each[i].multiplyAdds();
    }
  }

  /** Work by one thread in a process that has two: inside a task, nothing is shared further. */
  private static double alone(Meter.Work work) {
    double[] result = new double[1];
    Workers.shared()
        .forRange(
            2,
            1,
            (from, to) -> {
              if (from == 0) {
                result[0] = work.run();
              }
            });
    return result[0];
  }

  private void hugeTable() {
    if (meter.wants("table.50M")) {
      HugeTableWork small = HugeTableWork.adam(1_000_000);
      HugeTableWork large = HugeTableWork.adam(50_000_000);
      meter.warm(small::step);
      meter.share("table.50M", new Ceiling(1, small::step), 1, large::step);
    }
  }

  /** A hash of what a few steps of training, a product and a ranking give. */
  private void fingerprint() {
    Fingerprint fingerprint = new Fingerprint();
    DcnV2Work model = new DcnV2Work(new DcnV2Work.Sizes(7, 50, 12, 5, 2, List.of(67, 33)));
    DcnV2Work.Batch batch = model.batch(300);
    BagWork bags = new BagWork(500, 24);
    BprWork factors = new BprWork();
    for (int step = 0; step < (quick ? 10 : 40); step++) {
      fingerprint.add(model.step(batch));
      fingerprint.add(bags.step());
      fingerprint.add(factors.step());
    }
    model.writeTo(fingerprint);
    bags.writeTo(fingerprint);
    factors.writeTo(fingerprint);
    for (Form form : Form.values()) {
      fingerprint.add(new ProductWork(form, 101, 300, 53).run(), 101 * 53);
    }
    fingerprint.add((float) new TopItemsWork(20, 5000, 24, 10).run());
    meter.print(JsonObject.EMPTY.with("fingerprint", fingerprint.toString()));
  }
}
