// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import java.util.List;

/**
 * Rows that a reader could not read and was told to skip.
 *
 * @param count how many
 * @param messages what was wrong with the first few, each naming file, line and column
 */
public record SkippedRows(long count, List<String> messages) {
  /** Nothing was skipped. */
  public static final SkippedRows NONE = new SkippedRows(0, List.of());

  /** Copies the messages. */
  public SkippedRows {
    messages = List.copyOf(messages);
  }
}
