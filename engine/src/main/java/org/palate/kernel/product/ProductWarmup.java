// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.product;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Has the vector products compiled in the background, each kind when it is first asked for, so that
 * the first steps of a training, or the first answers of a service, need not wait for it.
 *
 * <p>Until C2 has compiled a tile, each of its vectors is an object on the heap, and a product
 * takes 10 to 100 times as long as in plain loops: seconds a step. So here small products are
 * multiplied until their invocations have made C2 compile them. When that is done shows in their
 * time: the kind is ready once it keeps up with its scalar twin. Half of the time this thread
 * sleeps, to leave the cores to C2 and to those who multiply; it ends when nothing is left to do.
 */
final class ProductWarmup {
  /**
   * Rows, columns and depth. One row, one column, a few; whole tiles, half ones, rests of both: a
   * branch that C2 has never seen taken it leaves out, and goes back to the interpreter for.
   */
  private static final int[][] SHAPES = {
    {16, 32, 24},
    {1, 33, 24},
    {25, 1, 24},
    {2, 17, 24},
    {12, 64, 24},
    {8, 16, 24},
    {9, 40, 24},
    {1, 160, 24}
  };

  /** Shapes whose time tells: of many rows, and of one. */
  private static final int[][] TIMED = {{48, 64, 64}, {1, 160, 24}};

  /** Before so many rounds, plain loops are not compiled either, and tell nothing. */
  private static final int LEAST_ROUNDS = 10;

  private static final int CALLS_A_ROUND = 20;

  private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

  /** What takes so long will not be compiled: then it runs as the JVM runs it. */
  private static final long LONGEST_COURSE = TimeUnit.SECONDS.toNanos(60);

  /** What is compiled by itself: each form, and products with packed matrices. */
  private enum Kind {
    NN,
    NT,
    TN,
    PACKED_FLOAT32,
    PACKED_BFLOAT16;

    static Kind of(Form form) {
      return switch (form) {
        case NN -> NN;
        case NT -> NT;
        case TN -> TN;
      };
    }

    static Kind of(Precision precision) {
      return switch (precision) {
        case FLOAT32 -> PACKED_FLOAT32;
        case BFLOAT16 -> PACKED_BFLOAT16;
      };
    }
  }

  private enum State {
    ASKED,
    READY
  }

  /** How far a kind has come; used by the thread alone. */
  private static final class Course {
    final long start = System.nanoTime();
    int rounds;
    long scalarNanos = Long.MAX_VALUE;
  }

  private final ProductLoops scalar;
  private final ProductLoops vector;
  private final AtomicReferenceArray<State> states =
      new AtomicReferenceArray<>(Kind.values().length);
  private boolean running;

  /** A warm-up of these vector kernels, which must not wait for one themselves. */
  ProductWarmup(ProductLoops scalar, ProductLoops vector) {
    this.scalar = scalar;
    this.vector = vector;
  }

  /** Whether the products of a form are ready; if nobody has asked before, they become so. */
  boolean isReady(Form form) {
    return isReady(Kind.of(form));
  }

  /** The same of products with packed matrices. */
  boolean isReady(Precision precision) {
    return isReady(Kind.of(precision));
  }

  private boolean isReady(Kind kind) {
    State state = states.getOpaque(kind.ordinal());
    if (state == null && states.compareAndSet(kind.ordinal(), null, State.ASKED)) {
      start();
    }
    return state == State.READY;
  }

  /** Whether something has been asked for that is not ready yet. */
  boolean isUnderWay() {
    return Arrays.stream(Kind.values()).anyMatch(kind -> states.get(kind.ordinal()) == State.ASKED);
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
      for (Kind kind : Kind.values()) {
        if (states.get(kind.ordinal()) == State.ASKED) {
          Course course = courses[kind.ordinal()];
          if (course == null) {
            course = new Course();
            courses[kind.ordinal()] = course;
          }
          if (advance(kind, course, a, b, c)) {
            states.set(kind.ordinal(), State.READY);
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

  /** Multiplies some more; true once the kind is ready. */
  private boolean advance(Kind kind, Course course, float[] a, float[] b, float[] c) {
    for (int i = 0; i < CALLS_A_ROUND; i++) {
      for (int[] shape : SHAPES) {
        product(vector, kind, shape, a, b, c, i % 2 == 0).run();
      }
    }
    course.rounds++;
    course.scalarNanos = Math.min(course.scalarNanos, quickest(scalar, kind, a, b, c));
    boolean known = course.rounds >= LEAST_ROUNDS;
    return known && quickest(vector, kind, a, b, c) <= course.scalarNanos
        || System.nanoTime() - course.start > LONGEST_COURSE;
  }

  /** The least nanoseconds of a few calls: what the others took more was somebody else's. */
  private static long quickest(ProductLoops kernels, Kind kind, float[] a, float[] b, float[] c) {
    long sum = 0;
    for (int[] shape : TIMED) {
      Runnable product = product(kernels, kind, shape, a, b, c, false);
      long quickest = Long.MAX_VALUE;
      for (int i = 0; i < 3; i++) {
        long start = System.nanoTime();
        product.run();
        quickest = Math.min(quickest, System.nanoTime() - start);
      }
      sum += quickest;
    }
    return sum;
  }

  private static Runnable product(
      ProductLoops kernels,
      Kind kind,
      int[] shape,
      float[] a,
      float[] b,
      float[] c,
      boolean accumulate) {
    int m = shape[0];
    int n = shape[1];
    int k = shape[2];
    return switch (kind) {
      case NN -> () -> kernels.gemm(Form.NN, m, n, k, a, 0, k, b, 0, n, c, 0, n, accumulate);
      case NT -> () -> kernels.gemm(Form.NT, m, n, k, a, 0, k, b, 0, k, c, 0, n, accumulate);
      case TN -> () -> kernels.gemm(Form.TN, m, n, k, a, 0, m, b, 0, n, c, 0, n, accumulate);
      case PACKED_FLOAT32, PACKED_BFLOAT16 -> {
        Precision precision = kind == Kind.PACKED_FLOAT32 ? Precision.FLOAT32 : Precision.BFLOAT16;
        PackedMatrix packed = kernels.pack(precision, n, k, b, 0, k);
        yield () -> kernels.gemmPacked(m, a, 0, k, packed, 0, n, c, 0, n, accumulate);
      }
    };
  }
}
