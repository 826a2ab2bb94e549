// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palate.io.Mutation;
import org.palate.io.SafetensorsFile;
import org.palate.io.SafetensorsWriter;
import org.palate.tensor.RandomStream;

class BundleFileTest {
  @TempDir Path directory;

  @Test
  void sectionsAreReadAsTheyWereWritten() throws IOException {
    byte[] large = new byte[300_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 7 + (i >> 9));
    }
    Path path = directory.resolve("x.palate");
    BundleFile.write(
        path,
        bundle -> {
          bundle.section("model.json", "{}".getBytes(UTF_8));
          bundle.section("large", large);
          bundle.section(
              "vocabulary/usér",
              out -> {
                for (int i = 0; i < 200_000; i++) {
                  out.write(i);
                }
              });
          bundle.section("empty", new byte[0]);
        });
    try (BundleFile bundle = BundleFile.open(path)) {
      assertEquals(List.of("model.json", "large", "vocabulary/usér", "empty"), bundle.names());
      assertEquals(1, bundle.format());
      assertEquals(Files.size(path), bundle.length());
      assertEquals("{}", new String(bundle.bytes("model.json"), UTF_8));
      assertArrayEquals(large, bundle.bytes("large"));
      try (InputStream in = bundle.section("vocabulary/usér").newInputStream()) {
        for (int i = 0; i < 200_000; i++) {
          assertEquals(i & 0xFF, in.read());
        }
        assertEquals(-1, in.read());
      }
      assertArrayEquals(new byte[0], bundle.bytes("empty"));
      assertTrue(bundle.has("empty"));
      assertFalse(bundle.has("weights"));
    }
    assertEquals(List.of("x.palate"), names());
  }

  @Test
  void theLayoutIsTheDocumentedOne() throws IOException {
    // Put together here by the table in BundleHeader; bundles of format 1 must load for ever.
    byte[] section = "123456789".getBytes(UTF_8); // its CRC-32C is the catalogue's check value
    byte[] manifest =
        "{\"sections\":[{\"name\":\"s\",\"offset\":32,\"length\":9,\"crc32c\":\"e3069283\"}]}"
            .getBytes(UTF_8);
    byte[] expected = file(1, section, manifest);
    Path path = directory.resolve("x.palate");
    BundleFile.write(path, bundle -> bundle.section("s", section));
    assertArrayEquals(expected, Files.readAllBytes(path));
    Files.write(path, expected);
    try (BundleFile bundle = BundleFile.open(path)) {
      assertArrayEquals(section, bundle.bytes("s"));
    }
  }

  @Test
  void weightsLieInABundleAsSafetensors() throws IOException {
    Path path = directory.resolve("x.palate");
    BundleFile.write(
        path,
        bundle -> {
          bundle.section("model.json", "{}".getBytes(UTF_8));
          bundle.section(
              "weights.safetensors",
              new SafetensorsWriter().floats("w", new float[] {1, 2, 3}, 3)::writeTo);
        });
    try (BundleFile bundle = BundleFile.open(path)) {
      SafetensorsFile weights = SafetensorsFile.read(bundle.section("weights.safetensors"));
      assertArrayEquals(new float[] {1, 2, 3}, weights.readFloats("w"));
      String message = assertThrows(IOException.class, () -> weights.readFloats("v")).getMessage();
      assertTrue(message.startsWith(path + ", section weights.safetensors, tensor \"v\""), message);
    }
  }

  @Test
  void anyByteThatChangesIsFoundAndItsPlaceNamed() throws IOException {
    byte[] whole = example();
    int first = 32;
    int second = first + 40;
    int manifest = second + 3;
    Path path = directory.resolve("damaged.palate");
    for (int at = 0; at < whole.length; at++) {
      String part =
          at < 6
              ? "does not start with 'PALATE'"
              : at < first
                  ? "header is damaged"
                  : at < second
                      ? "section 'first' is damaged"
                      : at < manifest ? "section 'second' is damaged" : "manifest is damaged";
      for (int mask : new int[] {0x01, 0x80, 0xFF}) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) mask;
        Files.write(path, damaged);
        assertRefused(part, () -> BundleFile.open(path));
      }
    }
  }

  @Test
  void aBundleCutAnywhereIsRefused() throws IOException {
    byte[] whole = example();
    Path path = directory.resolve("cut.palate");
    for (int length = 0; length < whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      String why = length < 32 ? "at least 32 bytes" : "it was cut short";
      assertRefused(why, () -> BundleFile.open(path));
      assertRefused(why, () -> BundleFile.openUnchecked(path));
    }
  }

  @Test
  void appendedBytesAreRefused() throws IOException {
    byte[] whole = example();
    Path path = directory.resolve("long.palate");
    for (byte[] longer :
        List.of(Arrays.copyOf(whole, whole.length + 1), concatenated(whole, whole))) {
      Files.write(path, longer);
      assertRefused("something was appended", () -> BundleFile.open(path));
    }
  }

  @Test
  void aNewerFormatIsNamedAndADamagedVersionIsNot() throws IOException {
    Path path = directory.resolve("newer.palate");
    Files.write(path, file(2, new byte[0], "whatever format 2 holds".getBytes(UTF_8)));
    assertRefused(
        "newer.palate: written by a newer Palate (format 2, this reads up to 1)",
        () -> BundleFile.open(path));
    byte[] damaged = example();
    damaged[6] = 2;
    Files.write(path, damaged);
    assertRefused("header is damaged", () -> BundleFile.open(path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|manifest: expected an object as the outermost value",
        "{}|manifest: sections: expected an array, but the field is missing",
        "{\"sections\":[],\"x\":1}|manifest: x: unknown key",
        "{\"sections\":[]}|expected sections up to offset 41, they end at 32",
        "{\"sections\":[S,S]}|sections[1]: expected a range from 41 on and at most to 41, found"
            + " offset 32",
        "{\"sections\":[S,{\"name\":\"s\",\"offset\":41,\"length\":0,\"crc32c\":\"00000000\"}]}|two"
            + " sections have the name 's'",
        "{\"sections\":[{\"name\":\"s\",\"offset\":33,\"length\":8,\"crc32c\":\"00000000\"}]}|found"
            + " offset 33",
        "{\"sections\":[{\"name\":\"s\",\"offset\":32,\"length\":-1,\"crc32c\":\"00000000\"}]}|length"
            + " -1",
        "{\"sections\":[{\"name\":\"s\",\"offset\":32,\"length\":9223372036854775807,\"crc32c\":\"00000000\"}]}|length"
            + " 9223372036854775807",
        "{\"sections\":[{\"name\":\"s\",\"offset\":32,\"length\":1e1,\"crc32c\":\"00000000\"}]}|sections[0].length:"
            + " expected an integer",
        "{\"sections\":[{\"name\":\"s\",\"offset\":32,\"length\":9,\"crc32c\":\"E3069283\"}]}|sections[0].crc32c:"
            + " expected 8 hexadecimal digits",
        "{\"sections\":[{\"name\":\""
            + " \",\"offset\":32,\"length\":9,\"crc32c\":\"e3069283\"}]}|sections[0].name: expected"
            + " a name of 1 to 255 characters",
        "{\"sections\":[{\"name\":\"a\\n"
            + "\",\"offset\":32,\"length\":9,\"crc32c\":\"e3069283\"}]}|sections[0].name: expected"
            + " a name without control characters",
      })
  void aManifestThatLiesIsRefusedThoughItsChecksumIsRight(String manifest, String message)
      throws IOException {
    String section = "{\"name\":\"s\",\"offset\":32,\"length\":9,\"crc32c\":\"e3069283\"}";
    byte[] json = manifest.replace("S", section).getBytes(UTF_8);
    Path path = directory.resolve("lie.palate");
    Files.write(path, file(1, "123456789".getBytes(UTF_8), json));
    assertRefused(message, () -> BundleFile.open(path));
  }

  @Test
  void aHeaderThatLiesIsRefusedThoughItsChecksumIsRight() throws IOException {
    Path path = directory.resolve("lie.palate");
    for (long[] claim :
        new long[][] {
          // format, manifest offset, manifest length
          {0, 32, 10},
          {1, 31, 11},
          {1, -1, 10},
          {1, Long.MAX_VALUE, 10},
          {1, Long.MIN_VALUE, 10},
          {1, 42, 0},
          {1, 43, -1},
          {1, 32, Integer.MAX_VALUE},
          {1, 32, 11},
          {1, 33, 10},
        }) {
      byte[] bytes = new byte[42];
      header(bytes, (int) claim[0], claim[1], (int) claim[2], 0);
      Files.write(path, bytes);
      String message =
          assertThrows(BundleException.class, () -> BundleFile.open(path)).getMessage();
      assertTrue(message.contains("cannot be") || message.contains("expected a file of"), message);
    }
  }

  @Test
  void anUncheckedBundleStillChecksEachSectionOnRequest() throws IOException {
    byte[] damaged = example();
    damaged[40] ^= 1;
    Path path = Files.write(directory.resolve("x.palate"), damaged);
    try (BundleFile bundle = BundleFile.openUnchecked(path)) {
      bundle.check("second");
      assertArrayEquals(new byte[] {1, 2, 3}, bundle.bytes("second"));
      assertRefused("section 'first' is damaged", () -> bundle.check("first"));
    }
  }

  @Test
  void aMissingSectionIsNamedWithThoseThatArePresent() throws IOException {
    Path path = Files.write(directory.resolve("x.palate"), example());
    try (BundleFile bundle = BundleFile.open(path)) {
      assertRefused(
          "expected a section 'frist', but there is none (did you mean 'first'?);"
              + " present are: first, second",
          () -> bundle.section("frist"));
    }
  }

  @Test
  void aFileThatIsNoBundleIsRefused() throws IOException {
    Path path =
        Files.writeString(directory.resolve("u.data"), "196\t242\t3\t881250949\n".repeat(9));
    assertRefused("u.data: expected a Palate bundle, but the file", () -> BundleFile.open(path));
    assertThrows(IOException.class, () -> BundleFile.open(directory));
    assertThrows(IOException.class, () -> BundleFile.open(directory.resolve("none")));
  }

  @Test
  void aFailureWhileWritingLeavesTheOldBundle() throws IOException {
    Path path = Files.write(directory.resolve("x.palate"), example());
    assertThrows(
        IOException.class,
        () ->
            BundleFile.write(
                path,
                bundle -> {
                  bundle.section("first", new byte[1000]);
                  throw new IOException("no more");
                }));
    assertArrayEquals(example(), Files.readAllBytes(path));
    assertEquals(List.of("x.palate"), names());
  }

  @Test
  void sectionsAreWrittenOneByOneUnderProperNames() {
    Path path = directory.resolve("x.palate");
    assertThrows(
        IllegalArgumentException.class,
        () ->
            BundleFile.write(
                path,
                bundle -> {
                  bundle.section("a", new byte[0]);
                  bundle.section("a", new byte[0]);
                }));
    for (String name : List.of("", "  ", "a\nb", "x".repeat(256))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> BundleFile.write(path, bundle -> bundle.section(name, new byte[0])));
    }
    assertThrows(
        IllegalStateException.class,
        () ->
            BundleFile.write(
                path, bundle -> bundle.section("a", out -> bundle.section("b", new byte[0]))));
    assertThrows(
        IllegalStateException.class,
        () ->
            BundleFile.write(
                path,
                bundle ->
                    assertThrows(
                        IOException.class,
                        () ->
                            bundle.section(
                                "a",
                                out -> {
                                  throw new IOException("half a section");
                                }))));
    OutputStream[] kept = new OutputStream[1];
    assertThrows(
        IOException.class,
        () ->
            BundleFile.write(
                path,
                bundle -> {
                  bundle.section("a", out -> kept[0] = out);
                  kept[0].write(1);
                }));
    assertFalse(Files.exists(path));
  }

  @Test
  void damagedBundlesAreReadOrRefusedButNeverBreakTheReader() throws IOException {
    byte[] valid = example();
    RandomStream random = RandomStream.of(5, "bundle fuzz");
    Path path = directory.resolve("fuzz.palate");
    for (int round = 0; round < 2_500; round++) {
      byte[] bytes = Mutation.of(valid, random);
      if (bytes.length >= 32 && random.nextInt(2) == 0) {
        mend(bytes);
      }
      Files.write(path, bytes);
      try (BundleFile bundle = BundleFile.open(path)) {
        for (String name : bundle.names()) {
          assertTrue(bundle.bytes(name).length <= bytes.length);
        }
      } catch (BundleException refused) {
        // Documented; anything else fails this test.
      }
    }
  }

  /** Corrects header and manifest checksum, so that what lies behind them is reached. */
  private static void mend(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long offset = buffer.getLong(8);
    if (offset >= 32 && offset < bytes.length) {
      int length = bytes.length - (int) offset;
      int crc = crc32c(Arrays.copyOfRange(bytes, (int) offset, bytes.length), length);
      header(bytes, 1, offset, length, crc);
    }
  }

  private byte[] example() throws IOException {
    Path path = directory.resolve("example.palate");
    BundleFile.write(
        path,
        bundle -> {
          bundle.section(
              "first", "{\"model\":\"dcnv2\",\"dim\":16,\"layers\":[64]}".getBytes(UTF_8));
          bundle.section("second", new byte[] {1, 2, 3});
        });
    byte[] bytes = Files.readAllBytes(path);
    Files.delete(path);
    return bytes;
  }

  private static byte[] file(int format, byte[] sections, byte[] manifest) {
    byte[] bytes = concatenated(new byte[32], concatenated(sections, manifest));
    header(bytes, format, 32 + sections.length, manifest.length, crc32c(manifest, manifest.length));
    return bytes;
  }

  private static void header(byte[] bytes, int format, long offset, int length, int crc) {
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    header.put("PALATE".getBytes(UTF_8)).putShort((short) format);
    header.putLong(offset).putInt(length).putInt(crc).putInt(0).putInt(crc32c(bytes, 28));
  }

  private static int crc32c(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static byte[] concatenated(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static void assertRefused(String expected, Executable action) {
    String message = assertThrows(BundleException.class, action).getMessage();
    assertTrue(message.contains(expected), message);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aFileOfAnotherFormatIsNamed() throws IOException {
    Path weights = directory.resolve("w.safetensors");
    new SafetensorsWriter().floats("w", new float[] {1, 2, 3}, 3).write(weights);
    assertRefused(
        "w.safetensors: expected a Palate bundle, as 'palate train' writes, found a safetensors"
            + " file",
        () -> BundleFile.open(weights));
    Path torch = Files.write(directory.resolve("w.pt"), new byte[] {'P', 'K', 3, 4, 0, 0});
    assertRefused("found a zip archive, as torch.save writes", () -> BundleFile.open(torch));
  }

  @Test
  void aClosedBundleSaysThatItIsClosed() throws IOException {
    Path path = directory.resolve("x.palate");
    BundleFile.write(path, bundle -> bundle.section("a", new byte[] {1, 2}));
    BundleFile bundle = BundleFile.open(path);
    bundle.close();
    String message = assertThrows(IOException.class, () -> bundle.bytes("a")).getMessage();
    assertEquals(path + ", section a: expected an open file, but it has been closed", message);
  }
}
