// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.palate.kernel.row.PagedRows;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;

/**
 * Writes named tensors as a safetensors file, which PyTorch loads by name.
 *
 * <p>Tensors are added, then written. The bytes depend on the tensors alone, not on the order of
 * adding: widest dtype first, so that all data are aligned, and by name within one dtype. Arrays
 * are not copied and must not change before they are written.
 *
 * <pre>{@code
 * new SafetensorsWriter()
 *     .metadata("format", "pt")
 *     .floats("linear.weight", weight, 64, 32)
 *     .floats("linear.bias", bias, 64)
 *     .write(path);
 * }</pre>
 */
public final class SafetensorsWriter {
  private static final int CHUNK_BYTES = 1 << 16;

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new TreeMap<>();
  private final float[] part = new float[CHUNK_BYTES / Float.BYTES];

  /** Makes a writer without tensors. */
  public SafetensorsWriter() {}

  /** Sets one of the strings that the file holds beside its tensors. */
  public SafetensorsWriter metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /**
   * Adds an F32 tensor.
   *
   * @param shape its sizes, outermost axis first; none for a scalar
   * @throws IllegalArgumentException if the name is taken, or the shape does not hold as many
   *     elements as {@code values}
   */
  public SafetensorsWriter floats(String name, float[] values, long... shape) {
    return floats(name, DType.F32, values, shape);
  }

  /**
   * Adds a tensor of a floating-point type. F16 and BF16 round to nearest, ties to even.
   *
   * @throws IllegalArgumentException if the name is taken, the type is none of floating-point
   *     numbers, or the shape does not hold as many elements as {@code values}
   */
  public SafetensorsWriter floats(String name, DType dtype, float[] values, long... shape) {
    requireElements(name, shape, values.length);
    requireFloat(name, dtype);
    return add(
        name,
        dtype,
        shape,
        (from, count, out) -> Elements.encodeFloats(dtype, values, (int) from, count, out));
  }

  /**
   * Adds a tensor of a floating-point type whose values are fetched in parts while they are
   * written.
   *
   * @throws IllegalArgumentException if the name is taken, the type is none of floating-point
   *     numbers, or the shape is invalid
   */
  public SafetensorsWriter floats(String name, DType dtype, FloatSource values, long... shape) {
    requireFloat(name, dtype);
    return add(
        name,
        dtype,
        shape,
        (from, count, out) -> {
          values.copy(from, part, 0, count);
          Elements.encodeFloats(dtype, part, 0, count, out);
        });
  }

  /**
   * Adds a tensor as F32 under its own shape.
   *
   * @throws IllegalArgumentException if the name is taken
   */
  public SafetensorsWriter tensor(String name, Tensor tensor) {
    // A pooled tensor's array may be longer than the tensor, and its step may end before the write.
    return floats(
        name,
        DType.F32,
        (from, target, offset, count) ->
            System.arraycopy(tensor.data(), (int) from, target, offset, count),
        Arrays.stream(tensor.shape().toArray()).asLongStream().toArray());
  }

  /**
   * Adds a table of any size as F32 of shape {@code [rows, dim]}.
   *
   * @throws IllegalArgumentException if the name is taken
   */
  public SafetensorsWriter table(String name, Table table) {
    PagedRows rows = table.pagedRows();
    long perPage = (long) table.dim() << rows.shift();
    return floats(
        name,
        DType.F32,
        (from, target, offset, count) -> {
          for (int done = 0; done < count; ) {
            float[] page = rows.pages()[(int) ((from + done) / perPage)];
            int start = rows.first() + (int) ((from + done) % perPage);
            int size = Math.min(count - done, page.length - start);
            System.arraycopy(page, start, target, offset + done, size);
            done += size;
          }
        },
        table.rows(),
        table.dim());
  }

  /**
   * Adds an I32 tensor.
   *
   * @throws IllegalArgumentException if the name is taken, or the shape does not hold as many
   *     elements as {@code values}
   */
  public SafetensorsWriter ints(String name, int[] values, long... shape) {
    requireElements(name, shape, values.length);
    return add(
        name,
        DType.I32,
        shape,
        (from, count, out) -> {
          for (int i = 0; i < count; i++) {
            out.putInt(values[(int) from + i]);
          }
        });
  }

  /**
   * Adds an I64 tensor.
   *
   * @throws IllegalArgumentException if the name is taken, or the shape does not hold as many
   *     elements as {@code values}
   */
  public SafetensorsWriter longs(String name, long[] values, long... shape) {
    requireElements(name, shape, values.length);
    return add(
        name,
        DType.I64,
        shape,
        (from, count, out) -> {
          for (int i = 0; i < count; i++) {
            out.putLong(values[(int) from + i]);
          }
        });
  }

