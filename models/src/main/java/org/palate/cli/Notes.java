// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.util.List;

/** What a reader of a report has to know beside its figures. */
final class Notes {
  private Notes() {}

  /** Each note in a paragraph of its own, with an empty line before it. */
  static String text(List<String> notes) {
    StringBuilder text = new StringBuilder();
    notes.forEach(note -> text.append("%nnote: %s%n".formatted(note)));
    return text.toString();
  }
}
