// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.io.IOException;

/** How Palate does one operation of the golden files. */
@FunctionalInterface
interface GoldenOperation {
  /** Reads a file's inputs, computes, and hands over the outputs. */
  void run(GoldenRun run) throws IOException;
}
