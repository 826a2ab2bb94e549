// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.palate.kernel.Kernels.Form;

/**
 * Has the vector products compiled in the background, each form when it is first asked for, so that
 * the first steps of a training need not wait for it.
 *
 * <p>Until C2 has compiled a tile, each of its vectors is an object on the heap, and a product
 * takes 10 to 100 times as long as in plain loops: seconds a step. So here small products are
 * multiplied until their invocations have made C2 compile them. When that is done shows in their
 * time: the form is ready once it keeps up with its scalar twin. Half of the time this thread
 * sleeps, to leave the cores to C2 and to those who multiply; it ends when nothing is left to do.
 */
final class ProductWarmup {
  /**
   * Rows, columns and depth. One row, one column, a few; whole tiles, half ones, rests of both: a
   * branch that C2 has never seen taken it leaves out, and goes back to the interpreter for.
   */
  private static final int[][] SHAPES = {
    {16, 32, 24}, {1, 33, 24}, {25, 1, 24}, {2, 17, 24}, {12, 64, 24}, {8, 16, 24}, {9, 40, 24}
  };

  /** A shape whose time tells. */
  private static final int[] TIMED = {48, 64, 64};

  /** Before so many rounds, plain loops are not compiled either, and tell nothing. */
  private static final int LEAST_ROUNDS = 10;

  private static final int CALLS_A_ROUND = 20;

  private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

  /** What takes so long will not be compiled: then it runs as the JVM runs it. */
  private static final long LONGEST_COURSE = TimeUnit.SECONDS.toNanos(60);

  private enum State {
    ASKED,
    READY
  }

  /** How far a form has come; used by the thread alone. */
  private static final class Course {
    final long start = System.nanoTime();
    int rounds;
    long scalarNanos = Long.MAX_VALUE;
  }

  private final Kernels scalar;
  private final Kernels vector;
  private final AtomicReferenceArray<State> states =
      new AtomicReferenceArray<>(Form.values().length);
  private boolean running;

  /** A warm-up of these vector kernels, which must not wait for one themselves. */
  ProductWarmup(Kernels scalar, Kernels vector) {
    this.scalar = scalar;
    this.vector = vector;
  }

  /** Whether the products of a form are ready; if nobody has asked before, they become so. */
  boolean isReady(Form form) {
    State state = states.getOpaque(form.ordinal());
    if (state == null && states.compareAndSet(form.ordinal(), null, State.ASKED)) {
      start();
    }
    return state == State.READY;
  }

  /** Whether a form has been asked for that is not ready yet. */
  boolean isUnderWay() {
    return Arrays.stream(Form.values()).anyMatch(form -> states.get(form.ordinal()) == State.ASKED);
  }

  private synchronized void start() {
    if (!running) {
      running = true;
      Thread.ofPlatform().name("palate-warm-up").daemon().start(this::run);
    }
  }

  private void run() {
    float[] a = new float[4096];
    float[] b = new float[4096];
    float[] c = new float[4096];
    Course[] courses = new Course[states.length()];
    while (goesOn()) {
      long start = System.nanoTime();
      for (Form form : Form.values()) {
        if (states.get(form.ordinal()) == State.ASKED) {
          Course course = courses[form.ordinal()];
          if (course == null) {
            course = new Course();
            courses[form.ordinal()] = course;
          }
          if (advance(form, course, a, b, c)) {
            states.set(form.ordinal(), State.READY);
          }
        }
      }
      LockSupport.parkNanos(Math.max(SHORTEST_PAUSE, System.nanoTime() - start));
    }
  }

  private synchronized boolean goesOn() {
    running = isUnderWay();
    return running;
  }

  /** Multiplies some more; true once the form is ready. */
  private boolean advance(Form form, Course course, float[] a, float[] b, float[] c) {
    for (int i = 0; i < CALLS_A_ROUND; i++) {
      for (int[] shape : SHAPES) {
        multiply(vector, form, shape, a, b, c, i % 2 == 0);
      }
    }
    course.rounds++;
    course.scalarNanos = Math.min(course.scalarNanos, quickest(scalar, form, a, b, c));
    boolean known = course.rounds >= LEAST_ROUNDS;
    return known && quickest(vector, form, a, b, c) <= course.scalarNanos
        || System.nanoTime() - course.start > LONGEST_COURSE;
  }

  /** The least nanoseconds of a few calls: what the others took more was somebody else's. */
  private static long quickest(Kernels kernels, Form form, float[] a, float[] b, float[] c) {
    long quickest = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      multiply(kernels, form, TIMED, a, b, c, false);
      quickest = Math.min(quickest, System.nanoTime() - start);
    }
    return quickest;
  }

  private static void multiply(
      Kernels kernels,
      Form form,
      int[] shape,
      float[] a,
      float[] b,
      float[] c,
      boolean accumulate) {
    int m = shape[0];
    int n = shape[1];
    int k = shape[2];
    int lda = form == Form.TN ? m : k;
    int ldb = form == Form.NT ? k : n;
    kernels.gemm(form, m, n, k, a, 0, lda, b, 0, ldb, c, 0, n, accumulate);
  }
}
