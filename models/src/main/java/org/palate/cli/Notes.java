// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.util.List;

/** What a reader of a report has to know beside its figures. */
final class Notes {
  private Notes() {}

  /** Each note in a paragraph of its own that fits a terminal, with an empty line before it. */
  static String text(List<String> notes) {
    StringBuilder text = new StringBuilder();
    notes.forEach(note -> text.append('\n').append(HelpText.USUAL.paragraph("note: " + note)));
    return text.toString();
  }
}
