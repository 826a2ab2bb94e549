// SPDX-License-Identifier: Apache-2.0
package org.palate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.io.SafetensorsFile;
import org.palate.io.SafetensorsWriter;

/** The pages in {@code engine/examples} do what they say. */
final class ExamplesTest {
  private static final Path EXAMPLES = TestData.checkout().resolve("engine/examples");

  @TempDir Path folder;

  @Test
  void theOwnTrainingLoopLearnsSavesAndLoadsInFewLines() throws Exception {
    Path source = EXAMPLES.resolve("OwnTrainingLoop.java");
    Path weights = folder.resolve("net.safetensors");
    TestProcess.Result result = TestProcess.javaSource(source, weights.toString()).run();
    assertEquals(0, result.status(), result::err);
    List<String> lines = result.out().lines().toList();
    double accuracy = Double.parseDouble(lines.get(0).substring("accuracy ".length()));
    // A point is inside with a probability of 0.64 pi / 4 = 0.503.
    assertTrue(accuracy > 0.95, result::out);
    assertEquals("loaded " + accuracy, lines.get(1));
    try (SafetensorsFile file = SafetensorsFile.open(weights)) {
      assertEquals(
          Set.of("hidden.weight", "hidden.bias", "out.weight", "out.bias"),
          Set.copyOf(file.names()));
    }
    assertTrue(Files.readAllLines(source).size() < 80, "a page of less than 80 lines");
  }

  /** The weights and outputs of a golden file, which PyTorch made, under the page's names. */
  @Test
  void weightsFromPyTorchGiveItsOutputsAndGoBack() throws Exception {
    Path golden = TestData.checkout().resolve("tests/src/test/golden/files/mlp/0.safetensors");
    List<String> names = List.of("0.weight", "0.bias", "2.weight", "2.bias");
    Path path = folder.resolve("model.safetensors");
    Path back = folder.resolve("net.safetensors");
    try (SafetensorsFile file = SafetensorsFile.open(golden)) {
      SafetensorsWriter model = new SafetensorsWriter().floats("version", new float[1], 1);
      for (String name : names) {
        model.tensor("net." + name, file.readTensor("param.mlp." + name));
      }
      model.tensor("check.x", file.readTensor("input.x"));
      model.tensor("check.y", file.readTensor("output.y"));
      model.write(path);
      TestProcess.Result result = run(path, back);
      assertEquals(0, result.status(), result::err);
      assertTrue(result.out().contains("net.0.weight [4, 3] F32"), result::out);
      assertTrue(result.out().contains("skipped: "), result::out);
      assertTrue(result.out().contains("outputs agree: "), result::out);
      try (SafetensorsFile written = SafetensorsFile.open(back)) {
        assertEquals(Set.copyOf(names), Set.copyOf(written.names()));
        for (String name : names) {
          assertArrayEquals(file.readFloats("param.mlp." + name), written.readFloats(name), name);
        }
      }
      model = new SafetensorsWriter();
      for (String name : names) {
        model.tensor("net." + name, file.readTensor("param.mlp." + name));
      }
      model.tensor("check.x", file.readTensor("input.x"));
      model.floats("check.y", new float[15], 5, 3).write(path);
    }
    TestProcess.Result result = run(path, back);
    assertNotEquals(0, result.status(), "outputs that are not PyTorch's are noticed");
    assertTrue(result.err().contains("differs by"), result::err);
  }

  private static TestProcess.Result run(Path model, Path back) throws Exception {
    return TestProcess.javaSource(
            EXAMPLES.resolve("WeightsFromPyTorch.java"), model.toString(), back.toString())
        .run();
  }
}
