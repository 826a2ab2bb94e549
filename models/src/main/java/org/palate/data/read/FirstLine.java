// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.palate.data.DataException;

/** A look into a file before it is read: its first line, its character set. */
final class FirstLine {
  private FirstLine() {}

  /**
   * The first line that is not empty, cut after {@link RowReader#MAX_ROW} bytes; empty if there is
   * none that can be read as text.
   */
  static String of(Path file) {
    try (RowReader rows = new RowReader(file, null, false, StandardCharsets.UTF_8)) {
      return rows.next() ? rows.text(0) : "";
    } catch (BadRow e) {
      return "";
    }
  }

  /** UTF-8 if the whole file is valid in it, else ISO-8859-1, in which every file is. */
  static Charset charset(Path file) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    byte[] bytes = new byte[1 << 14];
    CharBuffer chars = CharBuffer.allocate(bytes.length + 1);
    int kept = 0;
    try (InputStream in = Files.newInputStream(file)) {
      while (true) {
        int count = in.read(bytes, kept, bytes.length - kept);
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, kept + Math.max(count, 0));
        CoderResult result = decoder.decode(buffer, chars.clear(), count < 0);
        if (result.isError()) {
          return StandardCharsets.ISO_8859_1;
        }
        if (count < 0) {
          return StandardCharsets.UTF_8;
        }
        kept = buffer.remaining();
        buffer.get(bytes, 0, kept);
      }
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
