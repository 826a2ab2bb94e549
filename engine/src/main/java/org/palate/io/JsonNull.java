// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

/** JSON's {@code null}, of which there is one. */
public enum JsonNull implements JsonValue {
  /** {@code null}. */
  NULL;

  @Override
  public String toString() {
    return toJson();
  }
}
