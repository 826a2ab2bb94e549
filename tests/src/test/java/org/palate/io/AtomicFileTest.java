// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path directory;

  @Test
  void theFileHoldsWhatWasWritten() throws IOException {
    Path file = directory.resolve("model.json");
    AtomicFile.write(file, new byte[] {1, 2, 3});
    assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(file));
    AtomicFile.writeStream(file, out -> out.write(7));
    assertArrayEquals(new byte[] {7}, Files.readAllBytes(file));
    AtomicFile.writeChannel(
        file,
        channel -> {
          channel.write(ByteBuffer.wrap(new byte[] {0, 9}));
          channel.write(ByteBuffer.wrap(new byte[] {8}), 0);
        });
    assertArrayEquals(new byte[] {8, 9}, Files.readAllBytes(file));
    assertEquals(List.of("model.json"), names());
  }

  @Test
  void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = directory.resolve("model.json");
    AtomicFile.write(file, new byte[] {1});
    IOException failure =
        assertThrows(
            IOException.class,
            () ->
                AtomicFile.writeStream(
                    file,
                    out -> {
                      out.write(new byte[1 << 20]);
                      throw new IOException("the disk is full");
                    }));
    assertEquals("could not write " + file + ": the disk is full", failure.getMessage());
    assertThrows(
        IllegalStateException.class,
        () ->
            AtomicFile.writeStream(
                file,
                out -> {
                  throw new IllegalStateException();
                }));
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
    assertEquals(List.of("model.json"), names());
  }

  @Test
  void readersSeeTheOldFileUntilTheNewOneIsWhole() throws IOException {
    Path file = directory.resolve("model.json");
    AtomicFile.write(file, new byte[] {1});
    AtomicFile.writeStream(
        file,
        out -> {
          out.write(2);
          out.flush();
          assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
          AtomicFile.write(file, new byte[] {3}); // a second writer, meanwhile
          assertArrayEquals(new byte[] {3}, Files.readAllBytes(file));
        });
    assertArrayEquals(new byte[] {2}, Files.readAllBytes(file));
    assertEquals(List.of("model.json"), names());
  }

  @Test
  void aMissingDirectoryIsNamed() {
    Path file = directory.resolve("nowhere/model.json");
    String message =
        assertThrows(IOException.class, () -> AtomicFile.write(file, new byte[0])).getMessage();
    assertTrue(message.startsWith("could not write " + file + ": "), message);
    assertTrue(message.endsWith("nowhere: there is no such directory"), message);
  }

  @Test
  void directoriesAndDevicesAreNotReplaced() throws IOException {
    String message =
        assertThrows(IOException.class, () -> AtomicFile.write(directory, new byte[0]))
            .getMessage();
    assertTrue(message.endsWith("expected a regular file or none, found a directory"), message);
    assertTrue(Files.isDirectory(directory));
    Path device = Path.of("/dev/null");
    if (Files.exists(device)) {
      assertThrows(IOException.class, () -> AtomicFile.write(device, new byte[0]));
      assertFalse(Files.isRegularFile(device));
    }
  }

  @Test
  void aLookTouchesNothingAndFindsWhatWritingWould() throws IOException {
    Path file = Files.write(directory.resolve("model.json"), new byte[] {1});
    AtomicFile.check(file);
    AtomicFile.check(directory.resolve("another"));
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
    assertEquals(List.of("model.json"), names());
    for (Path wrong : List.of(directory, file.resolve("x"), directory.resolve("no/x"))) {
      String message = assertThrows(IOException.class, () -> AtomicFile.check(wrong)).getMessage();
      assertTrue(message.startsWith("could not write " + wrong + ": "), message);
    }
  }

  @Test
  void aSymbolicLinkIsFollowed() throws IOException {
    Path file = Files.write(directory.resolve("v1.palate"), new byte[] {1});
    Path link = Files.createSymbolicLink(directory.resolve("latest"), Path.of("v1.palate"));
    AtomicFile.write(link, new byte[] {2});
    assertTrue(Files.isSymbolicLink(link));
    assertArrayEquals(new byte[] {2}, Files.readAllBytes(file));
  }

  @Test
  void theFileHasTheRightsOfAnyNewFile() throws IOException {
    Path plain = Files.createFile(directory.resolve("plain"));
    Path atomic = directory.resolve("atomic");
    AtomicFile.write(atomic, new byte[0]);
    if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
      assertEquals(Files.getPosixFilePermissions(plain), Files.getPosixFilePermissions(atomic));
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
