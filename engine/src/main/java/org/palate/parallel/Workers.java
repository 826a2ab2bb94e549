// SPDX-License-Identifier: Apache-2.0
package org.palate.parallel;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.palate.kernel.Engine;

/**
 * A pool of daemon threads that share the work of one call at a time, the caller taking part.
 *
 * <p>A pool of one thread runs everything on the caller. So does a call from inside another call's
 * task, and a call while another thread's call has the pool: nothing waits for its turn, so nothing
 * can deadlock, and a server whose requests each come on a thread of their own loses nothing.
 *
 * <p>A result never depends on the number of threads, as long as tasks keep the promise of {@link
 * RangeTask}.
 */
public final class Workers implements AutoCloseable {

  /** How long a thread looks for new work before it sleeps: waking one up costs about as much. */
  private static final long SPIN_NANOS = 50_000;

  /** Chunks per thread, so that one that was held up does not hold up the others for long. */
  private static final int CHUNKS_PER_THREAD = 4;

  private static final class Shared {
    static final Workers WORKERS = new Workers(Engine.threads());
  }

  private final AtomicReference<Job> current = new AtomicReference<>();
  private final Worker[] workers;
  private volatile boolean closed;

  /**
   * A pool of its own, mostly for tests; {@link #close} ends its threads.
   *
   * @param threads how many threads work, the caller's included: from 1 on
   */
  public Workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("expected at least 1 thread, found " + threads);
    }
    workers = new Worker[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker("palate-worker-" + (i + 1));
      workers[i].start();
    }
  }

  /**
   * The pool of the process, with {@link Engine#threads()} threads.
   *
   * @throws org.palate.kernel.EngineConfigurationException if a property of the engine was refused
   */
  public static Workers shared() {
    Engine.threads(); // Refuses with its own exception, on every call.
    return Shared.WORKERS;
  }

  /** How many threads work, the caller's included. */
  public int threads() {
    return workers.length + 1;
  }

  /**
   * Runs {@code task} over the indexes 0 to n - 1, each exactly once, in chunks that several
   * threads may work on, and returns when all are done. What the caller wrote before is seen by the
   * task, and what the task wrote is seen by the caller after.
   *
   * <p>When a task throws, chunks not yet begun are left out, and the first exception reaches the
   * caller with those of other threads as suppressed ones.
   *
   * @param n the number of indexes; nothing happens at 0
   * @param taskSize the least number of indexes that is worth a thread; {@link TaskSize} has those
   *     of common loops. Chunks start at its multiples.
   */
  public void forRange(int n, int taskSize, RangeTask task) {
    if (n < 0 || taskSize < 1) {
      throw new IllegalArgumentException(
          "expected n from 0 and a task size from 1, found n = " + n + ", task size = " + taskSize);
    }
    if (closed) {
      throw new IllegalStateException("expected open workers, found closed ones");
    }
    if (n == 0) {
      return;
    }
    if (n <= taskSize || workers.length == 0 || current.getPlain() != null) {
      task.run(0, n);
      return;
    }
    int tasks = (n - 1) / taskSize + 1;
    int perChunk = (tasks - 1) / (CHUNKS_PER_THREAD * threads()) + 1;
    Job job =
        new Job(task, n, (int) Math.min(n, (long) taskSize * perChunk), (tasks - 1) / perChunk + 1);
    if (!current.compareAndSet(null, job)) {
      task.run(0, n);
      return;
    }
    try {
      int wanted = Math.min(workers.length, job.chunks - 1);
      for (int i = 0; i < wanted; i++) {
        workers[i].wake();
      }
      job.work();
      job.await();
    } finally {
      current.set(null);
    }
    job.rethrow();
  }

  /** Ends the threads of this pool, once they have finished the call they are in. */
  @Override
  public void close() {
    closed = true;
    for (Worker worker : workers) {
      LockSupport.unpark(worker);
    }
    boolean interrupted = false;
    for (Worker worker : workers) {
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Worker extends Thread {

    private volatile boolean asleep;

    Worker(String name) {
      super(name);
      setDaemon(true);
    }

    void wake() {
      if (asleep) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      long idleSince = System.nanoTime();
      while (!closed) {
        Job job = current.getAcquire();
        if (job != null && job.work()) {
          idleSince = System.nanoTime();
        } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
          Thread.onSpinWait();
        } else {
          asleep = true;
          job = current.get();
          if ((job == null || !job.hasWork()) && !closed) {
            job = null; // A sleeping thread must not keep a job's arrays alive.
            LockSupport.park(Workers.this);
          }
          asleep = false;
          idleSince = System.nanoTime();
        }
      }
    }
  }
}
