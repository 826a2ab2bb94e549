// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.IOException;

/** One of the things the command line can do. */
interface Command {
  /** Its name and options. */
  CommandSpec spec();

  /**
   * The same as the help of a call shows it, which may list what the call's own options add.
   *
   * @throws IOException when a file cannot be read
   */
  default CommandSpec spec(Arguments arguments) throws IOException {
    return spec();
  }

  /**
   * Does it.
   *
   * @param progress where to show how far it is
   * @throws UsageException when the options contradict each other or the input
   * @throws IOException when a file cannot be read or written
   */
  Report run(Arguments arguments, Progress progress) throws IOException;
}
