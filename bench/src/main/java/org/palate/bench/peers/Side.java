// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

import java.io.IOException;

/** One engine with its work set up, ready to be timed. */
public interface Side extends Timed, AutoCloseable {
  /**
   * What the work comes to, as {@link Work} says: to be asked for once, before {@link #nanos}, for
   * the work may train.
   */
  float[] outcome() throws IOException;

  /** Gives back what the work holds. */
  @Override
  void close() throws IOException;
}
