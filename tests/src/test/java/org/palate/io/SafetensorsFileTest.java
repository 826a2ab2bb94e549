// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palate.tensor.RandomStream;

/** Reading files that are put together here byte by byte, not by our writer. */
class SafetensorsFileTest {
  @TempDir Path directory;

  @Test
  void everyDtypeIsRead() throws IOException {
    String header =
        """
        {"__metadata__":{"op":"linear","note":"ä"},
        "d":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},
        "l":{"dtype":"I64","shape":[2],"data_offsets":[8,24]},
        "f":{"dtype":"F32","shape":[1,3],"data_offsets":[24,36]},
        "i":{"dtype":"I32","shape":[1],"data_offsets":[36,40]},
        "b":{"dtype":"BF16","shape":[2],"data_offsets":[40,44]},
        "h":{"dtype":"F16","shape":[3],"data_offsets":[44,50]},
        "s":{"dtype":"I16","shape":[1],"data_offsets":[50,52]},
        "c":{"dtype":"I8","shape":[1],"data_offsets":[52,53]},
        "u":{"dtype":"U8","shape":[2],"data_offsets":[53,55]},
        "t":{"dtype":"BOOL","shape":[2],"data_offsets":[55,57]}}\
        """;
    ByteBuffer data = ByteBuffer.allocate(57).order(ByteOrder.LITTLE_ENDIAN);
    data.putDouble(0.1).putLong(-5).putLong(1L << 40);
    data.putFloat(1.5f).putFloat(Float.NaN).putFloat(Float.NEGATIVE_INFINITY).putInt(-7);
    data.putShort((short) 0x3F80).putShort((short) 0xC040); // upper halves of 1 and -3
    data.putShort((short) 0x3C00).putShort((short) 0xC000).putShort((short) 0x0001);
    data.putShort((short) -300).put((byte) -128).put((byte) 200).put((byte) 1);
    data.put((byte) 1).put((byte) 0);
    try (SafetensorsFile file = open(header, data.array())) {
      assertEquals(List.of("d", "l", "f", "i", "b", "h", "s", "c", "u", "t"), file.names());
      assertEquals(Map.of("op", "linear", "note", "ä"), file.metadata());
      assertEquals(DType.BF16, file.dtype("b"));
      assertArrayEquals(new long[] {1, 3}, file.shape("f"));
      assertEquals(3, file.elements("f"));
      assertArrayEquals(new float[] {0.1f}, file.readFloats("d"));
      assertArrayEquals(
          new float[] {1.5f, Float.NaN, Float.NEGATIVE_INFINITY}, file.readFloats("f"));
      assertArrayEquals(new float[] {1, -3}, file.readFloats("b"));
      assertArrayEquals(new float[] {1, -2, 0x1p-24f}, file.readFloats("h"));
      assertArrayEquals(new long[] {-5, 1L << 40}, file.readLongs("l"));
      assertArrayEquals(new int[] {-7}, file.readInts("i"));
      assertArrayEquals(new int[] {-300}, file.readInts("s"));
      assertArrayEquals(new int[] {-128}, file.readInts("c"));
      assertArrayEquals(new long[] {200, 1}, file.readLongs("u"));
      assertArrayEquals(new boolean[] {true, false}, file.readBooleans("t"));
    }
  }

