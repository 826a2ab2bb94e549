// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

/** The time for which pooled tensors are valid: one step, shared by all tensors taken in it. */
final class Lifetime {
  /** The lifetime of tensors that own their array. */
  static final Lifetime FOREVER = new Lifetime();

  private volatile boolean ended;

  boolean ended() {
    return ended;
  }

  void end() {
    ended = true;
  }
}
