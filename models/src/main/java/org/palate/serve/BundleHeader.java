// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.palate.io.FileKind;
import org.palate.io.FileSection;

/**
 * The first {@value #BYTES} bytes of a bundle, little-endian:
 *
 * <pre>
 *    0  6 bytes  "PALATE"
 *    6  u16      format version
 *    8  i64      offset of the manifest, where the sections end
 *   16  i32      length of the manifest, which ends the file
 *   20  u32      CRC-32C of the manifest
 *   24  u32      0
 *   28  u32      CRC-32C of the bytes 0 to 27
 * </pre>
 *
 * <p>Magic, version and the last checksum keep their place and meaning in every format to come, so
 * that any Palate can tell a damaged bundle from one that is newer than itself.
 */
record BundleHeader(int format, long manifestOffset, int manifestLength, int manifestCrc32c) {
  static final int BYTES = 32;

  private static final byte[] MAGIC = "PALATE".getBytes(StandardCharsets.US_ASCII);
  private static final int CHECKED = 28;

  /** Bounds what is read before anything is known of it: some ten thousand sections fit. */
  static final int LONGEST_MANIFEST = 1 << 20;

  ByteBuffer encode() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).putShort((short) format);
    bytes.putLong(manifestOffset).putInt(manifestLength).putInt(manifestCrc32c).putInt(0);
    return bytes.putInt(crc32c(bytes.array(), CHECKED)).flip();
  }

  /** The header of an open file, checked, with the file's length. */
  static BundleHeader read(FileSection file) throws IOException {
    String label = file.label();
    if (file.length() < BYTES) {
      refuseOther(file);
      throw new BundleException(
          "%s: expected a Palate bundle, which has at least %d bytes, found a file of %d bytes"
              .formatted(label, BYTES, file.length()));
    }
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    file.read(0, bytes);
    if (!hasMagic(bytes.array())) {
      refuseOther(file);
      throw new BundleException(
          label + ": expected a Palate bundle, but the file does not start with 'PALATE'");
    }
    // Before the version, so that a flipped bit does not pose as a newer format.
    int crc = crc32c(bytes.array(), CHECKED);
    if (crc != bytes.getInt(CHECKED)) {
      throw damaged(label, "header", bytes.getInt(CHECKED), crc);
    }
    int format = Short.toUnsignedInt(bytes.getShort(6));
    if (format > BundleFile.FORMAT) {
      throw new BundleException(
          "%s: written by a newer Palate (format %d, this reads up to %d)"
              .formatted(label, format, BundleFile.FORMAT));
    }
    BundleHeader header =
        new BundleHeader(format, bytes.getLong(8), bytes.getInt(16), bytes.getInt(20));
    header.check(label, file.length());
    return header;
  }

  /** Whether the first bytes of a file are those of a bundle. */
  static boolean hasMagic(byte[] first) {
    return first.length >= MAGIC.length
        && Arrays.equals(first, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /** Names the format of a file that is recognised as another's. */
  private static void refuseOther(FileSection file) throws IOException {
    Optional<FileKind> kind = FileKind.of(file).filter(k -> k != FileKind.BUNDLE);
    if (kind.isPresent()) {
      throw new BundleException(
          "%s: expected a Palate bundle, as 'palate train' writes, found %s"
              .formatted(file.label(), kind.get().words()));
    }
  }

  static int crc32c(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  static BundleException damaged(String label, String part, int expected, int found) {
    return new BundleException(
        "%s: %s is damaged: expected checksum %08x, found %08x"
            .formatted(label, part, expected, found));
  }

  private void check(String label, long fileLength) throws BundleException {
    boolean sound =
        format >= 1
            && manifestOffset >= BYTES
            && manifestOffset <= Long.MAX_VALUE - LONGEST_MANIFEST
            && manifestLength > 0
            && manifestLength <= LONGEST_MANIFEST;
    if (!sound) {
      throw new BundleException(
          "%s: header: format %d with a manifest of %d bytes at offset %d cannot be"
              .formatted(label, format, manifestLength, manifestOffset));
    }
    long expected = manifestOffset + manifestLength;
    if (fileLength != expected) {
      throw new BundleException(
          "%s: expected a file of %d bytes, as its header says, found %d: %s"
              .formatted(
                  label,
                  expected,
                  fileLength,
                  fileLength < expected ? "it was cut short" : "something was appended"));
    }
  }
}
