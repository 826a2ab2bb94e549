// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import java.util.List;

/**
 * Rows that a reader could not read and was told to skip.
 *
 * @param count how many
 * @param messages what was wrong with the first few, each naming file, line and column
 */
public record Skipped(long count, List<String> messages) {
  /** Nothing was skipped. */
  public static final Skipped NONE = new Skipped(0, List.of());

  /** Copies the messages. */
  public Skipped {
    messages = List.copyOf(messages);
  }
}
