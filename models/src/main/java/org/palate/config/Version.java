// SPDX-License-Identifier: Apache-2.0
package org.palate.config;

/** Which Palate this is. */
public final class Version {
  /** The version of the Maven build. */
  public static final String PALATE = "0.1.0-SNAPSHOT";

  private Version() {}
}
