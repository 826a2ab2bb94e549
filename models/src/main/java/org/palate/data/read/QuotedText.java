// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

/** Values as they are written into delimited text, so that {@link TextLayout} reads them back. */
public final class QuotedText {
  private QuotedText() {}

  /**
   * The value, in quotes where it holds a delimiter, a quote or a line end; quotes in it are
   * doubled.
   */
  public static String of(String value, char delimiter) {
    boolean plain =
        value.chars().noneMatch(c -> c == delimiter || c == '"' || c == '\n' || c == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