  @Test
  void scalarsAndEmptyTensorsAreTensors() throws IOException {
    String header =
        """
        {"loss":{"dtype":"F32","shape":[],"data_offsets":[0,4]},
        "none":{"dtype":"F32","shape":[3,0,5],"data_offsets":[4,4]},
        "first":{"dtype":"I64","shape":[0],"data_offsets":[0,0]},
        "more":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}\
        """;
    try (SafetensorsFile file = open(header, floats(2, 3))) {
      assertEquals(1, file.elements("loss"));
      assertArrayEquals(new long[0], file.shape("loss"));
      assertArrayEquals(new float[] {2}, file.readFloats("loss"));
      assertArrayEquals(new float[0], file.readFloats("none"));
      assertArrayEquals(new long[0], file.readLongs("first"));
      assertArrayEquals(new float[] {3}, file.readFloats("more"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{}      ", "{ }\n", "{\"__metadata__\":{}}"})
  void aFileWithoutTensorsIsValid(String header) throws IOException {
    try (SafetensorsFile file = open(header, new byte[0])) {
      assertEquals(List.of(), file.names());
      assertFalse(file.has("x"));
    }
  }

  @Test
  void aLargeTensorIsReadInRanges() throws IOException {
    float[] values = new float[100_003];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 0.5f;
    }
    String header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[100003],\"data_offsets\":[0,400012]}}";
    try (SafetensorsFile file = open(header, floats(values))) {
      assertArrayEquals(values, file.readFloats("w"));
      float[] page = new float[50_010];
      file.readFloats("w", 50_003, page, 7, 50_000);
      for (int i = 0; i < page.length; i++) {
        boolean read = i >= 7 && i < 50_007;
        assertEquals(read ? (50_003 + i - 7) * 0.5f : 0, page[i]);
      }
      assertThrows(
          IndexOutOfBoundsException.class, () -> file.readFloats("w", 50_004, page, 0, 50_000));
      assertThrows(
          IndexOutOfBoundsException.class, () -> file.readFloats("w", Long.MAX_VALUE, page, 0, 1));
      assertThrows(
          IndexOutOfBoundsException.class, () -> file.readFloats("w", 0, page, 11, 50_000));
    }
  }

  @Test
  void aTensorBeyondOneArrayIsReadInRanges() throws IOException {
    // 3 * 2^30 bytes as one I8 row would be too many for an array; the file is sparse on disk.
    long elements = 3L << 30;
    byte[] header =
        "{\"w\":{\"dtype\":\"F16\",\"shape\":[3,1073741824],\"data_offsets\":[0,%d]}}"
            .formatted(2 * elements)
            .getBytes(StandardCharsets.UTF_8);
    Path path = directory.resolve("large.safetensors");
    try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
      out.writeLong(Long.reverseBytes(header.length));
      out.write(header);
      out.setLength(8 + header.length + 2 * elements);
      out.seek(8 + header.length + 2 * (elements - 1));
      out.writeShort(Short.reverseBytes((short) 0x3C00));
    }
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertEquals(elements, file.elements("w"));
      float[] last = new float[2];
      file.readFloats("w", elements - 2, last, 0, 2);
      assertArrayEquals(new float[] {0, 1}, last);
      String message =
          assertThrows(SafetensorsException.class, () -> file.readFloats("w")).getMessage();
      assertTrue(message.contains("3221225472 elements are too many for one array"), message);
    }
  }

