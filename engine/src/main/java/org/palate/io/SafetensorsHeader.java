// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The header of a safetensors file, checked.
 *
 * <pre>
 *   8 bytes   header length N, unsigned, little-endian
 *   N bytes   {"__metadata__": {"key": "value", …},
 *              "NAME": {"dtype": "F32", "shape": [2, 3], "data_offsets": [BEGIN, END]}, …}
 *   the rest  data; offsets count from here
 * </pre>
 *
 * <p>A header is refused unless N is within the file and at most {@value #LONGEST} bytes (the limit
 * of the format), the bytes are UTF-8 and JSON that starts with an opening brace, no name appears
 * twice, every tensor's range is as long as its dtype and shape say, and the ranges cover the data
 * without hole, overlap or rest. Of a tensor whose dtype is not known, any length is believed.
 * Nothing is allocated for a length that is only claimed.
 *
 * @param metadata the strings under {@code __metadata__}
 * @param tensors by name, in the order of their data
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, Tensor> tensors) {
  static final String METADATA = "__metadata__";
  static final int LENGTH_BYTES = 8;
  static final int LONGEST = 100_000_000;

  /** Bounds the memory that a header of many tiny values takes: a hundred thousand tensors fit. */
  private static final int MOST_VALUES = 1_000_000;

  /**
   * One tensor.
   *
   * @param dtypeName the element type as the file names it
   * @param position where its data start, counted from the start of the file
   * @param end where they end
   */
  record Tensor(
      String name, String dtypeName, long[] shape, long elements, long position, long end) {
    /** The element type, if it is read here. */
    Optional<DType> dtype() {
      return DType.named(dtypeName);
    }
  }

  static SafetensorsHeader read(FileSection file) throws IOException {
    String label = file.label();
    long length = readLength(file);
    long dataStart = LENGTH_BYTES + length;
    JsonObject json = readJson(file, (int) length);
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Tensor> tensors = new ArrayList<>();
    for (String name : json.names()) {
      try {
        JsonObject entry = json.getObject(name);
        if (name.equals(METADATA)) {
          entry.names().forEach(key -> metadata.put(key, entry.getString(key)));
        } else {
          tensors.add(tensor(label, name, entry, dataStart, file.length()));
        }
      } catch (JsonException e) {
        throw new SafetensorsException(label, null, "header: " + e.getMessage());
      }
    }
    // Empty tensors start where another does; by their ends they come before it.
    tensors.sort(Comparator.comparingLong(Tensor::position).thenComparingLong(Tensor::end));
    Map<String, Tensor> byName = new LinkedHashMap<>();
    long covered = dataStart;
    for (Tensor tensor : tensors) {
      if (tensor.position() != covered) {
        throw new SafetensorsException(
            label,
            tensor.name(),
            "expected its data to start at offset %d, where the data before it end, found %d: %s"
                .formatted(
                    covered - dataStart,
                    tensor.position() - dataStart,
                    tensor.position() < covered ? "tensors overlap" : "there is a hole"));
      }
      covered = tensor.end();
      byName.put(tensor.name(), tensor);
    }
    if (covered != file.length()) {
      throw new SafetensorsException(
          label,
          null,
          "expected the file to end with its last tensor after %d bytes, found %d bytes"
              .formatted(covered, file.length()));
    }
    return new SafetensorsHeader(metadata, byName);
  }

  private static long readLength(FileSection file) throws IOException {
    if (file.length() < LENGTH_BYTES) {
      refuseOther(file);
      throw new SafetensorsException(
          file.label(),
          null,
          "expected at least 8 bytes of header length, found a file of %d bytes"
              .formatted(file.length()));
    }
    byte[] bytes = new byte[LENGTH_BYTES];
    file.read(0, ByteBuffer.wrap(bytes));
    long length = length(bytes);
    long most = Math.min(LONGEST, file.length() - LENGTH_BYTES);
    if (length < 2 || length > most) {
      refuseOther(file);
      throw new SafetensorsException(
          file.label(),
          null,
          "expected a header length between 2 and %d (the file has %d bytes), found %s"
              .formatted(most, file.length(), Long.toUnsignedString(length)));
    }
    return length;
  }

  /** The header length that the first bytes of a file give. */
  static long length(byte[] first) {
    return ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
  }

  /** Names the format of a file that is recognised as another's. */
  private static void refuseOther(FileSection file) throws IOException {
    Optional<FileKind> kind = FileKind.of(file).filter(k -> k != FileKind.SAFETENSORS);
    if (kind.isPresent()) {
      throw new SafetensorsException(
          file.label(),
          null,
          "expected a safetensors file, found %s; %s"
              .formatted(kind.get().words(), kind.get().advice()));
    }
  }

  private static JsonObject readJson(FileSection file, int length) throws IOException {
    ByteBuffer first = ByteBuffer.allocate(1);
    file.read(LENGTH_BYTES, first);
    if (first.get(0) != '{') {
      refuseOther(file);
      throw new SafetensorsException(
          file.label(),
          null,
          "expected a header that starts with '{', found byte 0x%02x".formatted(first.get(0)));
    }
    byte[] utf8 = new byte[length];
    file.read(LENGTH_BYTES, ByteBuffer.wrap(utf8));
    try {
      return Json.parseObject(Json.decode(utf8), MOST_VALUES);
    } catch (JsonException e) {
      throw new SafetensorsException(file.label(), null, "header: " + e.getMessage());
    }
  }

  private static Tensor tensor(
      String label, String name, JsonObject entry, long dataStart, long fileLength)
      throws SafetensorsException {
    entry.onlyKeys("dtype", "shape", "data_offsets");
    String dtype = entry.getString("dtype");
    OptionalInt bits = DType.bits(dtype);
    long[] shape = entry.getArray("shape").toLongs();
    long elements = 1;
    long bytes;
    try {
      for (long size : shape) {
        if (size < 0) {
          throw new SafetensorsException(
              label, name, "expected sizes of 0 or more, found shape " + brief(shape));
        }
        elements = Math.multiplyExact(elements, size);
      }
      // Whole bytes are counted as such: their bits would overflow while the bytes do not.
      bytes =
          bits.orElse(8) < 8
              ? Math.ceilDiv(Math.multiplyExact(elements, bits.getAsInt()), 8)
              : Math.multiplyExact(elements, bits.orElse(8) / 8);
    } catch (ArithmeticException overflow) {
      throw new SafetensorsException(
          label, name, "shape " + brief(shape) + " has more than 2^63 bytes");
    }
    long[] offsets = entry.getArray("data_offsets").toLongs();
    long dataLength = fileLength - dataStart;
    if (offsets.length != 2
        || offsets[0] < 0
        || offsets[1] < offsets[0]
        || offsets[1] > dataLength) {
      throw new SafetensorsException(
          label,
          name,
          "expected data_offsets [begin, end] within the file's %d bytes of data, found %s"
              .formatted(dataLength, brief(offsets)));
    }
    if (bits.isPresent() && offsets[1] - offsets[0] != bytes) {
      throw new SafetensorsException(
          label,
          name,
          "expected %d bytes for %s of shape %s, found data_offsets %s, which are %d"
              .formatted(bytes, dtype, brief(shape), brief(offsets), offsets[1] - offsets[0]));
    }
    return new Tensor(name, dtype, shape, elements, dataStart + offsets[0], dataStart + offsets[1]);
  }

  private static String brief(long[] values) {
    return JsonPath.shorten(Arrays.toString(values));
  }
}
