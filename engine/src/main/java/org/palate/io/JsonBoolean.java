// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

/** JSON's {@code true} and {@code false}. */
public enum JsonBoolean implements JsonValue {
  /** {@code true}. */
  TRUE,
  /** {@code false}. */
  FALSE;

  /** The JSON value of a Java boolean. */
  public static JsonBoolean of(boolean value) {
    return value ? TRUE : FALSE;
  }

  /** The Java boolean of this value. */
  public boolean value() {
    return this == TRUE;
  }

  @Override
  public String toString() {
    return toJson();
  }
}
