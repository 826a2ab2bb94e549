// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.base;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Buffers for packing, each used for the length of one call and then reused.
 *
 * <p>Lock-free, and bound to no thread: a carrier of virtual threads would otherwise keep a buffer
 * for each of them. When more calls run at once than there are slots, the surplus buffers are left
 * to the garbage collector.
 */
public final class ScratchPool {

  private static final int SLOTS = 64;
  private static final int PROBES = 8;

  private final AtomicReferenceArray<float[]> slots = new AtomicReferenceArray<>(SLOTS);
  private final int length;

  /** A pool of buffers of the given length. */
  public ScratchPool(int length) {
    this.length = length;
  }

  /** A buffer of unknown contents, the caller's until it is given back. */
  public float[] borrow() {
    int start = startSlot();
    for (int i = 0; i < PROBES; i++) {
      int slot = (start + i) & (SLOTS - 1);
      if (slots.getPlain(slot) != null) {
        float[] buffer = slots.getAndSet(slot, null);
        if (buffer != null) {
          return buffer;
        }
      }
    }
    return new float[length];
  }

  public void release(float[] buffer) {
    int start = startSlot();
    for (int i = 0; i < PROBES; i++) {
      int slot = (start + i) & (SLOTS - 1);
      if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, buffer)) {
        return;
      }
    }
  }

  /** Threads start at different slots, so that they seldom meet. */
  private static int startSlot() {
    long id = Thread.currentThread().threadId();
    return (int) (id * 0x9E3779B97F4A7C15L >>> 58);
  }
}
