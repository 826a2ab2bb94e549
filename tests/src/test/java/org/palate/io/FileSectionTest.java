// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class FileSectionTest {
  @TempDir Path directory;

  @Test
  void aSliceReadsItsRangeAndNothingBeyond() throws IOException {
    byte[] bytes = counting(200_000);
    try (FileSection file = FileSection.open(Files.write(directory.resolve("f"), bytes))) {
      FileSection slice = file.slice("middle", 1_000, 150_000).slice("part", 7, 140_000);
      byte[] expected = Arrays.copyOfRange(bytes, 1_007, 141_007);
      assertEquals(140_000, slice.length());
      assertArrayEquals(expected, slice.readAllBytes());
      try (InputStream in = slice.newInputStream()) {
        assertEquals(expected[0] & 0xFF, in.read());
        assertEquals(99, in.skip(99));
        assertArrayEquals(Arrays.copyOfRange(expected, 100, expected.length), in.readAllBytes());
        assertEquals(-1, in.read());
        assertEquals(0, in.skip(5));
      }
      assertTrue(slice.label().endsWith("f, middle, part"), slice.label());
      assertThrows(
          IndexOutOfBoundsException.class, () -> slice.read(139_999, ByteBuffer.allocate(2)));
      assertThrows(IndexOutOfBoundsException.class, () -> slice.slice("x", 1, 140_000));
      assertThrows(IndexOutOfBoundsException.class, () -> slice.slice("x", 1, Long.MAX_VALUE));
      assertThrows(IndexOutOfBoundsException.class, () -> slice.slice("x", -1, 1));
    }
  }

  @Test
  void skippingEndsWhereTheSectionEnds() throws IOException {
    Path path = Files.write(directory.resolve("f"), counting(100_000));
    try (FileSection file = FileSection.open(path)) {
      InputStream in = file.slice("part", 0, 90_000).newInputStream();
      assertEquals(0, in.read());
      assertEquals(89_999, in.skip(1_000_000));
      assertEquals(-1, in.read());
    }
  }

  @Test
  void theChecksumIsCastagnolis() throws IOException {
    // The check value of CRC-32C in the catalogue of parametrised CRC algorithms.
    Path path = Files.writeString(directory.resolve("f"), "123456789");
    try (FileSection file = FileSection.open(path)) {
      assertEquals(0xE3069283, file.crc32c());
      assertEquals(0, file.slice("empty", 3, 0).crc32c());
    }
  }

  @Test
  void aFileThatShrinksMeanwhileIsAnErrorNotAnEndlessLoop() throws IOException {
    Path path = Files.write(directory.resolve("f"), new byte[100]);
    try (FileSection file = FileSection.open(path)) {
      Files.write(path, new byte[50]);
      String message = assertThrows(EOFException.class, file::readAllBytes).getMessage();
      assertEquals(path + ": the file became shorter while it was read", message);
    }
  }

  @Test
  void aFileReplacedMeanwhileIsReadAsItWas() throws IOException {
    Path path = Files.write(directory.resolve("f"), new byte[] {1, 2});
    try (FileSection file = FileSection.open(path)) {
      AtomicFile.write(path, new byte[] {3});
      assertArrayEquals(new byte[] {1, 2}, file.readAllBytes());
    }
  }

  @Test
  void whatIsNoFileIsRefusedByName() {
    String missing =
        assertThrows(
                NoSuchFileException.class, () -> FileSection.open(directory.resolve("missing")))
            .getMessage();
    assertTrue(missing.endsWith("missing: there is no such file"), missing);
    String other = assertThrows(IOException.class, () -> FileSection.open(directory)).getMessage();
    assertEquals(directory + ": expected a regular file, found a directory or device", other);
  }

  private static byte[] counting(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8));
    }
    return bytes;
  }

  @Test
  void aClosedFileSaysThatItIsClosedHoweverItIsRead() throws IOException {
    FileSection file = FileSection.open(Files.write(directory.resolve("f"), counting(100)));
    FileSection slice = file.slice("part", 10, 50);
    InputStream in = slice.newInputStream();
    file.close();
    for (Executable read :
        new Executable[] {slice::readAllBytes, in::read, slice::crc32c, slice::readAllBytes}) {
      String message = assertThrows(IOException.class, read).getMessage();
      assertTrue(
          message.endsWith("f, part: expected an open file, but it has been closed"), message);
    }
  }

  @Test
  void anInterruptedReadSaysSo() throws IOException {
    try (FileSection file = FileSection.open(Files.write(directory.resolve("f"), counting(100)))) {
      Thread.currentThread().interrupt();
      String message = assertThrows(IOException.class, file::readAllBytes).getMessage();
      assertTrue(Thread.interrupted());
      assertTrue(message.contains("its reading thread was interrupted"), message);
    }
  }
}
