// SPDX-License-Identifier: Apache-2.0
import org.palate.autograd.Tape;
import org.palate.io.SafetensorsFile;
import org.palate.io.StateDict;
import org.palate.nn.Activation;
import org.palate.nn.Mlp;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/**
 * Weights that PyTorch has trained, read, checked, used, and given back.
 *
 * <p>In Python, where the network is a part of a larger one, with an output to compare with:
 *
 * <pre>
 * import torch
 * from safetensors.torch import load_file, save_file
 *
 * class Model(torch.nn.Module):
 *     def __init__(self):
 *         super().__init__()
 *         self.net = torch.nn.Sequential(
 *             torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 3))
 *         self.register_buffer("version", torch.ones(1))
 *
 * model = Model()
 * x = torch.linspace(-1, 1, 15).reshape(5, 3)
 * save_file(model.state_dict() | {"check.x": x, "check.y": model.net(x).detach()},
 *           "model.safetensors")
 * </pre>
 *
 * <p>The file then holds net.0.weight, net.0.bias, net.2.weight, net.2.bias, version, check.x and
 * check.y. The way back, once this has written net.safetensors:
 *
 * <pre>
 * model.net.load_state_dict(load_file("net.safetensors"))
 * </pre>
 */
void main(String[] args) throws Exception {
  Path path = Path.of(args.length > 0 ? args[0] : "model.safetensors");
  Path back = Path.of(args.length > 1 ? args[1] : "net.safetensors");

  // The layers of an Mlp are named 0, 2, ... like the linear ones of a Sequential.
  RandomStream random = RandomStream.of(1, "init");
  Mlp net = new Mlp(3, List.of(4, 3), Activation.RELU, false, 0, random);

  try (SafetensorsFile file = SafetensorsFile.open(path)) {
    for (String name : file.names()) {
      IO.println(name + " " + Arrays.toString(file.shape(name)) + " " + file.dtypeName(name));
    }

    // A name or shape that does not fit is an error that says so, and changes nothing.
    StateDict.Report report =
        StateDict.load(
            net,
            file,
            StateDict.Options.DEFAULT
                .withOnly(name -> name.startsWith("net."))
                .withoutPrefix("net."));
    IO.println(report);

    Tensor expected = file.readTensor("check.y");
    try (Tape tape = Tape.inference(new TensorPool())) {
      Tensor y = net.forward(tape.constant(file.readTensor("check.x"))).value();
      for (int i = 0; i < expected.size(); i++) {
        float difference = Math.abs(y.data()[i] - expected.data()[i]);
        if (!(difference < 1e-5f)) {
          throw new IllegalStateException("output %d differs by %s".formatted(i, difference));
        }
      }
      IO.println("outputs agree: " + Arrays.toString(y.toArray()));
    }
  }
  StateDict.writer(net).write(back);
}
