// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.data.DataException;
import org.palate.tensor.RandomStream;

final class RowReaderTest {
  private static final List<Charset> CHARSETS =
      List.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16LE);

  @TempDir Path folder;

  @Test
  void whateverIsWrittenInQuotesIsReadBack() throws IOException {
    String[] pieces = {"a", "\"", ",", "\n", "\r\n", "\r", " ", "::", "é", "", "long".repeat(40)};
    for (int round = 0; round < 60; round++) {
      RandomStream random = RandomStream.of(7, "rows", round);
      String delimiter = round % 3 == 0 ? "::" : round % 3 == 1 ? "," : "\t";
      List<List<String>> rows = new ArrayList<>();
      StringBuilder content = new StringBuilder();
      for (int row = 0; row < 400; row++) {
        List<String> fields = new ArrayList<>();
        for (int field = 0; field < 1 + round % 4; field++) {
          StringBuilder text = new StringBuilder();
          for (int i = random.nextInt(6); i > 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
          }
          fields.add(text.toString());
          content.append(field == 0 ? "" : delimiter);
          content.append('"').append(text.toString().replace("\"", "\"\"")).append('"');
        }
        rows.add(fields);
        content.append(round % 2 == 0 ? "\n" : "\r\n");
      }
      Charset charset = CHARSETS.get(round % CHARSETS.size());
      Path file = folder.resolve("rows");
      Files.write(file, content.toString().getBytes(charset));
      assertEquals(rows, read(file, delimiter, charset));
    }
  }

  private static List<List<String>> read(Path file, String delimiter, Charset charset) {
    List<List<String>> rows = new ArrayList<>();
    try (RowReader reader = new RowReader(file, delimiter, true, charset)) {
      while (reader.next()) {
        List<String> fields = new ArrayList<>();
        for (int field = 0; field < reader.fields(); field++) {
          fields.add(reader.text(field));
        }
        rows.add(fields);
      }
    }
    return rows;
  }

  @Test
  void anyBytesAreReadOrRefusedAndTheReadingEnds() throws IOException {
    byte[] alphabet = {'a', '"', '"', ',', ':', '\n', '\r', ' ', '\t', 0, (byte) 0xC3, (byte) 0xA9};
    Path file = folder.resolve("bytes");
    for (int round = 0; round < 3000; round++) {
      RandomStream random = RandomStream.of(8, "bytes", round);
      byte[] bytes = new byte[random.nextInt(round % 100 == 0 ? 200_000 : 60)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = alphabet[random.nextInt(alphabet.length)];
      }
      Files.write(file, bytes);
      long lines = 1;
      for (byte b : bytes) {
        lines += b == '\n' ? 1 : 0;
      }
      String delimiter = round % 4 == 0 ? null : round % 2 == 0 ? "::" : ",";
      boolean quotes = delimiter != null && round % 3 != 0;
      long rows = 0;
      try (RowReader reader =
          new RowReader(file, delimiter, quotes, CHARSETS.get(round % CHARSETS.size()))) {
        boolean more = true;
        while (more) {
          try {
            more = reader.next();
            assertTrue(reader.line() <= lines, "round " + round);
          } catch (BadRow e) {
            assertTrue(e.getMessage().startsWith(", line "), e.getMessage());
          }
          rows++;
          assertTrue(rows <= lines + 1, "more rows than lines in round " + round);
        }
      } catch (DataException e) {
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
      }
    }
  }
}
