// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;

/**
 * Reads named tensors from a safetensors file, as PyTorch, Python and {@link SafetensorsWriter}
 * write them.
 *
 * <p>The format: a 64-bit little-endian header length, a JSON header that gives each tensor's
 * dtype, shape and byte range, then the little-endian row-major data. Opening reads and checks the
 * header alone (see {@link SafetensorsHeader} for what it checks); data are read when asked for, in
 * chunks, so that a tensor may be larger than memory or than an array.
 *
 * <p>Every method that takes a name throws a {@link SafetensorsException} if the file has no such
 * tensor. Reading leaves no state behind, so several threads may read at a time.
 *
 * <pre>{@code
 * try (SafetensorsFile file = SafetensorsFile.open(path)) {
 *   for (String name : file.names()) {
 *     float[] values = file.readFloats(name);
 *   }
 * }
 * }</pre>
 */
public final class SafetensorsFile implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final FileSection section;
  private final SafetensorsHeader header;

  private SafetensorsFile(FileSection section, SafetensorsHeader header) {
    this.section = section;
    this.header = header;
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws SafetensorsException if it is no valid safetensors file
   * @throws IOException if it cannot be read
   */
  public static SafetensorsFile open(Path path) throws IOException {
    FileSection section = FileSection.open(path);
    try {
      return read(section);
    } catch (IOException | RuntimeException | Error e) {
      section.close();
      throw e;
    }
  }

  /**
   * Reads a safetensors file that is a section of another file. Closing the result closes that
   * file.
   *
   * @throws SafetensorsException if the section is no valid safetensors file
   * @throws IOException if it cannot be read
   */
  public static SafetensorsFile read(FileSection section) throws IOException {
    return new SafetensorsFile(section, SafetensorsHeader.read(section));
  }

  /** What to call the file in a message. */
  public String label() {
    return section.label();
  }

  /** The names of all tensors, in the order of their data. */
  public List<String> names() {
    return List.copyOf(header.tensors().keySet());
  }

  /** Whether there is a tensor of this name. */
  public boolean has(String name) {
    return header.tensors().containsKey(name);
  }

  /** The strings under {@code __metadata__}, in the order of the file; empty if it has none. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(header.metadata()));
  }

  /**
   * The element type of a tensor.
   *
   * @throws SafetensorsException if it is none of those that are read here; {@link #dtypeName} says
   *     which it is
   */
  public DType dtype(String name) throws SafetensorsException {
    return dtype(tensor(name));
  }

  /** The element type of a tensor as the file names it, read here or not. */
  public String dtypeName(String name) throws SafetensorsException {
    return tensor(name).dtypeName();
  }

  /** The shape of a tensor, outermost axis first; {@code []} for a scalar. */
  public long[] shape(String name) throws SafetensorsException {
    return tensor(name).shape().clone();
  }

  /** The number of elements of a tensor: the product of its shape, 1 for a scalar. */
  public long elements(String name) throws SafetensorsException {
    return tensor(name).elements();
  }

  /**
   * All elements of a tensor of a floating-point type, row-major. F64 rounds to the nearest float,
   * narrower types convert exactly.
   *
   * @throws SafetensorsException if it is of another type, or has too many elements for one array
   */
  public float[] readFloats(String name) throws IOException {
    floats(name);
    float[] values = new float[arrayLength(name)];
    readFloats(name, 0, values, 0, values.length);
    return values;
  }

  /**
   * Elements {@code from} to {@code from + count - 1} of a tensor of a floating-point type, in
   * row-major order, into {@code target} from {@code offset} on: how a table of several pages is
   * read.
   *
   * @throws SafetensorsException if the tensor is of another type
   * @throws IndexOutOfBoundsException if a range is not within the tensor or the array
   */
  public void readFloats(String name, long from, float[] target, int offset, int count)
      throws IOException {
    SafetensorsHeader.Tensor tensor = floats(name);
    DType dtype = dtype(tensor);
    Objects.checkFromIndexSize(offset, count, target.length);
    forEachChunk(
        tensor,
        from,
        count,
        (chunk, done, size) -> Elements.decodeFloats(dtype, chunk, target, offset + done, size));
  }

  /**
   * All elements of a tensor of an integer type, row-major.
   *
   * @throws SafetensorsException if it is of another type, has too many elements for one array, or
   *     holds a value outside the range of ints
   */
  public int[] readInts(String name) throws IOException {
    SafetensorsHeader.Tensor tensor = integers(name);
    DType dtype = dtype(tensor);
    int[] values = new int[arrayLength(name)];
    forEachChunk(
        tensor,
        0,
        values.length,
        (chunk, done, size) -> {
          for (int i = 0; i < size; i++) {
            long value = Elements.decodeLong(dtype, chunk);
            if (value != (int) value || isBeyondLongs(dtype, value)) {
              throw outside(tensor, "ints", done + i, value);
            }
            values[done + i] = (int) value;
          }
        });
    return values;
  }

  /**
   * All elements of a tensor of an integer type, row-major.
   *
   * @throws SafetensorsException if it is of another type, has too many elements for one array, or
   *     holds a value of 2^63 or more
   */
  public long[] readLongs(String name) throws IOException {
    SafetensorsHeader.Tensor tensor = integers(name);
    DType dtype = dtype(tensor);
    long[] values = new long[arrayLength(name)];
    forEachChunk(
        tensor,
        0,
        values.length,
        (chunk, done, size) -> {
          for (int i = 0; i < size; i++) {
            long value = Elements.decodeLong(dtype, chunk);
            if (isBeyondLongs(dtype, value)) {
              throw outside(tensor, "longs", done + i, value);
            }
            values[done + i] = value;
          }
        });
    return values;
  }

  /**
   * All elements of a BOOL tensor, or of a U8 tensor of zeros and ones, row-major.
   *
   * @throws SafetensorsException if it is of another type, has too many elements for one array, or
   *     holds a byte other than 0 and 1
   */
  public boolean[] readBooleans(String name) throws IOException {
    SafetensorsHeader.Tensor tensor = tensor(name);
    if (dtype(tensor) != DType.BOOL && dtype(tensor) != DType.U8) {
      throw wrongType(tensor, "booleans are read from BOOL and U8");
    }
    boolean[] values = new boolean[arrayLength(name)];
    forEachChunk(
        tensor,
        0,
        values.length,
        (chunk, done, size) -> {
          for (int i = 0; i < size; i++) {
            int value = chunk.get() & 0xFF;
            if (value > 1) {
              throw problem(tensor, "expected bytes 0 and 1, element %d is %d", done + i, value);
            }
            values[done + i] = value == 1;
          }
        });
    return values;
  }

  /**
   * A tensor of a floating-point type, converted as by {@link #readFloats}.
   *
   * @throws SafetensorsException if it is of another type, or too large for a {@link Tensor}
   */
  public Tensor readTensor(String name) throws IOException {
    return Tensor.of(shapeOf(name), readFloats(name));
  }

  /**
   * A tensor of an integer type, converted as by {@link #readInts}.
   *
   * @throws SafetensorsException if it is of another type, too large for an {@link IntTensor}, or
   *     holds a value outside the range of ints
   */
  public IntTensor readIntTensor(String name) throws IOException {
    return new IntTensor(shapeOf(name), readInts(name));
  }

  /**
   * Overwrites a tensor with one of the file of the same shape and a floating-point type.
   *
   * @throws SafetensorsException if it is of another shape or type
   */
  public void readInto(String name, Tensor target) throws IOException {
    requireShape(name, Arrays.stream(target.shape().toArray()).asLongStream().toArray());
    readFloats(name, 0, target.data(), 0, target.size());
  }

  /**
   * Overwrites all rows of a table, of any size, with a tensor of shape {@code [rows, dim]} and a
   * floating-point type.
   *
   * @throws SafetensorsException if it is of another shape or type
   */
  public void readInto(String name, Table target) throws IOException {
    requireShape(name, target.rows(), target.dim());
    long from = 0;
    int first = target.pagedRows().first();
    for (float[] page : target.pagedRows().pages()) {
      int count = page.length - first;
      readFloats(name, from, page, first, count);
      from += count;
    }
  }

  /** Closes the file, also if it was opened elsewhere and handed to {@link #read}. */
  @Override
  public void close() throws IOException {
    section.close();
  }

  /** Takes the next {@code size} elements, before which {@code done} were taken. */
  @FunctionalInterface
  private interface ChunkReader {
    void read(ByteBuffer chunk, int done, int size) throws IOException;
  }

  private void forEachChunk(
      SafetensorsHeader.Tensor tensor, long from, int count, ChunkReader reader)
      throws IOException {
    Objects.checkFromIndexSize(from, count, tensor.elements());
    int width = dtype(tensor).bytes();
    int most = CHUNK_BYTES / width;
    ByteBuffer chunk =
        ByteBuffer.allocate(Math.min(count, most) * width).order(ByteOrder.LITTLE_ENDIAN);
    for (int done = 0; done < count; ) {
      int size = Math.min(count - done, most);
      chunk.clear().limit(size * width);
      section.read(tensor.position() + (from + done) * width, chunk);
      reader.read(chunk.flip(), done, size);
      done += size;
    }
  }

  private SafetensorsHeader.Tensor tensor(String name) throws SafetensorsException {
    SafetensorsHeader.Tensor tensor = header.tensors().get(name);
    if (tensor == null) {
      throw new SafetensorsException(
          section.label(),
          name,
          "there is no such tensor among the file's "
              + header.tensors().size()
              + Nearest.of(name, header.tensors().keySet())
                  .map(near -> "; did you mean '" + near + "'?")
                  .orElse(""));
    }
    return tensor;
  }

  private DType dtype(SafetensorsHeader.Tensor tensor) throws SafetensorsException {
    return tensor
        .dtype()
        .orElseThrow(
            () ->
                problem(
                    tensor,
                    "expected one of the dtypes %s, found %s, which is not read here",
                    Arrays.toString(DType.values()),
                    JsonPath.shorten(tensor.dtypeName())));
  }

  private SafetensorsHeader.Tensor floats(String name) throws SafetensorsException {
    SafetensorsHeader.Tensor tensor = tensor(name);
    if (!dtype(tensor).isFloat()) {
      throw wrongType(tensor, "floats are read from F64, F32, BF16, F16, F8_E5M2 and F8_E4M3");
    }
    return tensor;
  }

  private SafetensorsHeader.Tensor integers(String name) throws SafetensorsException {
    SafetensorsHeader.Tensor tensor = tensor(name);
    if (dtype(tensor).isFloat() || dtype(tensor) == DType.BOOL) {
      throw wrongType(tensor, "integers are read from I64, I32, I16, I8, U64, U32, U16 and U8");
    }
    return tensor;
  }

  private static boolean isBeyondLongs(DType dtype, long value) {
    return dtype == DType.U64 && value < 0;
  }

  private SafetensorsException outside(
      SafetensorsHeader.Tensor tensor, String range, int element, long value)
      throws SafetensorsException {
    return problem(
        tensor,
        "expected values in the range of %s, element %d is %s",
        range,
        element,
        dtype(tensor) == DType.U64 ? Long.toUnsignedString(value) : Long.toString(value));
  }

  private int arrayLength(String name) throws SafetensorsException {
    SafetensorsHeader.Tensor tensor = tensor(name);
    if (tensor.elements() > LONGEST_ARRAY) {
      throw problem(
          tensor, "%d elements are too many for one array; read it in ranges", tensor.elements());
    }
    return (int) tensor.elements();
  }

  private Shape shapeOf(String name) throws SafetensorsException {
    SafetensorsHeader.Tensor tensor = tensor(name);
    try {
      return Shape.of(Arrays.stream(tensor.shape()).mapToInt(Math::toIntExact).toArray());
    } catch (ArithmeticException | IllegalArgumentException tooLarge) {
      throw problem(
          tensor,
          "expected a shape of less than 2^31 elements, found %s",
          Arrays.toString(tensor.shape()));
    }
  }

  private void requireShape(String name, long... expected) throws SafetensorsException {
    SafetensorsHeader.Tensor tensor = tensor(name);
    if (!Arrays.equals(tensor.shape(), expected)) {
      throw problem(
          tensor,
          "expected shape %s, found %s",
          Arrays.toString(expected),
          Arrays.toString(tensor.shape()));
    }
  }

  private SafetensorsException wrongType(SafetensorsHeader.Tensor tensor, String expected) {
    return problem(tensor, "%s, found %s", expected, tensor.dtypeName());
  }

  private SafetensorsException problem(
      SafetensorsHeader.Tensor tensor, String format, Object... values) {
    return new SafetensorsException(section.label(), tensor.name(), format.formatted(values));
  }
}
