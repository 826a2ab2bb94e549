// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.palate.cli.OutputFile.Replaces;
import org.palate.serve.BundleFile;

/** No file is lost to {@code --out}, and what cannot be written is known before the work. */
class OutputFileTest {
  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void writeAFile() throws IOException {
    data = Files.writeString(folder.resolve("u.data"), "1\t2\t3\t4\n");
  }

  private String refused(Path path, Replaces replaces, Path... inputs) {
    OutputFile out = new OutputFile("--out", path);
    String message =
        assertThrows(IOException.class, () -> out.check(replaces, List.of(inputs))).getMessage();
    assertTrue(message.startsWith("--out " + path + ": "), message);
    return message;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aNewFileAndABundleMayBeWrittenAndNothingIsLeftOfTheLook() throws IOException {
    Path bundle = folder.resolve("old.palate");
    BundleFile.write(bundle, writer -> writer.section("a", new byte[3]));
    new OutputFile("--out", folder.resolve("new.palate")).check(Replaces.BUNDLE, List.of(data));
    new OutputFile("--out", bundle).check(Replaces.BUNDLE, List.of(data));
    assertEquals(List.of("old.palate", "u.data"), names());
  }

  @Test
  void anotherFileIsReplacedOnlyByForce() throws IOException {
    assertTrue(refused(data, Replaces.BUNDLE).contains("no Palate bundle; name another, or add"));
    assertTrue(refused(data, Replaces.NOTHING).contains("there is a file already; name another"));
    new OutputFile("--out", data).check(Replaces.ANY_FILE, List.of());
  }

  @Test
  void anInputIsNeverReplacedUnderWhateverName() throws IOException {
    assertTrue(refused(data, Replaces.ANY_FILE, data).contains("which this command reads"));
    Path dots = folder.resolve("../" + folder.getFileName() + "/u.data");
    assertTrue(refused(dots, Replaces.ANY_FILE, data).contains("which this command reads"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void linksToAnInputAreTheInput() throws IOException {
    Path soft = Files.createSymbolicLink(folder.resolve("soft"), data);
    Path hard = Files.createLink(folder.resolve("hard"), data);
    for (Path path : List.of(soft, hard)) {
      assertTrue(refused(path, Replaces.ANY_FILE, data).contains("which this command reads"));
    }
  }

  @Test
  void aPlaceThatHoldsNoFileIsRefused() {
    assertTrue(refused(folder, Replaces.ANY_FILE).contains("found a directory"));
    assertTrue(refused(folder.resolve("no/x"), Replaces.BUNDLE).contains("there is no directory"));
    assertTrue(refused(data.resolve("x"), Replaces.BUNDLE).contains("found that"));
    assertTrue(refused(Path.of("/"), Replaces.ANY_FILE).contains("found a directory"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aNameThatTheFileSystemCannotHoldIsRefused() {
    refused(folder.resolve("x".repeat(300)), Replaces.BUNDLE);
    assertTrue(
        refused(Path.of("/dev/null"), Replaces.ANY_FILE).contains("expected a regular file"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFolderWithoutPermissionIsRefused() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
    Assumptions.assumeFalse(Files.isWritable(closed), "root may write anywhere");
    refused(closed.resolve("x.palate"), Replaces.BUNDLE);
  }

  @Test
  void aDiskWithoutRoomIsRefused() throws IOException {
    OutputFile out = new OutputFile("--out", folder.resolve("x.palate"));
    out.requireSpace(1);
    Assumptions.assumeTrue(Files.getFileStore(folder).getTotalSpace() > 0);
    String message =
        assertThrows(IOException.class, () -> out.requireSpace(Long.MAX_VALUE)).getMessage();
    assertTrue(message.contains("expected room for 9,223,372"), message);
  }

  @Test
  void whatTheCommandWritesTooIsNoPlaceForIt() throws IOException {
    Path users = folder.resolve("users.csv");
    OutputFile out = new OutputFile("--out", folder.resolve("./users.csv"));
    assertThrows(IOException.class, () -> out.requireNone(List.of(users)));
    Files.writeString(users, "");
    assertThrows(IOException.class, () -> out.requireNone(List.of(users)));
    out.requireNone(List.of(data, folder.resolve("none/users.csv")));
  }
}