  /**
   * Adds a BOOL tensor.
   *
   * @throws IllegalArgumentException if the name is taken, or the shape does not hold as many
   *     elements as {@code values}
   */
  public SafetensorsWriter booleans(String name, boolean[] values, long... shape) {
    requireElements(name, shape, values.length);
    return add(
        name,
        DType.BOOL,
        shape,
        (from, count, out) -> {
          for (int i = 0; i < count; i++) {
            out.put((byte) (values[(int) from + i] ? 1 : 0));
          }
        });
  }

  /**
   * Writes the file, whole or not at all (see {@link AtomicFile}).
   *
   * @throws IOException if that fails; an existing file is then as it was
   */
  public void write(Path path) throws IOException {
    AtomicFile.writeStream(path, this::writeTo);
  }

  /** Writes the bytes of the file to a stream, such as a section of another file. */
  public void writeTo(OutputStream out) throws IOException {
    List<Entry> ordered = new ArrayList<>(entries.values());
    ordered.sort(
        Comparator.comparingInt((Entry entry) -> -entry.dtype().bytes())
            .thenComparing(Entry::dtype)
            .thenComparing(Entry::name));
    byte[] header = header(ordered);
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(chunk.putLong(header.length).array(), 0, chunk.position());
    out.write(header);
    for (Entry entry : ordered) {
      long most = Math.min(CHUNK_BYTES / entry.dtype().bytes(), CHUNK_BYTES / Float.BYTES);
      for (long from = 0; from < entry.elements(); from += most) {
        chunk.clear();
        entry.content().encode(from, (int) Math.min(most, entry.elements() - from), chunk);
        out.write(chunk.array(), 0, chunk.position());
      }
    }
  }

  /** Appends elements {@code from} to {@code from + count - 1} to {@code out}. */
  @FunctionalInterface
  private interface Content {
    void encode(long from, int count, ByteBuffer out);
  }

  private record Entry(String name, DType dtype, long[] shape, long elements, Content content) {}

  private SafetensorsWriter add(String name, DType dtype, long[] shape, Content content) {
    if (name.equals(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException(
          "expected another name of a tensor, found the format's own " + name);
    }
    Entry entry = new Entry(name, dtype, shape.clone(), elements(name, shape), content);
    if (entries.putIfAbsent(name, entry) != null) {
      throw new IllegalArgumentException(
          "expected a new name, found '" + name + "', which has a tensor already");
    }
    return this;
  }

  private byte[] header(List<Entry> ordered) throws IOException {
    Map<String, JsonValue> fields = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      Map<String, JsonValue> strings = new LinkedHashMap<>();
      metadata.forEach((key, value) -> strings.put(key, new JsonString(value)));
      fields.put(SafetensorsHeader.METADATA, JsonObject.of(strings));
    }
    long offset = 0;
    for (Entry entry : ordered) {
      long end = Math.addExact(offset, entry.elements() * entry.dtype().bytes());
      fields.put(
          entry.name(),
          JsonObject.EMPTY
              .with("dtype", entry.dtype().name())
              .with("shape", JsonArray.ofLongs(entry.shape()))
              .with("data_offsets", JsonArray.ofLongs(offset, end)));
      offset = end;
    }
    byte[] json = JsonObject.of(fields).toJson().getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    if (padded.length > SafetensorsHeader.LONGEST) {
      throw new IOException(
          "a safetensors header of "
              + padded.length
              + " bytes is over the format's limit of "
              + SafetensorsHeader.LONGEST);
    }
    return padded;
  }

  private static void requireFloat(String name, DType dtype) {
    if (!dtype.isFloat() || dtype.bytes() == 1) {
      throw new IllegalArgumentException(
          "tensor '" + name + "': expected F64, F32, BF16 or F16 for floats, found " + dtype);
    }
  }

  private static void requireElements(String name, long[] shape, long count) {
    if (elements(name, shape) != count) {
      throw new IllegalArgumentException(
          "tensor '%s': expected %d values for shape %s, found %d"
              .formatted(name, elements(name, shape), Arrays.toString(shape), count));
    }
  }

  private static long elements(String name, long[] shape) {
    long elements = 1;
    try {
      for (long size : shape) {
        if (size < 0) {
          throw new ArithmeticException("negative size");
        }
        elements = Math.multiplyExact(elements, size);
      }
      Math.multiplyExact(elements, Long.BYTES);
      return elements;
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "tensor '%s': expected sizes of 0 or more and at most 2^63 bytes, found shape %s"
              .formatted(name, Arrays.toString(shape)));
    }
  }
}