  @Test
  void typesAreNotConfusedAndValuesNotCut() throws IOException {
    String header =
        """
        {"ids":{"dtype":"I64","shape":[2],"data_offsets":[0,16]},
        "w":{"dtype":"F32","shape":[1],"data_offsets":[16,20]},
        "mask":{"dtype":"BOOL","shape":[2],"data_offsets":[20,22]},
        "bytes":{"dtype":"U8","shape":[2],"data_offsets":[22,24]}}\
        """;
    ByteBuffer data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    data.putLong(3).putLong(1L << 31).putFloat(1).put(new byte[] {1, 2, 0, 1});
    try (SafetensorsFile file = open(header, data.array())) {
      assertProblem(
          "tensor \"ids\": expected values in the range of ints, element 1 is 2147483648",
          () -> file.readInts("ids"));
      assertProblem(
          "tensor \"ids\": floats are read from F64, F32, BF16, F16, F8_E5M2 and F8_E4M3, found"
              + " I64",
          () -> file.readFloats("ids"));
      assertProblem(
          "tensor \"w\": integers are read from I64, I32, I16, I8, U64, U32, U16 and U8, found F32",
          () -> file.readLongs("w"));
      assertProblem(
          "tensor \"w\": booleans are read from BOOL and U8, found F32",
          () -> file.readBooleans("w"));
      assertProblem(
          "tensor \"mask\": expected bytes 0 and 1, element 1 is 2",
          () -> file.readBooleans("mask"));
      assertArrayEquals(new boolean[] {false, true}, file.readBooleans("bytes"));
      assertProblem(
          "tensor \"masks\": there is no such tensor among the file's 4; did you mean 'mask'?",
          () -> file.shape("masks"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, found a file of 0 bytes",
    "7, 0, found a file of 7 bytes",
    "8, 1, 'expected a header length between 2 and 0 (the file has 8 bytes), found 1'",
    "100, 1152921504606846976, found 1152921504606846976",
    "100, -1, found 18446744073709551615",
    "100, -9223372036854775808, found 9223372036854775808",
    "100, 93, 'between 2 and 92 (the file has 100 bytes), found 93'",
    "100, 0, found 0",
    "100, 92, 'expected a header that starts with ''{'', found byte 0x00'",
  })
  void aHeaderLengthBeyondTheFileIsRefused(int fileLength, long claimed, String message)
      throws IOException {
    byte[] bytes = new byte[fileLength];
    if (fileLength >= 8) {
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, claimed);
    }
    Path path = Files.write(directory.resolve("bad.safetensors"), bytes);
    assertProblem(message, () -> SafetensorsFile.open(path));
  }

  @Test
  void aHeaderOverTheFormatsLimitIsRefusedUnread() throws IOException {
    Path path = directory.resolve("huge.safetensors");
    try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
      out.writeLong(Long.reverseBytes(1L << 40));
      out.write('{');
      out.setLength(1L << 41); // sparse: the claim is true
    }
    assertProblem(
        "between 2 and 100000000 (the file has 2199023255552 bytes), found 1099511627776",
        () -> SafetensorsFile.open(path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // dtype, shape, data_offsets, message; the file has 8 bytes of data
        "`\"F32\"`|[2]|[0,9]|within the file's 8 bytes of data, found [0, 9]",
        "`\"F32\"`|[2]|[-4,4]|within the file's 8 bytes of data, found [-4, 4]",
        "`\"F32\"`|[2]|[8,0]|within the file's 8 bytes of data, found [8, 0]",
        "`\"F32\"`|[2]|[0]|expected data_offsets [begin, end]",
        "`\"F32\"`|[2]|[0,4,8]|expected data_offsets [begin, end]",
        "`\"F32\"`|[2]|[0,9223372036854775807]|found [0, 9223372036854775807]",
        "`\"F32\"`|[2]|[0,4]|expected 8 bytes for F32 of shape [2], found data_offsets [0, 4]",
        "`\"F32\"`|[3]|[0,8]|expected 12 bytes for F32 of shape [3], found data_offsets [0, 8]",
        "`\"F32\"`|[]|[0,8]|expected 4 bytes for F32 of shape []",
        "`\"F32\"`|[1]|[0,4]|expected the file to end with its last tensor after",
        "`\"F32\"`|[1]|[4,8]|expected its data to start at offset 0, where the data before it end,"
            + " found 4: there is a hole",
        "`\"F32\"`|[-2]|[0,8]|expected sizes of 0 or more, found shape [-2]",
        "`\"F32\"`|[-1,-2]|[0,8]|expected sizes of 0 or more, found shape [-1, -2]",
        "`\"F32\"`|[4294967296,4294967296]|[0,0]|shape [4294967296, 4294967296] has more than 2^63"
            + " bytes",
        "`\"F64\"`|[2305843009213693953]|[0,8]|shape [2305843009213693953] has more than 2^63"
            + " bytes",
        "`\"F32\"`|[4611686018427387906]|[0,8]|shape [4611686018427387906] has more than 2^63"
            + " bytes",
        "`\"F32\"`|[2.0]|[0,8]|w.shape[0]: expected an integer, found the number 2.0",
        "`\"F32\"`|[1e1]|[0,8]|w.shape[0]: expected an integer, found the number 1e1",
        "`\"F32\"`|[18446744073709551618]|[0,8]|w.shape[0]: expected an integer, found the number",
        "`\"F32\"`|[\"2\"]|[0,8]|w.shape[0]: expected an integer, found the string \"2\"",
        "`\"F32\"`|2|[0,8]|w.shape: expected an array, found the number 2",
        "`\"F32\"`|[2]|{}|w.data_offsets: expected an array, found an empty object",
        "`\"U32\"`|[3]|[0,8]|expected 12 bytes for U32 of shape [3], found data_offsets [0, 8]",
        "`\"C64\"`|[2]|[0,8]|expected 16 bytes for C64 of shape [2], found data_offsets [0, 8]",
        "`\"F8_E8M0\"`|[7]|[0,8]|expected 7 bytes for F8_E8M0 of shape [7]",
        "`\"F6_E2M3\"`|[12]|[0,8]|expected 9 bytes for F6_E2M3 of shape [12]",
        "`\"F4\"`|[2,7]|[0,8]|expected 7 bytes for F4 of shape [2, 7]",
        "`\"F31\"`|[2]|[1,8]|expected its data to start at offset 0",
        "`\"F31\"`|[2]|[8,0]|within the file's 8 bytes of data, found [8, 0]",
        "`\"F31\"`|[2]|[0,4]|expected the file to end with its last tensor after",
        "`\"F31\"`|[4294967296,4294967296]|[0,8]|has more than 2^63 bytes",
        "7|[2]|[0,8]|w.dtype: expected a string, found the number 7",
        "`\"F32\",\"x\":1`|[2]|[0,8]|w.x: unknown key",
        "`\"F32\",\"dtype\":\"F32\"`|[2]|[0,8]|the name \"dtype\" appears twice",
      })
  void aTensorThatContradictsItselfIsRefused(
      String dtype, String shape, String offsets, String message) {
    String header =
        "{\"w\":{\"dtype\":%s,\"shape\":%s,\"data_offsets\":%s}}".formatted(dtype, shape, offsets);
    assertProblem(message, () -> open(header, new byte[8]));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[0,8]|[0,8]|found 0: tensors overlap",
        "[0,8]|[4,12]|found 4: tensors overlap",
        "[0,8]|[12,20]|found 12: there is a hole",
        "[8,16]|[12,20]|found 8: there is a hole",
      })
  void tensorsNeitherOverlapNorLeaveHoles(String a, String b, String message) {
    String header =
        """
        {"a":{"dtype":"F32","shape":[2],"data_offsets":%s},
        "b":{"dtype":"F32","shape":[2],"data_offsets":%s}}\
        """
            .formatted(a, b);
    assertProblem(message, () -> open(header, new byte[20]));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`{ `|header: line 1, column 3: expected a name in quotes, found the end of the text",
        "{\"w\":3}|header: w: expected an object, found the number 3",
        "{\"w\":{}}|header: w.dtype: expected a string, but the field is missing",
        "{\"__metadata__\":{\"seed\":3}}|header: __metadata__.seed: expected a string, found the"
            + " number 3",
        "{\"__metadata__\":\"x\"}|header: __metadata__: expected an object",
        "{}{}|header: line 1, column 3: expected the end of the text after the value, found '{'",
        "`{}\0`|header: line 1, column 3: expected the end of the text after the value, found"
            + " U+0000",
        "[]|expected a header that starts with '{', found byte 0x5b",
      })
  void aHeaderOfAnotherFormIsRefused(String header, String message) {
    assertProblem(message, () -> open(header, new byte[0]));
  }

  @Test
  void namesThatAppearTwiceAndMalformedNamesAreRefused() throws IOException {
    String one = "\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
    assertProblem(
        "the name \"w\" appears twice", () -> open("{" + one + "," + one + "}", floats(1)));
    byte[] header = ("{" + one + "}").getBytes(StandardCharsets.UTF_8);
    header[2] = (byte) 0xFF;
    assertProblem(
        "header: expected UTF-8, found malformed bytes at byte 2", () -> open(header, floats(1)));
  }

  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    byte[] whole = example();
    Path path = directory.resolve("cut.safetensors");
    for (int length = 0; length < whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertThrows(SafetensorsException.class, () -> SafetensorsFile.open(path));
    }
    Files.write(path, Arrays.copyOf(whole, whole.length + 1));
    assertProblem(
        "expected the file to end with its last tensor", () -> SafetensorsFile.open(path));
  }

  @Test
  void aHostileHeaderTakesBoundedMemoryAndItsErrorStaysShort() {
    String million = "0,".repeat(1_500_000);
    assertProblem(
        "the text holds more than 1000000 values", () -> open("{\"w\":[" + million, new byte[0]));
    assertProblem(
        "nest deeper than 64", () -> open("{\"w\":" + "[".repeat(1_000_000), new byte[0]));
    String name = "n\u001b[31m".repeat(100_000);
    String header =
        "{\""
            + name.replace("\u001b", "\\u001b")
            + "\":{\"dtype\":\"F32\",\"shape\":[],"
            + "\"data_offsets\":[0,5]}}";
    SafetensorsException problem =
        assertThrows(SafetensorsException.class, () -> open(header, new byte[5]));
    assertEquals(name, problem.tensor().orElseThrow());
    assertTrue(problem.getMessage().length() < 400, problem.getMessage());
    assertFalse(problem.getMessage().contains("\u001b"));
  }

  @Test
  void damagedFilesAreReadOrRefusedButNeverBreakTheReader() throws IOException {
    byte[] valid = example();
    RandomStream random = RandomStream.of(3, "safetensors fuzz");
    Path path = directory.resolve("fuzz.safetensors");
    for (int round = 0; round < 2_500; round++) {
      byte[] bytes = Mutation.of(valid, random);
      Files.write(path, bytes);
      try (SafetensorsFile file = SafetensorsFile.open(path)) {
        for (String name : file.names()) {
          long size = file.elements(name) * file.dtype(name).bytes();
          assertTrue(size <= bytes.length);
          switch (file.dtype(name)) {
            case F64, F32, BF16, F16, F8_E5M2, F8_E4M3 -> file.readFloats(name);
            case I64, U64, I32, U32, I16, U16, I8, U8 -> file.readLongs(name);
            case BOOL -> file.readBooleans(name);
          }
        }
      } catch (SafetensorsException refused) {
        // Documented; anything else fails this test.
      }
    }
  }

  private static byte[] example() {
    String header =
        """
        {"__metadata__":{"op":"x"},
        "ids":{"dtype":"I64","shape":[2],"data_offsets":[0,16]},
        "w":{"dtype":"F32","shape":[1,2],"data_offsets":[16,24]},
        "m":{"dtype":"BOOL","shape":[3],"data_offsets":[24,27]}}\
        """;
    return file(header.getBytes(StandardCharsets.UTF_8), new byte[27]);
  }

  private SafetensorsFile open(String header, byte[] data) throws IOException {
    return open(header.getBytes(StandardCharsets.UTF_8), data);
  }

  private SafetensorsFile open(byte[] header, byte[] data) throws IOException {
    return SafetensorsFile.open(
        Files.write(directory.resolve("test.safetensors"), file(header, data)));
  }

  private static byte[] file(byte[] header, byte[] data) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + data.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).put(data);
    return bytes.array();
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  private static void assertProblem(String expected, Executable action) {
    String message = assertThrows(SafetensorsException.class, action).getMessage();
    assertTrue(message.contains(expected), message);
    assertTrue(message.contains(".safetensors"), message);
  }

  @Test
  void oneTensorOfATypeThatIsNotReadLeavesTheOthersReadable() throws IOException {
    String header =
        """
        {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},
        "c":{"dtype":"C64","shape":[1],"data_offsets":[4,12]},
        "new":{"dtype":"F3_E1M1","shape":[2,4],"data_offsets":[12,15]},
        "z":{"dtype":"I8","shape":[1],"data_offsets":[15,16]}}\
        """;
    byte[] data = new byte[16];
    data[2] = (byte) 0x80;
    data[3] = 0x3F;
    data[15] = -9;
    try (SafetensorsFile file = open(header, data)) {
      assertEquals(List.of("a", "c", "new", "z"), file.names());
      assertEquals("F3_E1M1", file.dtypeName("new"));
      assertArrayEquals(new long[] {2, 4}, file.shape("new"));
      assertEquals(8, file.elements("new"));
      assertArrayEquals(new float[] {1}, file.readFloats("a"));
      assertArrayEquals(new int[] {-9}, file.readInts("z"));
      for (Executable read :
          List.<Executable>of(
              () -> file.dtype("new"),
              () -> file.readFloats("new"),
              () -> file.readTensor("new"),
              () -> file.readInts("new"),
              () -> file.readLongs("new"),
              () -> file.readBooleans("new"))) {
        assertProblem("tensor \"new\": expected one of the dtypes [F64, I64, U64, F32", read);
        assertProblem("found F3_E1M1, which is not read here", read);
      }
      assertProblem("found C64, which is not read here", () -> file.readFloats("c"));
    }
  }

  @Test
  void aTypeThatIsNotKnownMakesNobodyTakeMemoryForItsShape() throws IOException {
    String header = "{\"w\":{\"dtype\":\"X\",\"shape\":[2000000000],\"data_offsets\":[0,1]}}";
    try (SafetensorsFile file = open(header, new byte[1])) {
      assertProblem("found X, which is not read here", () -> file.readFloats("w"));
      assertProblem("found X, which is not read here", () -> file.readBooleans("w"));
    }
  }

  /** Values of the OCP 8-bit formats' table, and those of Java's half for the wider one. */
  @Test
  void eightBitFloatsAreRead() throws IOException {
    String header =
        """
        {"e4m3":{"dtype":"F8_E4M3","shape":[7],"data_offsets":[0,7]},
        "e5m2":{"dtype":"F8_E5M2","shape":[7],"data_offsets":[7,14]}}\
        """;
    byte[] data = {
      0x38,
      (byte) 0x80,
      0x01,
      0x07,
      0x08,
      0x7E,
      0x7F,
      0x3C,
      (byte) 0x80,
      0x01,
      0x03,
      0x7B,
      0x7C,
      0x7F
    };
    try (SafetensorsFile file = open(header, data)) {
      assertArrayEquals(
          new float[] {1, -0f, 0x1p-9f, 0x1.cp-7f, 0x1p-6f, 448, Float.NaN},
          file.readFloats("e4m3"));
      assertArrayEquals(
          new float[] {1, -0f, 0x1p-16f, 0x1.8p-15f, 57_344, Float.POSITIVE_INFINITY, Float.NaN},
          file.readFloats("e5m2"));
    }
  }

  @Test
  void unsignedIntegersAreReadAndNotCut() throws IOException {
    String header =
        """
        {"l":{"dtype":"U64","shape":[2],"data_offsets":[0,16]},
        "i":{"dtype":"U32","shape":[2],"data_offsets":[16,24]},
        "s":{"dtype":"U16","shape":[1],"data_offsets":[24,26]}}\
        """;
    ByteBuffer data = ByteBuffer.allocate(26).order(ByteOrder.LITTLE_ENDIAN);
    data.putLong(5).putLong(-1).putInt(7).putInt(-1).putShort((short) -1);
    try (SafetensorsFile file = open(header, data.array())) {
      assertArrayEquals(new long[] {7, 4_294_967_295L}, file.readLongs("i"));
      assertArrayEquals(new int[] {65_535}, file.readInts("s"));
      String outside = "element 1 is 18446744073709551615";
      assertProblem("in the range of longs, " + outside, () -> file.readLongs("l"));
      assertProblem("in the range of ints, " + outside, () -> file.readInts("l"));
      assertProblem("in the range of ints, element 1 is 4294967295", () -> file.readInts("i"));
    }
  }

  @Test
  void aClosedFileSaysThatItIsClosed() throws IOException {
    SafetensorsFile file =
        open("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", floats(1));
    file.close();
    String message = assertThrows(IOException.class, () -> file.readFloats("w")).getMessage();
    assertTrue(
        message.endsWith("test.safetensors: expected an open file, but it has been closed"),
        message);
  }
}
