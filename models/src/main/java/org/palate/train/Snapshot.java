// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.ArrayList;
import java.util.List;
import org.palate.nn.Parameter;

/** The values of parameters at some moment, to go back to. */
final class Snapshot {
  private final List<Parameter> parameters;
  private final List<float[][]> values = new ArrayList<>();

  /** Keeps what the parameters hold now. */
  Snapshot(List<Parameter> parameters) {
    this.parameters = parameters;
    for (Parameter parameter : parameters) {
      float[][] live = parameter.arrays();
      float[][] copy = new float[live.length][];
      for (int i = 0; i < live.length; i++) {
        copy[i] = live[i].clone();
      }
      values.add(copy);
    }
  }

  /** Overwrites what is kept with what the parameters hold now. */
  void update() {
    for (int p = 0; p < parameters.size(); p++) {
      copy(parameters.get(p).arrays(), values.get(p));
    }
  }

  /** Gives the parameters back what is kept. */
  void restore() {
    for (int p = 0; p < parameters.size(); p++) {
      copy(values.get(p), parameters.get(p).arrays());
    }
  }

  private static void copy(float[][] from, float[][] to) {
    for (int i = 0; i < from.length; i++) {
      System.arraycopy(from[i], 0, to[i], 0, from[i].length);
    }
  }
}
