// SPDX-License-Identifier: Apache-2.0
package org.palate.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palate.kernel.Engine;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkersTest {

  @Test
  void everyIndexIsVisitedExactlyOnceWhateverTheGrain() {
    for (int threads = 1; threads <= 4; threads++) {
      try (Workers workers = new Workers(threads)) {
        for (int n : new int[] {0, 1, 2, 3, 7, 16, 100, 1001}) {
          for (int grain : new int[] {1, 2, 3, 10, 1000, Integer.MAX_VALUE}) {
            AtomicIntegerArray visits = new AtomicIntegerArray(n);
            workers.forRange(
                n,
                grain,
                (from, to) -> {
                  assertTrue(from < to, "an empty chunk");
                  assertEquals(0, from % grain, "chunks start at multiples of the grain");
                  for (int i = from; i < to; i++) {
                    visits.incrementAndGet(i);
                  }
                });
            for (int i = 0; i < n; i++) {
              assertEquals(1, visits.get(i), n + " in grains of " + grain);
            }
          }
        }
      }
    }
  }

  @Test
  void severalThreadsReallyWorkAtOnce() {
    try (Workers workers = new Workers(2)) {
      CountDownLatch bothHere = new CountDownLatch(2);
      workers.forRange(
          2,
          1,
          (from, to) -> {
            bothHere.countDown();
            // Alone, the first chunk would wait in vain.
            assertTrue(await(bothHere));
          });
    }
  }

  @Test
  void oneThreadRunsEverythingOnTheCallerInOneChunk() {
    try (Workers workers = new Workers(1)) {
      List<String> chunks = new ArrayList<>();
      Thread caller = Thread.currentThread();
      workers.forRange(
          100,
          1,
          (from, to) -> {
            assertSame(caller, Thread.currentThread());
            chunks.add(from + "-" + to);
          });
      assertEquals(List.of("0-100"), chunks);
    }
  }

  @Test
  void nestedCallsRunInline() {
    try (Workers workers = new Workers(3)) {
      AtomicInteger sum = new AtomicInteger();
      workers.forRange(
          20,
          1,
          (from, to) -> {
            for (int i = from; i < to; i++) {
              Thread outer = Thread.currentThread();
              workers.forRange(
                  10,
                  1,
                  (innerFrom, innerTo) -> {
                    assertSame(outer, Thread.currentThread());
                    workers.forRange(
                        2, 1, (f, t) -> sum.addAndGet((innerTo - innerFrom) * (t - f)));
                  });
            }
          });
      assertEquals(20 * 10 * 2, sum.get());
    }
  }

  @Test
  void anExceptionReachesTheCallerAndThePoolLivesOn() {
    try (Workers workers = new Workers(2)) {
      for (int round = 0; round < 200; round++) {
        int bad = round % 10;
        IllegalStateException thrown =
            assertThrows(
                IllegalStateException.class,
                () ->
                    workers.forRange(
                        10,
                        1,
                        (from, to) -> {
                          if (from <= bad && bad < to) {
                            throw new IllegalStateException("index " + bad);
                          }
                        }));
        assertEquals("index " + bad, thrown.getMessage());
        AtomicInteger visits = new AtomicInteger();
        workers.forRange(10, 1, (from, to) -> visits.addAndGet(to - from));
        assertEquals(10, visits.get());
      }
    }
  }

  @Test
  void exceptionsOfOtherThreadsAreSuppressedOnes() {
    try (Workers workers = new Workers(2)) {
      CountDownLatch bothHere = new CountDownLatch(2);
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  workers.forRange(
                      2,
                      1,
                      (from, to) -> {
                        bothHere.countDown();
                        await(bothHere);
                        throw new IllegalStateException("index " + from);
                      }));
      assertEquals(1, thrown.getSuppressed().length);
      Set<String> messages = Set.of(thrown.getMessage(), thrown.getSuppressed()[0].getMessage());
      assertEquals(Set.of("index 0", "index 1"), messages);
    }
  }

  @Test
  void anErrorReachesTheCallerToo() {
    try (Workers workers = new Workers(2)) {
      assertThrows(
          StackOverflowError.class,
          () ->
              workers.forRange(
                  2,
                  1,
                  (from, to) -> {
                    throw new StackOverflowError("of a worker");
                  }));
    }
  }

  @Test
  void manyCallersAtOnceAllGetTheirWorkDone() throws InterruptedException {
    try (Workers workers = new Workers(3)) {
      AtomicInteger sum = new AtomicInteger();
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        Runnable call =
            () -> {
              for (int round = 0; round < 100; round++) {
                workers.forRange(16, 1, (from, to) -> sum.addAndGet(to - from));
              }
            };
        // Virtual and platform threads, mixed.
        callers.add(i % 2 == 0 ? Thread.startVirtualThread(call) : Thread.ofPlatform().start(call));
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertEquals(50 * 100 * 16, sum.get());
    }
  }

  @Test
  void anInterruptedCallerStillWaitsAndStaysInterrupted() {
    try (Workers workers = new Workers(2)) {
      Thread.currentThread().interrupt();
      AtomicInteger visits = new AtomicInteger();
      workers.forRange(
          4,
          1,
          (from, to) -> {
            if (from > 0) {
              pause();
            }
            visits.addAndGet(to - from);
          });
      assertEquals(4, visits.get());
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void sleepingWorkersWakeUp() {
    try (Workers workers = new Workers(2)) {
      for (int round = 0; round < 5; round++) {
        pause();
        CountDownLatch bothHere = new CountDownLatch(2);
        workers.forRange(
            2,
            1,
            (from, to) -> {
              bothHere.countDown();
              assertTrue(await(bothHere));
            });
      }
    }
  }

  @Test
  void whatTasksWroteIsSeenAfterTheCall() {
    try (Workers workers = new Workers(2)) {
      int[] plain = new int[64];
      for (int round = 1; round <= 20_000; round++) {
        int value = round;
        workers.forRange(
            64,
            1,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                assertEquals(value - 1, plain[i]);
                plain[i] = value;
              }
            });
      }
      for (int value : plain) {
        assertEquals(20_000, value);
      }
    }
  }

  @Test
  void workersAreDaemonsAndEndWhenClosed() {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    Workers workers = new Workers(2);
    CountDownLatch bothHere = new CountDownLatch(2);
    workers.forRange(
        2,
        1,
        (from, to) -> {
          bothHere.countDown();
          await(bothHere);
          seen.add(Thread.currentThread());
        });
    workers.close();
    assertThrows(IllegalStateException.class, () -> workers.forRange(2, 1, (from, to) -> {}));
    seen.remove(Thread.currentThread());
    assertEquals(1, seen.size());
    for (Thread worker : seen) {
      assertTrue(worker.isDaemon());
      assertFalse(worker.isAlive());
    }
  }

  @Test
  void wrongArgumentsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Workers(0));
    try (Workers workers = new Workers(1)) {
      assertThrows(IllegalArgumentException.class, () -> workers.forRange(-1, 1, (from, to) -> {}));
      assertThrows(IllegalArgumentException.class, () -> workers.forRange(1, 0, (from, to) -> {}));
    }
  }

  @Test
  void theSharedPoolHasTheThreadsOfTheEngine() {
    assertEquals(Engine.threads(), Workers.shared().threads());
    assertSame(Workers.shared(), Workers.shared());
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Long enough for a worker, or a caller, to fall asleep. */
  private static void pause() {
    long until = System.nanoTime() + 20_000_000;
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }
}
