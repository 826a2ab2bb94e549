// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file whole or not at all: whoever opens the path sees the old content or all of the new.
 *
 * <p>The content goes to a temporary file in the same directory, is forced to the disk, and then
 * takes the target's name in one step. If anything fails, the temporary file is deleted and the
 * target stays as it was; the same holds if the process is asked to end (SIGINT, SIGTERM)
 * meanwhile. Only a process that is killed outright can leave a temporary file, {@code
 * .NAME.PID-N.tmp}.
 *
 * <p>A target that is a symbolic link is followed, so that the link stays and its file is replaced.
 * A target that exists but is no regular file (a directory, a device) is refused.
 */
public final class AtomicFile {
  /** Writes the content of a file to a stream, which the caller opens, flushes and closes. */
  @FunctionalInterface
  public interface StreamContent {
    /** Writes all of the content to {@code out}. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes the content of a file to an empty channel, which the caller opens and closes. */
  @FunctionalInterface
  public interface ChannelContent {
    /** Writes all of the content to {@code channel}; it may seek. */
    void writeTo(FileChannel channel) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Makes {@code target} hold these bytes.
   *
   * @throws IOException if that fails; it names the target, and the target is as it was
   */
  public static void write(Path target, byte[] content) throws IOException {
    writeStream(target, out -> out.write(content));
  }

  /**
   * Makes {@code target} hold what {@code content} writes; the stream is buffered.
   *
   * @throws IOException if that fails; it names the target, and the target is as it was
   */
  public static void writeStream(Path target, StreamContent content) throws IOException {
    writeChannel(
        target,
        channel -> {
          try (OutputStream out = new ChannelStream(channel)) {
            content.writeTo(out);
          }
        });
  }

  /**
   * Makes {@code target} hold what {@code content} writes.
   *
   * @throws IOException if that fails; it names the target, and the target is as it was
   */
  public static void writeChannel(Path target, ChannelContent content) throws IOException {
    Path file = resolve(target);
    inTemporary(
        target,
        file,
        temporary -> {
          try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            content.writeTo(channel);
            channel.force(true);
          }
          Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
          return true;
        });
    forceDirectory(file.toAbsolutePath().getParent());
  }

  /**
   * Finds out whether {@code target} can be written now, by making the temporary file that writing
   * begins with, and deleting it. The target is not touched.
   *
   * @throws IOException if not; it names the target
   */
  public static void check(Path target) throws IOException {
    inTemporary(target, resolve(target), temporary -> false);
  }

  private interface Use {
    /** Returns whether the file has left its name, which may be another's from now on. */
    boolean of(Path temporary) throws IOException;
  }

  /** Uses a new empty file beside {@code file}, and deletes it if it is still there afterwards. */
  private static void inTemporary(Path target, Path file, Use use) throws IOException {
    Path temporary = null;
    Thread cleaner = null;
    try {
      temporary = create(file.toAbsolutePath().getParent(), file);
      cleaner = deleteAtExit(temporary);
      if (use.of(temporary)) {
        temporary = null;
      }
    } catch (IOException e) {
      throw new IOException("could not write " + target + ": " + reason(e), e);
    } finally {
      if (temporary != null) {
        Files.deleteIfExists(temporary);
      }
      forget(cleaner);
    }
  }

  private static Path resolve(Path target) throws IOException {
    if (target.getFileName() == null) {
      throw new IOException("could not write " + target + ": expected a path that names a file");
    }
    Path file = Files.isSymbolicLink(target) && Files.exists(target) ? target.toRealPath() : target;
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException(
          "could not write "
              + target
              + ": expected a regular file or none, found "
              + (Files.isDirectory(file) ? "a directory" : "a device, pipe or socket"));
    }
    return file;
  }

  /**
   * A new empty file beside the target. Not {@code Files.createTempFile}: its files are for their
   * owner alone, and a model is often written by one user and served by another.
   */
  private static Path create(Path directory, Path file) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NoSuchFileException(directory.toString(), null, "there is no such directory");
    }
    String prefix = "." + file.getFileName() + "." + ProcessHandle.current().pid() + "-";
    for (int n = 0; ; n++) {
      try {
        return Files.createFile(directory.resolve(prefix + n + ".tmp"));
      } catch (FileAlreadyExistsException taken) {
        if (n == 1000) {
          throw taken;
        }
      }
    }
  }

  private static Thread deleteAtExit(Path temporary) {
    Thread cleaner =
        new Thread(
            () -> {
              try {
                Files.deleteIfExists(temporary);
              } catch (IOException e) {
                // The process is ending; there is nobody left to tell.
              }
            });
    Runtime.getRuntime().addShutdownHook(cleaner);
    return cleaner;
  }

  private static void forget(Thread cleaner) {
    if (cleaner != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(cleaner);
      } catch (IllegalStateException exiting) {
        // The hook is running or about to.
      }
    }
  }

  /** Makes the new name itself durable, where the system can: Windows opens no directories. */
  private static void forceDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The file is complete either way; only a power cut right now could bring the old one back.
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
