// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palate.bench.peers.Call;
import org.palate.bench.peers.Comparison;
import org.palate.bench.peers.Peer;
import org.palate.bench.peers.Peers;
import org.palate.bench.peers.PythonPeer;

/** Where {@code bench/peers} starts, and each of the processes that it starts. */
public final class Main {
  private Main() {}

  /**
   * Runs.
   *
   * @param arguments the directory of the module, then those of {@code bench/peers}
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path bench = Path.of(arguments[0]);
    Call call;
    try {
      List<String> options = List.of(arguments).subList(1, arguments.length);
      call = Call.parse(options, bench.resolve("PEERS.md"));
    } catch (IllegalArgumentException e) {
      System.err.println("bench/peers: " + e.getMessage());
      System.exit(2);
      return;
    }
    Path files = bench.resolve("target", "peers");
    if (call.family() == null) {
      System.exit(new Peers(call, bench, Main.class.getName(), properties(call, files)).run());
    }
    compare(call, bench, files);
    // Threads of native libraries keep a JVM alive.
    System.exit(0);
  }

  /** Of DJL: no download, no report home, libraries unpacked below target, so many threads. */
  private static List<String> properties(Call call, Path files) {
    return List.of(
        "-Dai.djl.offline=true",
        "-DOPT_OUT_TRACKING=true",
        "-DDJL_CACHE_DIR=" + files.resolve("djl"),
        "-Dai.djl.pytorch.num_threads=" + call.threads(),
        "-Dai.djl.pytorch.num_interop_threads=1",
        "-Dslf4j.internal.verbosity=ERROR");
  }

  private static void compare(Call call, Path bench, Path files) throws IOException {
    Path script = bench.resolve("src/main/python/torch_steps.py");
    List<Peer> peers = new ArrayList<>();
    try {
      peers.add(new DjlPeer());
      PythonPeer.find(script, call.threads(), files.resolve("python")).ifPresent(peers::add);
      new Comparison(peers, call.race(), System.out).run(call.tasks());
    } finally {
      for (Peer peer : peers) {
        peer.close();
      }
    }
  }
}
