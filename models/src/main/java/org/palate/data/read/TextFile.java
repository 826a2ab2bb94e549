// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.palate.data.DataException;

/** Opens text files, and refuses by their first bytes files that are not text in lines. */
final class TextFile {
  private TextFile() {}

  /**
   * The text of a regular file as UTF-8.
   *
   * @throws DataException if it cannot be opened, which says what it is instead
   */
  static InputStream open(Path file, Charset charset) {
    if (Files.isDirectory(file)) {
      throw new DataException(file + ": expected a file, found a directory");
    }
    if (!Files.exists(file)) {
      throw new DataException(file + ": no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new DataException(file + ": expected a regular file");
    }
    try {
      InputStream raw = Files.newInputStream(file);
      return charset.equals(StandardCharsets.UTF_8) ? raw : new Utf8Stream(raw, charset);
    } catch (AccessDeniedException e) {
      throw new DataException(file + ": no permission to read it", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be opened: " + e.getMessage(), e);
    }
  }

  /**
   * Where the text starts in the first bytes of a file: behind a byte order mark if there is one.
   *
   * @param bytes the file's first {@code limit} bytes
   * @throws DataException if these are an archive, UTF-16, or lines that end with CR alone
   */
  static int textStart(Path file, byte[] bytes, int limit) {
    int first = limit < 2 ? 0 : (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
    if (first == 0x1F8B || (first == 0x504B && limit > 3 && bytes[2] == 3 && bytes[3] == 4)) {
      throw new DataException(
          "%s: expected text, found a %s archive; unpack it first"
              .formatted(file, first == 0x1F8B ? "gzip" : "zip"));
    }
    if (first == 0xFEFF || first == 0xFFFE) {
      throw new DataException(
          file + ": expected UTF-8, found the byte order mark of UTF-16; give the charset UTF-16");
    }
    boolean marked = limit >= 3 && first == 0xEFBB && (bytes[2] & 0xFF) == 0xBF;
    int start = marked ? 3 : 0;
    refuseCarriageReturns(file, bytes, start, limit);
    return start;
  }

  /** Text in which CR alone ends the lines would be one long row. */
  private static void refuseCarriageReturns(Path file, byte[] bytes, int start, int limit) {
    int returns = 0;
    for (int at = start; at < limit; at++) {
      if (bytes[at] == '\n') {
        return;
      }
      returns += bytes[at] == '\r' ? 1 : 0;
    }
    if (returns > 1) {
      throw new DataException(
          "%s, line 1: expected lines that end with LF or CRLF, found CR alone".formatted(file));
    }
  }
}
