// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import org.palate.data.DataException;
import org.palate.data.Interactions;

/** What a reader does with a row it cannot read. */
public enum OnBadRow {
  /** Stop with a {@link DataException} that says where and why. */
  FAIL,
  /** Leave the row out and count it: {@link Interactions#skipped}. */
  SKIP;

  /** Of its name as given on the command line: {@code fail} or {@code skip}. */
  public static OnBadRow parse(String text) {
    return switch (text) {
      case "fail" -> FAIL;
      case "skip" -> SKIP;
      default ->
          throw new IllegalArgumentException(
              "expected fail or skip, found " + DataException.quoted(text));
    };
  }
}
