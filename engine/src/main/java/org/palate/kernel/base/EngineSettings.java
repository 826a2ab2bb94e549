// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.base;

import java.util.Map;

/**
 * What {@code Engine} runs: read from system properties and from what the JVM and the CPU have.
 *
 * @param vector whether the vector kernels run
 * @param warmUp whether plain loops make the matrix products until those of vectors are compiled:
 *     unless vectors were asked for
 * @param bits the vector width in bits, 0 for the scalar kernels
 * @param fma whether fused multiply-add is one instruction; else every kernel is slow
 * @param threads how many threads share the work of one call
 * @param advice what the log should say about a better choice, or null
 */
public record EngineSettings(
    boolean vector, boolean warmUp, int bits, boolean fma, int threads, String advice) {

  public static final String KERNELS = "palate.kernels";
  public static final String BITS = "palate.vector.bits";
  public static final String THREADS = "palate.threads";
  public static final String FLAG = "--add-modules jdk.incubator.vector";

  private static final int NARROWEST = 128;

  private static final String WITHOUT_FMA =
      "palate runs its scalar kernels, and those a hundred times slower than usual: this Java has"
          + " no fused multiply-add (fma) and computes it in decimal arithmetic; leave out"
          + " -XX:-UseFMA and -XX:UseAVX=0 if they are among its options, else take a CPU, or a"
          + " virtual one, with the instruction (x86 has had it since 2013)";

  /**
   * What there is.
   *
   * @param vectorBits the widest vectors in bits, 0 without the vector module
   * @param fma whether fused multiply-add is one instruction
   */
  public record Machine(int vectorBits, boolean fma, int cores) {}

  /**
   * Decides.
   *
   * @param properties values of the three properties; a missing key takes the default
   * @throws IllegalArgumentException for an impossible value, or one this machine cannot serve
   */
  public static EngineSettings decide(Map<String, String> properties, Machine machine) {
    int threads = threads(properties.get(THREADS), machine.cores());
    int bits = bits(properties.get(BITS));
    String kernels = properties.get(KERNELS);
    switch (kernels) {
      case "scalar":
        return scalar(threads, machine, machine.fma() ? null : WITHOUT_FMA);
      case "vector":
        return vector("-D" + KERNELS + "=vector", bits, threads, machine);
      case null:
        break;
      default:
        throw new IllegalArgumentException(
            "-D" + KERNELS + "=" + kernels + ": expected scalar or vector");
    }
    if (bits != 0) {
      return vector("-D" + BITS + "=" + bits, bits, threads, machine);
    }
    String advice = advice(machine);
    return advice == null
        ? new EngineSettings(true, true, widest(machine), true, threads, null)
        : scalar(threads, machine, advice);
  }

  private static EngineSettings scalar(int threads, Machine machine, String advice) {
    return new EngineSettings(false, false, 0, machine.fma(), threads, advice);
  }

  /**
   * Why the scalar kernels run where nothing was asked for, and what to do; null if they do not.
   */
  private static String advice(Machine machine) {
    if (!machine.fma()) {
      return WITHOUT_FMA;
    }
    if (machine.vectorBits() == 0) {
      return "palate runs its scalar kernels, many times slower than the vector kernels: start Java"
          + " with "
          + FLAG;
    }
    return machine.vectorBits() < NARROWEST
        ? "palate runs its scalar kernels: " + tooNarrow(machine)
        : null;
  }

  private static String tooNarrow(Machine machine) {
    return "this CPU, or this Java with its options, has vectors of at most "
        + machine.vectorBits()
        + " bits, and the vector kernels need "
        + NARROWEST;
  }

  private static int widest(Machine machine) {
    return Math.min(512, machine.vectorBits());
  }

  private static EngineSettings vector(String asked, int bits, int threads, Machine machine) {
    if (machine.vectorBits() == 0) {
      throw new IllegalArgumentException(
          asked
              + ": the vector kernels need the module jdk.incubator.vector; start Java with "
              + FLAG);
    }
    if (!machine.fma()) {
      throw new IllegalArgumentException(
          asked
              + ": the vector kernels need fused multiply-add, which this CPU, or this Java with"
              + " its options, does not have; only -D"
              + KERNELS
              + "=scalar is possible");
    }
    if (machine.vectorBits() < NARROWEST) {
      throw new IllegalArgumentException(asked + ": " + tooNarrow(machine));
    }
    int widest = widest(machine);
    if (bits > widest) {
      throw new IllegalArgumentException(
          "-D"
              + BITS
              + "="
              + bits
              + ": this CPU, or this Java with its options, has vectors of at most "
              + widest
              + " bits; possible: "
              + (widest >= 256 ? "128 or 256" : "128"));
    }
    return new EngineSettings(true, false, bits == 0 ? widest : bits, true, threads, null);
  }

  private static int bits(String value) {
    return switch (value) {
      case null -> 0;
      case "128" -> 128;
      case "256" -> 256;
      case "512" -> 512;
      default ->
          throw new IllegalArgumentException(
              "-D" + BITS + "=" + value + ": expected 128, 256 or 512");
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
    throw new IllegalArgumentException(
        "-D" + THREADS + "=" + value + ": expected a whole number from 1 to 1024");
  }
}
