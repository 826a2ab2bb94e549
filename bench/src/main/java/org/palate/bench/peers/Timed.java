// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.palate.kernel.Engine;

/**
 * Something that can be done again and again, and timed.
 *
 * <p>Where each side has one thread, time is the processor time of the thread that works, which
 * leaves out what other processes and the JVM's compiler took; where there are more, it is the
 * clock's.
 */
public interface Timed {
  /** Does it so many times; gives the nanoseconds that took. */
  long nanos(int calls) throws IOException;

  /** After so many calls it is as fast as it gets: memory has been asked for, and is used again. */
  default int warmUpCalls() {
    return 30;
  }

  /** Calls something so many times; gives the nanoseconds that took. */
  static long time(int calls, Runnable call) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    boolean one = Engine.threads() == 1 && threads.isCurrentThreadCpuTimeSupported();
    long begun = one ? threads.getCurrentThreadCpuTime() : System.nanoTime();
    for (int i = 0; i < calls; i++) {
      call.run();
    }
    return (one ? threads.getCurrentThreadCpuTime() : System.nanoTime()) - begun;
  }
}
