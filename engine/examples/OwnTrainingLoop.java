// SPDX-License-Identifier: Apache-2.0
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.io.SafetensorsFile;
import org.palate.io.StateDict;
import org.palate.nn.Layer;
import org.palate.nn.Linear;
import org.palate.nn.Losses;
import org.palate.optim.Adam;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/** A network, its training loop, evaluation, saving and loading: is a point inside the circle? */
final class Net extends Layer {
  private final Linear hidden;
  private final Linear out;

  Net(RandomStream random) {
    hidden = child("hidden", new Linear(2, 32, random));
    out = child("out", new Linear(32, 1, random));
  }

  /** Points [batch, 2] to logits [batch, 1]. */
  Variable forward(Variable x) {
    return out.forward(hidden.forward(x).relu());
  }
}

/** Points, [n, 2], and for each whether it lies within 0.8 of the origin, [n, 1]. */
record Batch(Tensor points, Tensor labels) {
  static Batch draw(RandomStream random, int n) {
    Tensor points = Tensor.zeros(n, 2);
    Tensor labels = Tensor.zeros(n, 1);
    for (int i = 0; i < n; i++) {
      float x = points.data()[2 * i] = 2 * random.nextFloat() - 1;
      float y = points.data()[2 * i + 1] = 2 * random.nextFloat() - 1;
      labels.data()[i] = x * x + y * y < 0.64f ? 1 : 0;
    }
    return new Batch(points, labels);
  }
}

double accuracy(Net net, Batch batch, TensorPool pool) {
  int right = 0;
  try (Tape tape = Tape.inference(pool)) { // Records nothing: no gradients, no dropout.
    float[] logits = net.forward(tape.constant(batch.points())).value().toArray();
    for (int i = 0; i < logits.length; i++) {
      right += (logits[i] > 0) == (batch.labels().data()[i] == 1) ? 1 : 0;
    }
  }
  return (double) right / batch.labels().size();
}

void main(String[] args) throws Exception {
  long seed = 1; // The same seed gives the same bits, on every machine.
  Net net = new Net(RandomStream.of(seed, "init"));
  Adam optimizer = new Adam(net.parameters(), Adam.Options.of(0.01));
  TensorPool pool = new TensorPool(); // Memory that each step uses again.
  for (int step = 0; step < 1000; step++) {
    Batch batch = Batch.draw(RandomStream.of(seed, "batch", step), 64);
    optimizer.zeroGradients();
    try (Tape tape = Tape.training(pool, seed, step)) {
      Variable logits = net.forward(tape.constant(batch.points()));
      tape.backward(Losses.bceWithLogits(logits, batch.labels()));
      optimizer.step();
    }
  }
  Batch test = Batch.draw(RandomStream.of(seed, "test"), 1000);
  IO.println("accuracy " + accuracy(net, test, pool));
  Path path = args.length > 0 ? Path.of(args[0]) : Files.createTempFile("net", ".safetensors");
  StateDict.writer(net).write(path);
  Net loaded = new Net(RandomStream.of(2, "init"));
  try (SafetensorsFile file = SafetensorsFile.open(path)) {
    StateDict.load(loaded, file);
  }
  IO.println("loaded " + accuracy(loaded, test, pool));
}
