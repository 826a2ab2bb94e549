// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

/** The time for which pooled tensors are valid: one step, shared by all tensors drawn in it. */
final class Lease {
  /** The lease of tensors that own their array. */
  static final Lease FOREVER = new Lease();

  private volatile boolean ended;

  boolean ended() {
    return ended;
  }

  void end() {
    ended = true;
  }
}
