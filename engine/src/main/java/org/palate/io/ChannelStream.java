// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/**
 * A buffered stream into a channel, which stays open when the stream is closed.
 *
 * <p>The JDK's own hands an array to the channel whole, which then takes, and keeps, a direct
 * buffer as large as the array.
 */
public final class ChannelStream extends OutputStream {
  private final WritableByteChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
  private boolean closed;

  /** A stream that appends to {@code channel}. */
  public ChannelStream(WritableByteChannel channel) {
    this.channel = channel;
  }

  @Override
  public void write(int b) throws IOException {
    room();
    buffer.put((byte) b);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    Objects.checkFromIndexSize(from, count, bytes.length);
    for (int done = 0; done < count; ) {
      int size = Math.min(count - done, room());
      buffer.put(bytes, from + done, size);
      done += size;
    }
  }

  /** Passes everything written so far to the channel. */
  @Override
  public void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  /** Flushes; writing is an error from then on. The channel stays open. */
  @Override
  public void close() throws IOException {
    flush();
    closed = true;
  }

  /** The bytes that fit the buffer now, at least one. */
  private int room() throws IOException {
    if (closed) {
      throw new IOException("the stream is closed");
    }
    if (!buffer.hasRemaining()) {
      flush();
    }
    return buffer.remaining();
  }
}
