// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

/** What a program sees of the engine, asked three times over; for JVMs of their own. */
final class EngineProbe {

  private EngineProbe() {}

  /** What runs in all families; a record says what it holds. */
  private static String loops(Kernels kernels) {
    boolean scalar = kernels.toString().contains(".Scalar");
    boolean vector = kernels.toString().contains(".Vector");
    return scalar == vector ? "some of both" : scalar ? "scalar" : "vector";
  }

  public static void main(String[] arguments) {
    for (int i = 0; i < 3; i++) {
      try {
        System.out.println(loops(Engine.kernels()));
        System.out.println(Engine.describe());
        System.out.println(Engine.threads());
      } catch (EngineConfigurationException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }
}
