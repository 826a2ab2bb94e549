// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import org.palate.tensor.RandomStream;

class SafetensorsWriterTest {
  @TempDir Path directory;

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    Path path = directory.resolve("x.safetensors");
    new SafetensorsWriter()
        .booleans("mask", new boolean[] {true, false}, 2)
        .floats("w", new float[] {1, -2}, 1, 2)
        .longs("ids", new long[] {5}, 1)
        .metadata("format", "pt")
        .write(path);
    String header =
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"ids\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[8,16]},"
            + "\"mask\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[16,18]}}";
    String padded = header + " ".repeat((8 - header.length() % 8) % 8);
    ByteBuffer expected = ByteBuffer.allocate(8 + padded.length() + 18);
    expected.order(ByteOrder.LITTLE_ENDIAN).putLong(padded.length());
    expected.put(padded.getBytes(StandardCharsets.UTF_8));
    expected.putLong(5).putFloat(1).putFloat(-2).put((byte) 1).put((byte) 0);
    assertEquals(
        new String(expected.array(), StandardCharsets.ISO_8859_1),
        new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
  }

  @Test
  void theOrderOfAddingDoesNotMatter() throws IOException {
    SafetensorsWriter one =
        new SafetensorsWriter()
            .metadata("a", "1")
            .metadata("b", "2")
            .floats("x", new float[] {1}, 1)
            .ints("y", new int[] {2}, 1)
            .floats("z", new float[] {3}, 1);
    SafetensorsWriter other =
        new SafetensorsWriter()
            .floats("z", new float[] {3}, 1)
            .ints("y", new int[] {2}, 1)
            .metadata("b", "2")
            .floats("x", new float[] {1}, 1)
            .metadata("a", "1");
    assertArrayEquals(bytes(one), bytes(other));
  }

