// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palate.io.Json;
import org.palate.io.JsonException;
import org.palate.io.JsonObject;

/**
 * The file of floors: what the reference machine gives, and one bar after another.
 *
 * <pre>{@code
 * {"reference": {"peak": 220, ...},
 *  "bars": [
 *   {"name": "product.512.NN", "at least": 0.8, "of": "the FMA peak", "reason": "..."},
 *   {"name": "dcnv2.step-256", "at most": 0.65, "ms": 16.2, "scaled by": "peak", "reason": "..."},
 *   {"name": "kernels.bytes", "bytes": 0, "reason": "..."}]}
 * }</pre>
 *
 * <p>A time may have {@code "fine ms"}, which is fine on any machine. A bar with {@code "quick":
 * false} takes too long for a quick run.
 *
 * @param floors by the names of their bars, in the order of the file
 * @param slow the names of those that are not for a quick run
 */
public record Floors(Map<String, Floor> floors, Set<String> slow) {
  /**
   * Reads the file.
   *
   * @throws JsonException if it is not what is described above; the message names the file
   */
  public static Floors read(Path file) throws IOException {
    try {
      return parse(Files.readString(file));
    } catch (JsonException e) {
      throw new JsonException(file + ": " + e.getMessage());
    }
  }

  /** Reads the text of such a file. */
  public static Floors parse(String text) {
    JsonObject file = Json.parseObject(text);
    file.onlyKeys("reference", "bars");
    JsonObject reference = file.getObject("reference");
    Map<String, Floor> floors = new LinkedHashMap<>();
    Set<String> slow = new LinkedHashSet<>();
    for (int i = 0; i < file.getArray("bars").size(); i++) {
      JsonObject bar = file.getArray("bars").getObject(i);
      Floor floor = floor(bar, reference);
      if (!bar.getBoolean("quick", true)) {
        slow.add(floor.name());
      }
      if (floors.put(floor.name(), floor) != null) {
        throw new JsonException("two bars have the name " + floor.name());
      }
    }
    return new Floors(floors, slow);
  }

  private static Floor floor(JsonObject bar, JsonObject reference) {
    String name = bar.getString("name");
    String reason = bar.getString("reason");
    if (reason.isBlank()) {
      throw new JsonException("expected a reason for the floor of " + name + ", came none");
    }
    if (bar.has("bytes")) {
      bar.onlyKeys("name", "bytes", "quick", "reason");
      return new Floor.Bytes(name, bar.getLong("bytes"), reason);
    }
    if (bar.has("ms")) {
      bar.onlyKeys("name", "at most", "ms", "scaled by", "fine ms", "quick", "reason");
      Yardstick yardstick = Yardstick.parse(bar.getString("scaled by"));
      double rate = positive(reference, yardstick.label());
      double atMost = positive(bar, "at most");
      double ms = positive(bar, "ms");
      double fineMs = bar.has("fine ms") ? positive(bar, "fine ms") : 0;
      return new Floor.Time(name, atMost, ms, fineMs, yardstick, rate, reason);
    }
    bar.onlyKeys("name", "at least", "of", "quick", "reason");
    return new Floor.Share(name, positive(bar, "at least"), bar.getString("of"), reason);
  }

  private static double positive(JsonObject object, String key) {
    double value = object.getDouble(key);
    if (!(value > 0)) {
      throw new JsonException("expected a number above 0 for '" + key + "', came " + value);
    }
    return value;
  }

  /**
   * Those bars whose names contain one of the words; all of them where there is no word.
   *
   * @throws IllegalArgumentException if a word is in no name
   */
  public Floors matching(List<String> words) {
    if (words.isEmpty()) {
      return this;
    }
    Map<String, Floor> chosen = new LinkedHashMap<>();
    for (String name : floors.keySet()) {
      if (words.stream().anyMatch(name::contains)) {
        chosen.put(name, floors.get(name));
      }
    }
    for (String word : words) {
      if (chosen.keySet().stream().noneMatch(name -> name.contains(word))) {
        throw new IllegalArgumentException(
            "no bar's name contains '" + word + "'; the bars are: " + floors.keySet());
      }
    }
    return new Floors(chosen, slow);
  }

  /** Those bars that are for a quick run. */
  public Floors quick() {
    Map<String, Floor> chosen = new LinkedHashMap<>(floors);
    chosen.keySet().removeAll(slow);
    return new Floors(chosen, Set.of());
  }

  /** Whether there is a bar of this name. */
  public boolean has(String name) {
    return floors.containsKey(name);
  }

  /** The floor of a bar. */
  public Floor of(String name) {
    Floor floor = floors.get(name);
    if (floor == null) {
      throw new IllegalArgumentException("there is no bar " + name + " among " + floors.keySet());
    }
    return floor;
  }
}
