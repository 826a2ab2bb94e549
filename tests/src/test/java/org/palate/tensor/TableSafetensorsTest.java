// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.palate.io.DType;
import org.palate.io.SafetensorsException;
import org.palate.io.SafetensorsFile;
import org.palate.io.SafetensorsWriter;

/** Tensors and paged tables as safetensors; here because small pages are package-private. */
class TableSafetensorsTest {
  @TempDir Path directory;

  @Test
  void aTableOfManyPagesIsWrittenAndReadLikeOneOfASingle() throws IOException {
    // 20,003 rows of 5: more than one chunk of 16,384 floats, in pages of 8 rows.
    Table paged = new Table(20_003, 5, 3);
    Table single = new Table(20_003, 5);
    float[] row = new float[5];
    for (int r = 0; r < 20_003; r++) {
      for (int i = 0; i < 5; i++) {
        row[i] = r + i / 8f;
      }
      paged.copyFrom(row, 0, r, r + 1);
      single.copyFrom(row, 0, r, r + 1);
    }
    Path one = directory.resolve("paged.safetensors");
    Path other = directory.resolve("single.safetensors");
    new SafetensorsWriter().table("weight", paged).write(one);
    new SafetensorsWriter().tensor("weight", single.toTensor()).write(other);
    assertArrayEquals(Files.readAllBytes(other), Files.readAllBytes(one));
    try (SafetensorsFile file = SafetensorsFile.open(one)) {
      assertArrayEquals(new long[] {20_003, 5}, file.shape("weight"));
      Table read = new Table(20_003, 5, 4);
      file.readInto("weight", read);
      assertArrayEquals(single.toTensor().data(), read.toTensor().data());
    }
  }

  @Test
  void tensorsKeepTheirShape() throws IOException {
    Path path = directory.resolve("x.safetensors");
    new SafetensorsWriter()
        .tensor("matrix", Tensor.of(1, 2, 3, 4, 5, 6).reshape(2, 3))
        .tensor("scalar", Tensor.full(7))
        .tensor("none", Tensor.zeros(0, 4))
        .floats("half", DType.F16, new float[] {8, 9}, 2)
        .longs("ids", new long[] {4, 2}, 2, 1)
        .write(path);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      Tensor matrix = file.readTensor("matrix");
      assertEquals(Shape.of(2, 3), matrix.shape());
      assertEquals(6, matrix.get(1, 2));
      assertEquals(7, file.readTensor("scalar").item());
      assertEquals(Shape.of(0, 4), file.readTensor("none").shape());
      assertEquals(new IntTensor(Shape.of(2, 1), new int[] {4, 2}), file.readIntTensor("ids"));
      Tensor target = Tensor.zeros(2);
      file.readInto("half", target);
      assertArrayEquals(new float[] {8, 9}, target.data());
    }
  }

  @Test
  void anotherShapeIsRefused() throws IOException {
    Path path = directory.resolve("x.safetensors");
    new SafetensorsWriter()
        .floats("w", new float[6], 2, 3)
        .floats("wide", new float[0], 0, 1L << 40)
        .write(path);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      String prefix = path + ", tensor ";
      assertProblem(
          prefix + "\"w\": expected shape [3, 2], found [2, 3]",
          () -> file.readInto("w", new Table(3, 2)));
      assertProblem(
          prefix + "\"w\": expected shape [6], found [2, 3]",
          () -> file.readInto("w", Tensor.zeros(6)));
      assertProblem(
          prefix
              + "\"wide\": expected a shape of less than 2^31 elements, found [0, 1099511627776]",
          () -> file.readTensor("wide"));
    }
  }

  private static void assertProblem(String message, Executable action) {
    assertEquals(message, assertThrows(SafetensorsException.class, action).getMessage());
  }
}
