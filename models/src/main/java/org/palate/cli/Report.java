// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.IOException;
import org.palate.io.JsonObject;

/**
 * The result of a command in its two forms, of which one is printed.
 *
 * @param json what {@code --json} prints
 * @param text what people read; ends with a line feed
 * @param rest what is left to do once the result is safe
 */
record Report(JsonObject json, String text, Rest rest) {
  /**
   * The last step of a command, such as to write a file: the text is printed before it begins, so
   * that it is not lost with the step.
   */
  @FunctionalInterface
  interface Rest {
    /**
     * Does it.
     *
     * @return what there is to add: text behind the text, JSON in place of the same names. If it
     *     throws, the JSON stays as it is but for an {@code error}
     */
    Report run() throws IOException;
  }

  /** A result after which nothing is left to do. */
  Report(JsonObject json, String text) {
    this(json, text, () -> new Report(JsonObject.EMPTY, ""));
  }

  /** The same with a last step. */
  Report then(Rest last) {
    return new Report(json, text, last);
  }

  /** Its JSON with that of another report, which counts where both have a name. */
  JsonObject jsonWith(Report more) {
    JsonObject all = json;
    for (String name : more.json.names()) {
      all = all.with(name, more.json.get(name));
    }
    return all;
  }
}
