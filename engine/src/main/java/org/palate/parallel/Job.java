// SPDX-License-Identifier: Apache-2.0
package org.palate.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** One call of {@link Workers#forRange}: chunks to claim, a count of those done, a failure. */
final class Job {

  private static final int SPINS_BEFORE_SLEEP = 10_000;

  final int chunks;
  private final RangeTask task;
  private final int n;
  private final int chunkSize;
  private final AtomicInteger claimed = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile Thread waiter;

  Job(RangeTask task, int n, int chunkSize, int chunks) {
    this.task = task;
    this.n = n;
    this.chunkSize = chunkSize;
    this.chunks = chunks;
  }

  boolean hasWork() {
    return claimed.get() < chunks;
  }

  /** Works on chunks until none is left to claim; false if there was none. */
  boolean work() {
    boolean worked = false;
    while (hasWork()) {
      int chunk = claimed.getAndIncrement();
      if (chunk >= chunks) {
        return worked;
      }
      worked = true;
      if (failure.get() == null) {
        run(chunk);
      }
      if (done.incrementAndGet() == chunks) {
        LockSupport.unpark(waiter); // Nothing to do when the caller is not asleep: null is allowed.
      }
    }
    return worked;
  }

  private void run(int chunk) {
    int from = chunk * chunkSize;
    try {
      task.run(from, chunk == chunks - 1 ? n : from + chunkSize);
    } catch (Throwable thrown) {
      Throwable first = failure.compareAndExchange(null, thrown);
      if (first != null && first != thrown) {
        first.addSuppressed(thrown);
      }
    }
  }

  /** Waits until every chunk is done, for the thread that made the job. */
  void await() {
    for (int spins = 0; done.get() < chunks; spins++) {
      if (spins < SPINS_BEFORE_SLEEP) {
        Thread.onSpinWait();
      } else {
        waiter = Thread.currentThread();
        if (done.get() < chunks) {
          LockSupport.park(this);
        }
      }
    }
  }

  /** Throws what a task threw. */
  void rethrow() {
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException("a task threw a checked exception", e);
    }
  }
}
