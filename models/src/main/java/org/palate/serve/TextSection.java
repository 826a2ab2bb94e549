// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A section of texts: their number as a big-endian integer of 32 bits, then each as the number of
 * its bytes (32 bits) and its UTF-8.
 */
final class TextSection {
  /** What Java puts in place of bytes that are no UTF-8. */
  private static final char REPLACEMENT = '\uFFFD';

  private TextSection() {}

  static void write(OutputStream out, List<String> texts) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    data.writeInt(texts.size());
    for (String text : texts) {
      // An unpaired surrogate has no UTF-8; as elsewhere in Java it becomes a question mark.
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      data.writeInt(utf8.length);
      data.write(utf8);
    }
    data.flush();
  }

  /**
   * Reads such a section.
   *
   * @param bytes all of it
   * @throws IllegalArgumentException if the bytes are no such texts
   */
  static List<String> read(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int count = length(buffer);
    if (count < 0) {
      throw new IllegalArgumentException("expected the number of texts, found none");
    }
    if (count > buffer.remaining() / Integer.BYTES) {
      throw new IllegalArgumentException(
          "expected %d texts, found %d bytes".formatted(count, buffer.remaining()));
    }
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int length = length(buffer);
      if (length < 0) {
        throw new IllegalArgumentException("expected the length of text " + i + ", found none");
      }
      if (length > buffer.remaining()) {
        throw new IllegalArgumentException(
            "text %d: expected %d bytes, found %d".formatted(i, length, buffer.remaining()));
      }
      texts.add(decode(bytes, buffer.position(), length, i));
      buffer.position(buffer.position() + length);
    }
    if (buffer.hasRemaining()) {
      throw new IllegalArgumentException(
          "%d bytes follow after the last of %d texts".formatted(buffer.remaining(), count));
    }
    return List.copyOf(texts);
  }

  /** The next length, or a negative number if there is none. */
  private static int length(ByteBuffer buffer) {
    return buffer.remaining() < Integer.BYTES ? -1 : buffer.getInt();
  }

  private static String decode(byte[] bytes, int at, int length, int index) {
    // A decoder that reports costs several times as much; it is asked only where there is the
    // character that stands in for what cannot be read, which may also have been written.
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length));
      } catch (CharacterCodingException e) {
        throw new IllegalArgumentException("text " + index + ": expected UTF-8", e);
      }
    }
    return text;
  }
}
