// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

/** What a program sees of the engine, asked three times over; for JVMs of their own. */
final class EngineProbe {

  private EngineProbe() {}

  public static void main(String[] arguments) {
    for (int i = 0; i < 3; i++) {
      try {
        System.out.println(Engine.kernels().getClass().getSimpleName());
        System.out.println(Engine.describe());
        System.out.println(Engine.threads());
      } catch (EngineConfigurationException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }
}
