// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.palate.io.AtomicFile;
import org.palate.io.ChannelStream;

/** Adds sections to a bundle that {@link BundleFile#write} is writing. */
public final class BundleWriter {
  private final FileChannel channel;
  private final List<BundleManifest.Entry> entries = new ArrayList<>();

  /** The section that is being written, or whose writing failed; null if there is none. */
  private String unfinished;

  BundleWriter(FileChannel channel) throws IOException {
    this.channel = channel;
    // The header is written last, when it is known where the manifest lies.
    channel.position(BundleHeader.BYTES);
  }

  /**
   * Adds a section that holds these bytes.
   *
   * @throws IllegalArgumentException if the name is taken, blank, longer than 255 characters, or
   *     has control characters
   */
  public void section(String name, byte[] bytes) throws IOException {
    section(name, out -> out.write(bytes));
  }

  /**
   * Adds a section that holds what {@code content} writes, of any length; the stream is buffered.
   *
   * @throws IllegalArgumentException if the name is taken, blank, longer than 255 characters, or
   *     has control characters
   */
  public void section(String name, AtomicFile.StreamContent content) throws IOException {
    String problem = BundleManifest.problemWithName(name);
    if (problem != null) {
      throw new IllegalArgumentException("section '" + name + "': " + problem);
    }
    if (entries.stream().anyMatch(entry -> entry.name().equals(name))) {
      throw new IllegalArgumentException("section '" + name + "' was added already");
    }
    requireFinished();
    unfinished = name;
    long offset = channel.position();
    CRC32C crc = new CRC32C();
    try (OutputStream out = new CheckedOutputStream(new ChannelStream(channel), crc)) {
      content.writeTo(out);
    }
    long length = channel.position() - offset;
    entries.add(new BundleManifest.Entry(name, offset, length, (int) crc.getValue()));
    unfinished = null;
  }

  /** Writes manifest and header. */
  void finish() throws IOException {
    requireFinished();
    byte[] manifest = new BundleManifest(entries).encode();
    if (manifest.length > BundleHeader.LONGEST_MANIFEST) {
      throw new IOException(entries.size() + " sections are too many for a bundle");
    }
    long offset = channel.position();
    int crc = BundleHeader.crc32c(manifest, manifest.length);
    write(ByteBuffer.wrap(manifest));
    channel.position(0);
    write(new BundleHeader(BundleFile.FORMAT, offset, manifest.length, crc).encode());
  }

  private void requireFinished() {
    if (unfinished != null) {
      throw new IllegalStateException(
          "section '" + unfinished + "' is not finished: it is being written, or that failed");
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
