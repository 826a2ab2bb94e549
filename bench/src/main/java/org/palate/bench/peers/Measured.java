// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

import java.util.ArrayList;
import java.util.List;
import org.palate.io.JsonArray;
import org.palate.io.JsonObject;

/**
 * What was measured of a task: nanoseconds a call, one number a round.
 *
 * @param task its name
 * @param peak billions of floating-point operations a second that fused multiply-adds in registers
 *     gave in the same rounds, on one thread
 * @param palate Palate's times
 * @param peers what was measured of the others
 */
record Measured(String task, double peak, double[] palate, List<OfPeer> peers) {
  /**
   * What was measured of a peer.
   *
   * @param peer its name
   * @param nanos its times
   * @param difference how far its outcome is from Palate's, as a share of the largest number
   * @param note what a reader must know; empty where there is nothing
   */
  record OfPeer(String peer, double[] nanos, double difference, String note) {}

  /** What was measured of the peer of this name; null where it does not do the task. */
  OfPeer of(String peer) {
    return peers.stream().filter(other -> other.peer.equals(peer)).findFirst().orElse(null);
  }

  JsonObject toJson() {
    List<JsonObject> others = new ArrayList<>();
    for (OfPeer other : peers) {
      others.add(
          JsonObject.EMPTY
              .with("peer", other.peer)
              .with("nanos", JsonArray.ofDoubles(other.nanos))
              .with("difference", other.difference)
              .with("note", other.note));
    }
    return JsonObject.EMPTY
        .with("task", task)
        .with("peak", peak)
        .with("palate", JsonArray.ofDoubles(palate))
        .with("peers", JsonArray.of(others));
  }

  static Measured parse(JsonObject json) {
    List<OfPeer> peers = new ArrayList<>();
    JsonArray others = json.getArray("peers");
    for (int i = 0; i < others.size(); i++) {
      JsonObject other = others.getObject(i);
      peers.add(
          new OfPeer(
              other.getString("peer"),
              other.getArray("nanos").toDoubles(),
              other.getDouble("difference"),
              other.getString("note")));
    }
    return new Measured(
        json.getString("task"),
        json.getDouble("peak"),
        json.getArray("palate").toDoubles(),
        List.copyOf(peers));
  }
}
