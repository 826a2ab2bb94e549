// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

/** Layers under a common name, such as the {@code layers} of {@code layers.0.weight}. */
public final class Group extends Layer {
  /** A group of nothing yet. */
  public Group() {}

  /** Adds a layer under a name of its own. */
  public <M extends Layer> M with(String name, M layer) {
    return child(name, layer);
  }

  /** Adds a layer under a number. */
  public <M extends Layer> M with(int number, M layer) {
    return child(Integer.toString(number), layer);
  }
}
