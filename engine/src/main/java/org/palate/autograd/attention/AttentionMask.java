// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.attention;

/**
 * Which keys a query does not see. True means not seen, as in PyTorch.
 *
 * @param causal whether query i sees keys 0 to i only
 * @param keyPadding {@code [batch, keys]}: keys that are padding, for all queries; or null
 * @param blocked {@code [queries, keys]}: what is not allowed in every example and head; or null
 */
public record AttentionMask(boolean causal, boolean[] keyPadding, boolean[] blocked) {
  /** Every query sees every key. */
  public static final AttentionMask NONE = new AttentionMask(false, null, null);

  /** A query sees the keys up to its own position. */
  public static final AttentionMask CAUSAL = new AttentionMask(true, null, null);

  /** This mask and padding; null for none. */
  public AttentionMask withKeyPadding(boolean[] padding) {
    return new AttentionMask(causal, padding, blocked);
  }

  /** This mask and pairs of queries and keys that are not allowed; null for none. */
  public AttentionMask withBlocked(boolean[] pairs) {
    return new AttentionMask(causal, keyPadding, pairs);
  }

  void check(int batch, int queries, int keys) {
    check("keyPadding", keyPadding, "[batch, keys]", batch, keys);
    check("blocked", blocked, "[queries, keys]", queries, keys);
  }

  private static void check(String name, boolean[] mask, String axes, int rows, int columns) {
    if (mask != null && mask.length != rows * columns) {
      throw new IllegalArgumentException(
          "mask %s: expected %s = [%d, %d], found %d flags"
              .formatted(name, axes, rows, columns, mask.length));
    }
  }
}
