// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.guard;

import java.util.Arrays;
import org.palate.io.JsonException;

/** What a machine gives, by which a time measured on another machine is carried over to it. */
public enum Yardstick {
  /** Fused multiply-adds in registers, one thread. */
  PEAK("peak", "GFLOP/s"),
  /** Reads of an array of 4 MB, one thread. */
  CACHE("cache", "GB/s"),
  /** Reads of an array of 256 MB, one thread. */
  MEMORY("memory", "GB/s"),
  /** Rows of 256 bytes from all over an array of 256 MB, one thread. */
  ROWS("rows", "GB/s"),
  /** How many times the multiply-adds of one thread two do. */
  CORES("cores", "cores for two threads"),
  /** Starts of a JVM that does nothing. */
  START("start", "starts/s");

  private final String label;
  private final String unit;

  Yardstick(String label, String unit) {
    this.label = label;
    this.unit = unit;
  }

  /** Its name in the file of floors. */
  public String label() {
    return label;
  }

  /** What its rate counts; more is faster. */
  public String unit() {
    return unit;
  }

  static Yardstick parse(String label) {
    return Arrays.stream(values())
        .filter(yardstick -> yardstick.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new JsonException(
                    "expected a yardstick, one of "
                        + String.join(", ", Arrays.stream(values()).map(y -> y.label).toList())
                        + "; came '"
                        + label
                        + "'"));
  }
}
