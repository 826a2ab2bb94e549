// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palate.bench.work.Ceilings;
import org.palate.io.Json;
import org.palate.io.JsonObject;
import org.palate.kernel.Engine;

/**
 * Does tasks with Palate and with its peers in this process and prints what it found, a JSON object
 * a line. All sides of a task are set up on the same numbers and must come to the same outcome, or
 * nothing is timed; then they take turns.
 */
public final class Comparison {
  /** Floats of the array whose reading says what memory gives: 256 MB. */
  private static final int MEMORY = 64 * 1024 * 1024;

  private static final int READS = 12;

  private final List<Peer> peers;
  private final Race race;
  private final PrintStream out;

  /** A comparison with these peers. */
  public Comparison(List<Peer> peers, Race race, PrintStream out) {
    this.peers = List.copyOf(peers);
    this.race = race;
    this.out = out;
  }

  /** Does the tasks, one after another. */
  public void run(List<Task> tasks) throws IOException {
    JsonObject present = JsonObject.EMPTY;
    for (Peer peer : peers) {
      present =
          present.with(
              peer.name(),
              JsonObject.EMPTY.with("title", peer.title()).with("description", peer.describe()));
    }
    print(
        JsonObject.EMPTY.with(
            "about",
            JsonObject.EMPTY
                .with("engine", Engine.describe())
                .with("memory", gigabytesPerSecond())
                .with("peers", present)));
    for (Task task : tasks) {
      try {
        print(measure(task).toJson());
      } catch (IllegalStateException e) {
        print(JsonObject.EMPTY.with("fault", e.getMessage()));
      }
    }
  }

  private Measured measure(Task task) throws IOException {
    List<Peer> able = peers.stream().filter(peer -> peer.does(task.work())).toList();
    List<Side> sides = new ArrayList<>();
    try {
      PalateSide palate = PalateSide.start(task.work());
      sides.add(palate);
      for (Peer peer : able) {
        sides.add(peer.start(task.work(), palate.inputs()));
      }
      double[] differences = differences(task, able, sides);
      Ceilings ceilings = new Ceilings();
      List<Timed> timed = new ArrayList<>(sides);
      timed.add(calls -> Timed.time(calls, ceilings::multiplyAdds));
      double[][] nanos = race.run(timed);
      List<Measured.OfPeer> others = new ArrayList<>();
      for (int i = 0; i < differences.length; i++) {
        Peer peer = able.get(i);
        others.add(
            new Measured.OfPeer(peer.name(), nanos[i + 1], differences[i], peer.note(task.work())));
      }
      double peak = Ceilings.flops() / Arrays.stream(nanos[sides.size()]).min().orElseThrow();
      return new Measured(task.name(), peak, nanos[0], others);
    } finally {
      for (Side side : sides) {
        side.close();
      }
    }
  }

  /** How far the outcome of each peer is from that of Palate, whose side is the first. */
  private static double[] differences(Task task, List<Peer> able, List<Side> sides)
      throws IOException {
    float[] outcome = sides.get(0).outcome();
    double[] differences = new double[able.size()];
    for (int i = 0; i < differences.length; i++) {
      float[] other = sides.get(i + 1).outcome();
      differences[i] = Agreement.check(task, able.get(i).name(), outcome, other);
    }
    return differences;
  }

  private static double gigabytesPerSecond() {
    Ceilings ceilings = new Ceilings();
    float[] array = new float[MEMORY];
    long best = Long.MAX_VALUE;
    for (int i = 0; i < READS; i++) {
      best = Math.min(best, Timed.time(1, () -> ceilings.read(array)));
    }
    return (double) Float.BYTES * MEMORY / best;
  }

  private void print(JsonObject line) {
    out.println(Json.write(line));
    out.flush();
  }
}