  @Test
  void whatIsWrittenIsReadBackToTheBit() throws IOException {
    RandomStream random = RandomStream.of(4, "safetensors round trip");
    float[] f = new float[70_001];
    int[] i = new int[17_000];
    long[] l = new long[9_001];
    boolean[] b = new boolean[100_000];
    for (int k = 0; k < f.length; k++) {
      f[k] = Float.intBitsToFloat((int) random.nextLong());
    }
    Arrays.setAll(i, k -> (int) random.nextLong());
    Arrays.setAll(l, k -> random.nextLong());
    for (int k = 0; k < b.length; k++) {
      b[k] = random.nextInt(2) == 1;
    }
    Path path = directory.resolve("x.safetensors");
    new SafetensorsWriter()
        .floats("f", f, 70_001)
        .ints("i", i, 17, 1_000)
        .longs("l", l, 9_001, 1)
        .booleans("b", b, 10, 100, 100)
        .floats("scalar", new float[] {-0f})
        .floats("empty", new float[0], 4, 0)
        .floats("ünï\n\"code\"", new float[] {1}, 1)
        .write(path);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      float[] read = file.readFloats("f");
      for (int k = 0; k < f.length; k++) {
        assertEquals(Float.floatToRawIntBits(f[k]), Float.floatToRawIntBits(read[k]));
      }
      assertArrayEquals(i, file.readInts("i"));
      assertArrayEquals(l, file.readLongs("l"));
      assertArrayEquals(b, file.readBooleans("b"));
      assertArrayEquals(new long[] {10, 100, 100}, file.shape("b"));
      assertEquals(0x8000_0000, Float.floatToRawIntBits(file.readFloats("scalar")[0]));
      assertArrayEquals(new long[] {4, 0}, file.shape("empty"));
      assertArrayEquals(new float[] {1}, file.readFloats("ünï\n\"code\""));
      assertEquals(List.of("l", "empty", "f", "scalar", "ünï\n\"code\"", "i", "b"), file.names());
      assertEquals(Map.of(), file.metadata());
    }
  }

  @Test
  void pagesAreWrittenWithoutOneArray() throws IOException {
    // Value k of the table is k / 2; it is never held as a whole.
    FloatSource table =
        (from, target, offset, count) -> {
          for (int k = 0; k < count; k++) {
            target[offset + k] = (from + k) / 2f;
          }
        };
    Path path = directory.resolve("x.safetensors");
    new SafetensorsWriter().floats("table", DType.F32, table, 50_001, 3).write(path);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      float[] values = file.readFloats("table");
      assertEquals(150_003, values.length);
      for (int k = 0; k < values.length; k++) {
        assertEquals(k / 2f, values[k]);
      }
    }
  }

  @Test
  void halvesRoundToNearestTiesToEven() throws IOException {
    // BF16 has 8 significant bits: above 1 its step is 2^-7. F16 has 11: its step is 2^-10.
    float[] values = {
      1 + 0x1p-8f, // a tie for BF16, down to the even 1; exact in F16
      1 + 0x1p-7f + 0x1p-8f, // a tie for BF16, up to the even 1 + 2^-6; exact in F16
      1 + 0x1p-8f + 0x1p-20f, // just above the tie
      1 + 0x1p-11f, // a tie for F16, down to the even 1
      Float.MAX_VALUE, // nearest is infinity in both
      -65_520f, // the least that rounds to infinity in F16; BF16's nearest is -65536
      Float.NaN,
      Float.intBitsToFloat(0x7F80_0001), // a NaN with no upper bits
    };
    Path path = directory.resolve("x.safetensors");
    new SafetensorsWriter()
        .floats("b", DType.BF16, values, 8)
        .floats("h", DType.F16, values, 8)
        .floats("d", DType.F64, values, 8)
        .write(path);
    float inf = Float.POSITIVE_INFINITY;
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertArrayEquals(
          new float[] {1, 1 + 0x1p-6f, 1 + 0x1p-7f, 1, inf, -65_536f, Float.NaN, Float.NaN},
          file.readFloats("b"));
      assertArrayEquals(
          new float[] {
            1 + 0x1p-8f, 1 + 0x1p-7f + 0x1p-8f, 1 + 0x1p-8f, 1, inf, -inf, Float.NaN, Float.NaN
          },
          file.readFloats("h"));
      assertArrayEquals(values, file.readFloats("d"));
    }
  }

  @Test
  void aFileMayBeASectionOfAnother() throws IOException {
    byte[] inner = bytes(new SafetensorsWriter().floats("w", new float[] {1, 2}, 2));
    byte[] outer = new byte[13 + inner.length + 5];
    System.arraycopy(inner, 0, outer, 13, inner.length);
    Path path = Files.write(directory.resolve("outer"), outer);
    try (FileSection file = FileSection.open(path)) {
      SafetensorsFile weights = SafetensorsFile.read(file.slice("weights", 13, inner.length));
      assertArrayEquals(new float[] {1, 2}, weights.readFloats("w"));
      String message =
          assertThrows(
                  SafetensorsException.class,
                  () -> SafetensorsFile.read(file.slice("weights", 13, inner.length + 1)))
              .getMessage();
      assertEquals(0, message.indexOf(path + ", weights: expected the file to end"));
    }
  }

  @Test
  void whatTheFormatCannotHoldIsRefusedWhenAdded() {
    SafetensorsWriter writer = new SafetensorsWriter().floats("w", new float[2], 2);
    assertRefused(
        "expected a new name, found 'w', which has a tensor already",
        () -> writer.floats("w", new float[2], 2));
    assertRefused(
        "tensor 'v': expected 6 values for shape [2, 3], found 5",
        () -> writer.floats("v", new float[5], 2, 3));
    assertRefused(
        "tensor 'v': expected 1 values for shape [], found 5", () -> writer.ints("v", new int[5]));
    assertRefused(
        "tensor 'v': expected F64, F32, BF16 or F16 for floats, found I64",
        () -> writer.floats("v", DType.I64, new float[1], 1));
    assertRefused(
        "tensor 'v': expected sizes of 0 or more and at most 2^63 bytes, found shape [-1]",
        () -> writer.floats("v", new float[1], -1));
    assertRefused(
        "expected another name of a tensor, found the format's own __metadata__",
        () -> writer.floats("__metadata__", new float[1], 1));
  }

  private static byte[] bytes(SafetensorsWriter writer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.writeTo(out);
    return out.toByteArray();
  }

  private static void assertRefused(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }

  @Test
  void eightBitFloatsAreNotWritten() {
    SafetensorsWriter writer = new SafetensorsWriter();
    assertThrows(
        IllegalArgumentException.class, () -> writer.floats("v", DType.F8_E4M3, new float[1], 1));
  }
}
