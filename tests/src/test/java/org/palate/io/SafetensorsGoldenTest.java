// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.palate.GoldenFiles;

/** Files that PyTorch's side wrote, looked for beside the data sets. */
class SafetensorsGoldenTest {
  @Test
  void everyGoldenFileIsReadAndIsWhatItsMetadataSays() throws IOException {
    Path golden = GoldenFiles.directory();
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(golden)) {
      paths = walk.filter(path -> path.toString().endsWith(".safetensors")).sorted().toList();
    }
    assertTrue(paths.size() > 1_000, "found only " + paths.size() + " golden files");
    for (Path path : paths) {
      try (SafetensorsFile file = SafetensorsFile.open(path)) {
        Json.parseObject(file.metadata().get("attrs"));
        assertEquals(path.getParent().getFileName().toString(), file.metadata().get("op"));
        boolean hasNan = false;
        for (String name : file.names()) {
          switch (file.dtype(name)) {
            case F32 -> {
              for (float value : file.readFloats(name)) {
                hasNan |= Float.isNaN(value);
              }
            }
            case I64, I32 -> file.readInts(name);
            case BOOL, U8 -> file.readBooleans(name);
            default -> throw new AssertionError(path + ": " + name + " is " + file.dtype(name));
          }
        }
        assertEquals(file.metadata().get("has_nan"), String.valueOf(hasNan), path.toString());
      }
    }
  }
}
