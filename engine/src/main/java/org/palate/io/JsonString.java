// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.util.Objects;

/**
 * A JSON string.
 *
 * @param value the characters, without quotes and escapes
 */
public record JsonString(String value) implements JsonValue {
  /** Refuses null; JSON's null is {@link JsonNull}. */
  public JsonString {
    Objects.requireNonNull(value, "value");
  }

  @Override
  public String toString() {
    return toJson();
  }
}
