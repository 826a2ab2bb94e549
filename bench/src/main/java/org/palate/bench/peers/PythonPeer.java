// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palate.io.Json;
import org.palate.io.JsonArray;
import org.palate.io.JsonObject;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Tensor;

/**
 * PyTorch in a process of Python, which runs {@code torch_steps.py}: it is told what to do by a
 * JSON object a line and answers with one; tensors go through files. While it is not told anything
 * it waits for a line and takes no time from the others.
 */
public final class PythonPeer implements Peer {
  /** What Debian's OpenBLAS is at its best without, on the machines where they are set. */
  private static final List<String> UNSET = List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

  private static final List<String> CANDIDATES = List.of("python3", "/usr/bin/python3");

  private final Process process;
  private final BufferedWriter toPython;
  private final BufferedReader fromPython;
  private final Path files;
  private final JsonObject versions;

  private PythonPeer(Process process, Path files) throws IOException {
    this.process = process;
    this.files = files;
    toPython = process.outputWriter();
    fromPython = process.inputReader();
    versions = answer();
  }

  /**
   * Starts a Python with PyTorch, where there is one.
   *
   * @param script {@code torch_steps.py}
   * @param files a directory that it may use
   */
  public static Optional<PythonPeer> find(Path script, int threads, Path files) throws IOException {
    for (String python : CANDIDATES) {
      if (hasTorch(python)) {
        ProcessBuilder builder =
            new ProcessBuilder(python, script.toString(), Integer.toString(threads));
        Map<String, String> environment = builder.environment();
        UNSET.forEach(environment::remove);
        environment.put("OMP_NUM_THREADS", Integer.toString(threads));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Files.createDirectories(files);
        return Optional.of(new PythonPeer(builder.start(), files));
      }
    }
    return Optional.empty();
  }

  private static boolean hasTorch(String python) throws IOException {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(
              python, "-c", "from importlib.util import find_spec as f; exit(not f('torch'))");
      builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
      return builder.start().waitFor() == 0;
    } catch (IOException e) {
      return false; // There is no such program.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while looking for " + python, e);
    }
  }

  @Override
  public String name() {
    return "python";
  }

  @Override
  public String title() {
    return "PyTorch " + versions.getString("torch") + ", " + versions.getString("blas");
  }

  @Override
  public String describe() {
    return "%s in Python %s".formatted(title(), versions.getString("python"));
  }

  @Override
  public boolean does(Work work) {
    // Its own Adam moves only the rows touched, so the other step is this one.
    return !(work instanceof Work.DcnV2Step step && step.ownAdam());
  }

  @Override
  public String note(Work work) {
    return work instanceof Work.BprStep
        ? "PyTorch's Adam for dense gradients, which moves both tables whole; it adds eps after the"
            + " bias correction and Palate's lazy Adam before it, as SparseAdam does"
        : "";
  }

  @Override
  public Side start(Work work, Inputs inputs) throws IOException {
    List<Path> written = new ArrayList<>();
    try {
      JsonObject tensors = JsonObject.EMPTY;
      for (Map.Entry<String, Tensor> entry : inputs.floats().entrySet()) {
        Tensor tensor = entry.getValue();
        Path file = files.resolve(entry.getKey());
        written.add(file);
        write(file, tensor.size(), (buffer, i) -> buffer.putFloat(tensor.data()[i]));
        tensors = tensors.with(entry.getKey(), tensor("float32", tensor.shape().toArray()));
      }
      for (Map.Entry<String, IntTensor> entry : inputs.ints().entrySet()) {
        IntTensor ids = entry.getValue();
        Path file = files.resolve(entry.getKey());
        written.add(file);
        write(file, ids.size(), (buffer, i) -> buffer.putInt(ids.data()[i]));
        tensors = tensors.with(entry.getKey(), tensor("int32", ids.shape().toArray()));
      }
      ask(
          order("start")
              .with("work", describe(work))
              .with("directory", files.toString())
              .with("inputs", tensors));
    } finally {
      for (Path file : written) {
        Files.deleteIfExists(file);
      }
    }
    return new PythonSide();
  }

  private static JsonObject tensor(String type, int[] shape) {
    return JsonObject.EMPTY.with("type", type).with("shape", JsonArray.ofInts(shape));
  }

  private static JsonObject describe(Work work) {
    return switch (work) {
      case Work.Product product ->
          JsonObject.EMPTY.with("kind", "product").with("form", product.form().toString());
      case Work.Lookup lookup -> kind("lookup");
      case Work.BagSum sum -> kind("bag_sum");
      case Work.BagAdaGrad adaGrad -> kind("bag_adagrad");
      case Work.DcnV2Step step -> kind("dcnv2_step");
      case Work.DcnV2Inference inference -> kind("dcnv2_inference");
      case Work.BprStep step -> kind("bpr_step");
      case Work.Attention attention -> kind("attention").with("heads", attention.heads());
      case Work.SasRecStep step -> kind("sasrec_step").with("dropout", step.dropout());
      case Work.LstmStep step -> kind("lstm_step");
      case Work.Convolution convolution -> kind("convolution");
      case Work.TopItems top -> kind("top_items").with("k", top.k());
    };
  }

  private static JsonObject kind(String kind) {
    return JsonObject.EMPTY.with("kind", kind);
  }

  private final class PythonSide implements Side {
    @Override
    public float[] outcome() throws IOException {
      Path file = files.resolve("outcome");
      try {
        ask(order("outcome").with("steps", Work.STEPS).with("file", file.toString()));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        float[] outcome = new float[bytes.capacity() / Float.BYTES];
        bytes.order(ByteOrder.nativeOrder()).asFloatBuffer().get(outcome);
        return outcome;
      } finally {
        Files.deleteIfExists(file);
      }
    }

    @Override
    public long nanos(int calls) throws IOException {
      return ask(order("time").with("calls", calls)).getLong("nanos");
    }

    @Override
    public void close() throws IOException {
      ask(order("stop"));
    }
  }

  private static JsonObject order(String what) {
    return JsonObject.EMPTY.with("do", what);
  }

  private JsonObject ask(JsonObject order) throws IOException {
    toPython.write(Json.write(order));
    toPython.newLine();
    toPython.flush();
    return answer();
  }

  private JsonObject answer() throws IOException {
    String line = fromPython.readLine();
    if (line == null) {
      throw new IOException("Python ended; what it had to say is above");
    }
    return Json.parseObject(line);
  }

  private interface Put {
    void element(ByteBuffer buffer, int index);
  }

  /** Writes n numbers of four bytes. */
  private static void write(Path file, int n, Put put) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.nativeOrder());
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      for (int i = 0; i < n; i++) {
        put.element(buffer, i);
        if (!buffer.hasRemaining() || i == n - 1) {
          buffer.flip();
          while (buffer.hasRemaining()) {
            channel.write(buffer);
          }
          buffer.clear();
        }
      }
    }
  }

  /** Ends Python. */
  @Override
  public void close() throws IOException {
    try {
      toPython.close();
    } finally {
      process.destroy();
    }
  }
}
