// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

import java.io.IOException;

/** An engine that Palate is compared with. */
public interface Peer extends AutoCloseable {
  /** A short name, such as {@code djl}. */
  String name();

  /** Its name and versions as the head of a column. */
  String title();

  /** Its versions and libraries in full. */
  String describe();

  /** Whether it does this work at all. */
  boolean does(Work work);

  /** What a reader must know of how it does its work; empty where there is nothing to say. */
  String note(Work work);

  /** Sets up work on these numbers. */
  Side start(Work work, Inputs inputs) throws IOException;

  @Override
  void close() throws IOException;
}
