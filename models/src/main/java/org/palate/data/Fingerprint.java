// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Tells whether interactions are the same: a digest (SHA-256) over user, item, rating, time, label
 * and weight of every row in order. What is known about users and items does not count.
 */
final class Fingerprint {
  private static final int LONGEST_ROW = 2 * Integer.BYTES + Long.BYTES + 3 * (1 + Float.BYTES);

  private Fingerprint() {}

  static String of(Interactions interactions) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    add(digest, interactions.userVocabulary());
    add(digest, interactions.itemVocabulary());
    ByteBuffer row = ByteBuffer.allocate(LONGEST_ROW);
    for (int i = 0; i < interactions.size(); i++) {
      row.clear().putInt(interactions.user(i)).putInt(interactions.item(i));
      if (interactions.hasRating()) {
        row.put((byte) 'r').putFloat(interactions.ratings()[i]);
      }
      if (interactions.hasTime()) {
        row.putLong(interactions.times()[i]);
      }
      if (interactions.hasLabel()) {
        row.put((byte) 'l').putFloat(interactions.labels()[i]);
      }
      if (interactions.hasWeight()) {
        row.put((byte) 'w').putFloat(interactions.weights()[i]);
      }
      digest.update(row.flip());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, Vocabulary vocabulary) {
    ByteBuffer length = ByteBuffer.allocate(4);
    for (String key : vocabulary.keys()) {
      byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
      digest.update(length.clear().putInt(utf8.length).flip());
      digest.update(utf8);
    }
    digest.update(length.clear().putInt(-1).flip());
  }
}
