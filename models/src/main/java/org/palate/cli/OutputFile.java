// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.palate.io.AtomicFile;
import org.palate.serve.Bundle;
import org.palate.serve.BundleFile;

/**
 * A file that a command writes in the end, looked at before the work begins: better refused now
 * than after hours of training.
 *
 * @param option the option that names it or its folder, such as {@code --out}
 */
record OutputFile(String option, Path path) {
  /** No output is shorter than a page or two; a disk with less is full. */
  private static final long LEAST_SPACE = 1 << 20;

  /** What a command declares beside the options that name files to write. */
  static final Option FORCE =
      Option.flag(
          "force", "Replace a file that is there already; without it only a Palate bundle is.");

  /** The file that {@code --out} names, if it is given. */
  static Optional<OutputFile> out(Arguments arguments) {
    return arguments.has("out")
        ? Optional.of(new OutputFile("--out", arguments.path("out")))
        : Optional.empty();
  }

  /** What a bundle may replace. */
  static Replaces replacing(Arguments arguments) {
    return arguments.flag(FORCE.name()) ? Replaces.ANY_FILE : Replaces.BUNDLE;
  }

  /** What may stand at the path. */
  enum Replaces {
    /** No file. */
    NOTHING,
    /** A Palate bundle, known by its first bytes. */
    BUNDLE,
    /** Any file that is none of the inputs. */
    ANY_FILE
  }

  /**
   * Makes a folder for files, and those above it, unless they are there.
   *
   * @throws IOException if that fails, naming the option
   */
  static void makeFolder(String option, Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IOException(
          "%s %s: no such directory can be made: %s".formatted(option, folder, Failure.describe(e)),
          e);
    }
  }

  /**
   * Looks whether the file can be written, and may be.
   *
   * @param inputs files that the command reads, which are never replaced under whatever name
   * @throws IOException if not, saying why
   */
  void check(Replaces replaces, List<Path> inputs) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(path)) {
      throw refused("expected the path of a file, found a directory");
    }
    if (!Files.isDirectory(folder)) {
      throw refused(
          Files.exists(folder)
              ? "expected a directory above it, found that %s is none".formatted(folder)
              : "there is no directory " + folder);
    }
    for (Path input : inputs) {
      if (Files.exists(path) && Files.exists(input) && Files.isSameFile(path, input)) {
        throw refused(
            "it is the file %s, which this command reads; name another file".formatted(input));
      }
    }
    boolean mayBeReplaced =
        switch (replaces) {
          case NOTHING -> !Files.exists(path);
          case BUNDLE -> !Files.exists(path) || BundleFile.isBundle(path);
          case ANY_FILE -> true;
        };
    if (!mayBeReplaced) {
      throw refused(
          "there is a file already%s; name another, or add --force to replace it"
              .formatted(replaces == Replaces.BUNDLE ? ", which is no Palate bundle" : ""));
    }
    try {
      AtomicFile.check(path);
    } catch (IOException e) {
      throw new IOException("%s %s: %s".formatted(option, path, e.getMessage()), e);
    }
    requireSpace(LEAST_SPACE);
  }

  /**
   * The file is none of others that the same command writes, which need not be there yet.
   *
   * @throws IOException if it is one of them
   */
  void requireNone(List<Path> others) throws IOException {
    for (Path other : others) {
      Path folder = path.toAbsolutePath().getParent();
      Path itsFolder = other.toAbsolutePath().getParent();
      boolean sameFolder =
          Files.exists(folder) && Files.exists(itsFolder) && Files.isSameFile(folder, itsFolder);
      boolean sameFile = Files.exists(path) && Files.exists(other) && Files.isSameFile(path, other);
      if (sameFile || (sameFolder && path.getFileName().equals(other.getFileName()))) {
        throw refused("this command writes %s there too; name another file".formatted(other));
      }
    }
  }

  /**
   * The disk has room for so many bytes, as far as it tells.
   *
   * @throws IOException if not
   */
  void requireSpace(long bytes) throws IOException {
    FileStore store = Files.getFileStore(path.toAbsolutePath().getParent());
    // Some network and layered file systems tell nothing: no space at all.
    if (store.getTotalSpace() > 0 && store.getUsableSpace() < bytes) {
      throw refused(
          "expected room for %,d bytes on the disk, found %,d"
              .formatted(bytes, store.getUsableSpace()));
    }
  }

  /** Writes a bundle; returns the number of its bytes. */
  long write(Bundle bundle) throws IOException {
    bundle.write(path);
    return Files.size(path);
  }

  /** What people read of a file of so many bytes. */
  String kept(long bytes) {
    return "%nkept in %s, %,d bytes%n".formatted(path, bytes);
  }

  private IOException refused(String why) {
    return new IOException("%s %s: %s".formatted(option, path, why));
  }
}
