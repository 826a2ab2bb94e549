// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

/** Ranges of hyper-parameters. */
final class Check {
  private Check() {}

  static void atLeastZero(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "%s: expected a number of at least 0, found %s".formatted(name, value));
    }
  }

  static void inUnitInterval(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "%s: expected a number in [0, 1), found %s".formatted(name, value));
    }
  }
}
