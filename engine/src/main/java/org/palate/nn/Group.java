// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

/** Modules under a common name, such as the {@code layers} of {@code layers.0.weight}. */
public final class Group extends Module {
  /** A group of nothing yet. */
  public Group() {}

  /** Adds a module under a name of its own. */
  public <M extends Module> M with(String name, M module) {
    return child(name, module);
  }

  /** Adds a module under a number. */
  public <M extends Module> M with(int number, M module) {
    return child(Integer.toString(number), module);
  }
}
