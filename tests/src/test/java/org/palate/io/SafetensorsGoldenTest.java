// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.palate.golden.GoldenFiles;

/** Files that PyTorch's side wrote, looked for beside the data sets. */
class SafetensorsGoldenTest {
  @Test
  void everyGoldenFileIsReadAndIsWhatItsMetadataSays() throws IOException {
    for (Path path : GoldenFiles.below(GoldenFiles.directory())) {
      try (SafetensorsFile file = SafetensorsFile.open(path)) {
        Json.parseObject(file.metadata().get("attrs"));
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
