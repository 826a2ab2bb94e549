// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * A range of bytes of an open file, read at any position: a whole file, or one file inside another.
 *
 * <p>All sections of a file share its one channel, so they keep reading the same file even if its
 * path is given to another meanwhile. Reads leave no state behind and may run on several threads.
 * Closing any section closes the file for all.
 */
public final class FileSection implements AutoCloseable {
  private static final int CHUNK = 1 << 16;

  private final FileChannel channel;
  private final String label;
  private final long offset;
  private final long length;

  private FileSection(FileChannel channel, String label, long offset, long length) {
    this.channel = channel;
    this.label = label;
    this.offset = offset;
    this.length = length;
  }

  /**
   * The whole of a file, opened for reading.
   *
   * @throws NoSuchFileException if there is no such file
   * @throws IOException if it is no regular file, or cannot be opened
   */
  public static FileSection open(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString(), null, "there is no such file");
    }
    // Opening a pipe would wait for its writer, perhaps for ever.
    if (!Files.isRegularFile(path)) {
      throw new IOException(path + ": expected a regular file, found a directory or device");
    }
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new FileSection(channel, path.toString(), 0, channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * A section of this section.
   *
   * @param name what messages call it, after the name of the file
   * @throws IndexOutOfBoundsException if the range is not within this section
   */
  public FileSection slice(String name, long offset, long length) {
    Objects.checkFromIndexSize(offset, length, this.length);
    return new FileSection(channel, label + ", " + name, this.offset + offset, length);
  }

  /** What messages call this section: the path, then the names of slices. */
  public String label() {
    return label;
  }

  /** The number of bytes. */
  public long length() {
    return length;
  }

  /**
   * Fills what remains of {@code target} with the bytes from {@code position} on.
   *
   * @throws IndexOutOfBoundsException if the section has too few
   * @throws EOFException if the file became shorter since it was opened
   * @throws IOException if it is closed, or cannot be read
   */
  public void read(long position, ByteBuffer target) throws IOException {
    Objects.checkFromIndexSize(position, target.remaining(), length);
    long from = offset + position;
    int end = target.limit();
    while (target.position() < end) {
      // A channel reads into an array through a direct buffer of the same size, which it keeps.
      target.limit(target.position() + Math.min(CHUNK, end - target.position()));
      int count = readSome(target, from);
      if (count < 0) {
        throw new EOFException(label + ": the file became shorter while it was read");
      }
      from += count;
    }
  }

  private int readSome(ByteBuffer target, long from) throws IOException {
    try {
      return channel.read(target, from);
    } catch (ClosedByInterruptException e) {
      throw new IOException(
          label + ": the file was closed, as its reading thread was interrupted", e);
    } catch (ClosedChannelException e) {
      throw new IOException(label + ": expected an open file, but it has been closed", e);
    }
  }

  /**
   * All bytes in an array.
   *
   * @throws IOException if there are too many for one array, or they cannot be read
   */
  public byte[] readAllBytes() throws IOException {
    if (length > Integer.MAX_VALUE - 8) {
      throw new IOException(
          label + ": " + length + " bytes are too many for one array; read it as a stream");
    }
    byte[] bytes = new byte[(int) length];
    read(0, ByteBuffer.wrap(bytes));
    return bytes;
  }

  /** A stream over all bytes. Closing it does not close the file. */
  public InputStream newInputStream() {
    return new SectionStream();
  }

  /** The CRC-32C (Castagnoli) of all bytes. */
  public int crc32c() throws IOException {
    CRC32C crc = new CRC32C();
    byte[] chunk = new byte[(int) Math.min(length, CHUNK)];
    for (long at = 0; at < length; ) {
      int count = (int) Math.min(length - at, chunk.length);
      read(at, ByteBuffer.wrap(chunk, 0, count));
      crc.update(chunk, 0, count);
      at += count;
    }
    return (int) crc.getValue();
  }

  /** Closes the file, for this section and all others of it. */
  @Override
  public void close() throws IOException {
    channel.close();
  }

  private final class SectionStream extends InputStream {
    private final ByteBuffer buffer =
        ByteBuffer.allocate((int) Math.min(length, CHUNK)).position(0).limit(0);
    private long position;

    @Override
    public int read() throws IOException {
      return fill() ? buffer.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
      Objects.checkFromIndexSize(from, count, target.length);
      if (count == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int taken = Math.min(count, buffer.remaining());
      buffer.get(target, from, taken);
      return taken;
    }

    @Override
    public long skip(long count) {
      long buffered = Math.clamp(count, 0, buffer.remaining());
      buffer.position(buffer.position() + (int) buffered);
      long beyond = Math.clamp(count - buffered, 0, length - position);
      position += beyond;
      return buffered + beyond;
    }

    @Override
    public int available() {
      return (int) Math.min(Integer.MAX_VALUE, buffer.remaining() + length - position);
    }

    private boolean fill() throws IOException {
      if (!buffer.hasRemaining()) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), length - position));
        if (!buffer.hasRemaining()) {
          return false;
        }
        FileSection.this.read(position, buffer);
        position += buffer.position();
        buffer.flip();
      }
      return true;
    }
  }
}
