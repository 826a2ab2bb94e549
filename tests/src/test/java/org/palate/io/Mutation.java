// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.util.Arrays;
import org.palate.tensor.RandomStream;

/** Damages valid bytes as disks, networks and enemies do, for tests of whoever reads them. */
public final class Mutation {
  /** Bytes that mean something in some format: separators, signs, extremes. */
  private static final byte[] TELLING = {
    '{', '}', '[', ']', '"', ',', ':', '-', '.', 'e', '0', '9', '\\', 'u', ' ', 0, 1, 127, -128, -1
  };

  private Mutation() {}

  /** A copy of {@code valid} with one to four random changes. */
  public static byte[] of(byte[] valid, RandomStream random) {
    byte[] bytes = valid.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
      bytes = changed(bytes, random);
    }
    return bytes;
  }

  private static byte[] changed(byte[] bytes, RandomStream random) {
    int at = random.nextInt(bytes.length);
    int length = 1 + random.nextInt(Math.min(16, bytes.length - at));
    switch (random.nextInt(6)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextLong();
      case 2 -> bytes[at] = TELLING[random.nextInt(TELLING.length)];
      case 3 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 4 -> {
        return joined(Arrays.copyOf(bytes, at), bytes, at + length);
      }
      default -> {
        return joined(Arrays.copyOf(bytes, at + length), bytes, at);
      }
    }
    return bytes;
  }

  private static byte[] joined(byte[] head, byte[] bytes, int from) {
    byte[] all = Arrays.copyOf(head, head.length + bytes.length - from);
    System.arraycopy(bytes, from, all, head.length, bytes.length - from);
    return all;
  }
}
