// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

/**
 * Interactions in the codes of a {@link FeatureSpace}.
 *
 * @param users the user code of each example; 0 if the user is not known
 * @param items the item code of each example; 0 if the item is not known
 * @param context the context fields of each example
 */
public record Examples(int[] users, int[] items, EncodedColumns context) {
  /** Checks the lengths. */
  public Examples {
    if (items.length != users.length || context.rows() != users.length) {
      throw new IllegalArgumentException(
          "expected items and context of %d users, found %d items and %d rows of context"
              .formatted(users.length, items.length, context.rows()));
    }
  }

  /** How many examples. */
  public int size() {
    return users.length;
  }
}
