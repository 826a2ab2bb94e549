// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileKindTest {
  @TempDir Path directory;

  /** A file of these bytes, given as chars of Latin-1. */
  private Path file(String bytes) throws IOException {
    return Files.write(directory.resolve("model.pt"), bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`PK\3\4\0\0\b\b\0\0\0\0\0\0\0\0\0\0`|a zip archive, as torch.save"
            + " writes|torch.load('FILE'",
        "`\u0080\2\u008a\n"
            + "l\u00fc\u009cF\u00f9 j\u00a8P\31.`|a Python pickle|s.save_file(torch.load('FILE'",
        "`\u0080\4\u0095.`|a Python pickle|'FILE.safetensors'",
        "`\u001f\u008b\b\0\0\0\0\0\0\3`|compressed by gzip|gunzip",
        "`\u0089HDF\r\n\32\n\0\0\0`|an HDF5 file|h5py",
        "`GGUF\3\0\0\0\0\0\0\0`|a GGUF file|safetensors files instead",
        "`\u0093NUMPY\1\0v\0{'descr'`|a NumPy array|numpy.load('FILE')",
        "`version https://git-lfs.github.com/spec/v1\n"
            + "oid sha256:4d7a`|a Git LFS pointer|git lfs pull",
        "`\n<!DOCTYPE html><html>`|an HTML page|direct address",
        "`<html>`|an HTML page|direct address",
        "`{\n  \"metadata\": {\"total_size\": 1}`|JSON text|names the files to read",
        "{}|JSON text|names the files",
        "`PALATE\1\0\0\0\0\0`|a Palate bundle|weights.safetensors through BundleFile",
      })
  void aFileOfAnotherFormatIsNamedWithTheWayOut(String bytes, String found, String advice)
      throws IOException {
    Path path = file(bytes);
    String message =
        assertThrows(SafetensorsException.class, () -> SafetensorsFile.open(path)).getMessage();
    assertTrue(message.startsWith(path + ": expected a safetensors file, found " + found), message);
    assertTrue(message.contains(advice), message);
  }

  /** A header of 640 bytes begins with 0x80 0x02, as a pickle does. */
  @Test
  void aSafetensorsFileThatBeginsLikeAPickleIsRead() throws IOException {
    String header = "{\"w\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}";
    Path path = file("\u0080\2\0\0\0\0\0\0" + header + " ".repeat(640 - header.length()) + "\7");
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertEquals(7, file.readInts("w")[0]);
    }
    try (FileSection section = FileSection.open(path)) {
      assertEquals(Optional.of(FileKind.SAFETENSORS), FileKind.of(section));
    }
  }

  @Test
  void whatIsNotRecognisedIsNotNamed() throws IOException {
    for (String bytes : new String[] {"", "1\t2\t3\n", "\0\0\0\0\0\0\0\0\0\0", "{not json}"}) {
      try (FileSection section = FileSection.open(file(bytes))) {
        assertEquals(Optional.empty(), FileKind.of(section), bytes);
      }
    }
  }
}
