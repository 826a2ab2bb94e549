// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

/**
 * A weighted mixture of known users that stands for a user whom the model does not know: {@code
 * sum_i weights[i] v(users[i])}, where v is what the model has learned about a user.
 *
 * @param users user codes
 * @param weights as many, one a user
 */
public record UserMixture(int[] users, float[] weights) {
  /** Checks the lengths. */
  public UserMixture {
    if (users.length != weights.length) {
      throw new IllegalArgumentException(
          "expected a weight for each of %d users, found %d"
              .formatted(users.length, weights.length));
    }
  }
}
