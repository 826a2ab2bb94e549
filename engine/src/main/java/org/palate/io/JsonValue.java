// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

/**
 * A JSON value (RFC 8259): an object, array, string, number, boolean or null. Values are immutable;
 * {@code toString} is the compact JSON text.
 */
public sealed interface JsonValue
    permits JsonArray, JsonBoolean, JsonNull, JsonNumber, JsonObject, JsonString {

  /** The value as compact JSON text. */
  default String toJson() {
    return Json.write(this);
  }
}
