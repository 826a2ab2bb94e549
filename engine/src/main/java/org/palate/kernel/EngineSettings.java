// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

import java.util.Map;

/**
 * What {@link Engine} runs: read from system properties and from what the JVM and the CPU have.
 *
 * @param vector whether the vector kernels run
 * @param warmUp whether plain loops make the matrix products until those of vectors are compiled:
 *     unless vectors were asked for
 * @param bits the vector width in bits, 0 for the scalar kernels
 * @param threads how many threads share the work of one call
 * @param advice what the log should say about a better choice, or null
 */
record EngineSettings(boolean vector, boolean warmUp, int bits, int threads, String advice) {

  static final String KERNELS = "palate.kernels";
  static final String BITS = "palate.vector.bits";
  static final String THREADS = "palate.threads";
  static final String FLAG = "--add-modules jdk.incubator.vector";

  /** What there is: the widest vectors in bits, 0 without the vector module; and fused FMA. */
  record Machine(int vectorBits, boolean fma, int cores) {}

  /**
   * Decides.
   *
   * @param properties values of the three properties; a missing key takes the default
   * @throws EngineConfigurationException for an impossible value, or one this machine cannot serve
   */
  static EngineSettings decide(Map<String, String> properties, Machine machine) {
    int threads = threads(properties.get(THREADS), machine.cores());
    int bits = bits(properties.get(BITS));
    String kernels = properties.get(KERNELS);
    switch (kernels) {
      case "scalar":
        return new EngineSettings(false, false, 0, threads, null);
      case "vector":
        return vector("-D" + KERNELS + "=vector", bits, threads, machine);
      case null:
        break;
      default:
        throw new EngineConfigurationException(
            "-D" + KERNELS + "=" + kernels + ": must be scalar or vector");
    }
    if (bits != 0) {
      return vector("-D" + BITS + "=" + bits, bits, threads, machine);
    }
    if (machine.vectorBits() == 0) {
      String advice =
          "palate runs its scalar kernels, many times slower than the vector kernels: start Java"
              + " with "
              + FLAG;
      return new EngineSettings(false, false, 0, threads, advice);
    }
    if (!machine.fma()) {
      String advice =
          "palate runs its scalar kernels: this CPU, or this Java with its options, has no fused"
              + " multiply-add for the vector kernels ("
              + FLAG
              + " is present)";
      return new EngineSettings(false, false, 0, threads, advice);
    }
    return new EngineSettings(true, true, Math.min(512, machine.vectorBits()), threads, null);
  }

  private static EngineSettings vector(String asked, int bits, int threads, Machine machine) {
    if (machine.vectorBits() == 0) {
      throw new EngineConfigurationException(
          asked
              + ": the vector kernels need the module jdk.incubator.vector; start Java with "
              + FLAG);
    }
    if (!machine.fma()) {
      throw new EngineConfigurationException(
          asked
              + ": the vector kernels need fused multiply-add, which this CPU, or this Java with"
              + " its options, does not have; only -D"
              + KERNELS
              + "=scalar is possible");
    }
    int widest = Math.min(512, machine.vectorBits());
    if (bits > widest) {
      throw new EngineConfigurationException(
          "-D"
              + BITS
              + "="
              + bits
              + ": this CPU, or this Java with its options, has vectors of at most "
              + widest
              + " bits; possible: "
              + (widest >= 256 ? "128 or 256" : "128"));
    }
    return new EngineSettings(true, false, bits == 0 ? widest : bits, threads, null);
  }

  private static int bits(String value) {
    return switch (value) {
      case null -> 0;
      case "128" -> 128;
      case "256" -> 256;
      case "512" -> 512;
      default ->
          throw new EngineConfigurationException(
              "-D" + BITS + "=" + value + ": must be 128, 256 or 512");
    };
  }

  private static int threads(String value, int cores) {
    if (value == null) {
      return cores;
    }
    try {
      int threads = Integer.parseInt(value);
      if (threads >= 1 && threads <= 1024) {
        return threads;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message for all of them.
    }
    throw new EngineConfigurationException(
        "-D" + THREADS + "=" + value + ": must be a whole number from 1 to 1024");
  }
}
