// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.palate.TestProcess;
import org.palate.io.Json;
import org.palate.io.JsonObject;
import org.palate.serve.BundleFile;

@DisabledOnOs(OS.WINDOWS)
class InfoCommandTest {
  @TempDir private Path temporary;

  @Test
  void aBundleListsItsSections() throws Exception {
    Path path = temporary.resolve("my films.palate");
    BundleFile.write(path, bundle -> bundle.section("model.json", new byte[] {'{', '}'}));
    TestProcess.Result result =
        TestProcess.palate("info", "--bundle", path.toString(), "--json").run();
    assertEquals(0, result.status(), result::err);
    JsonObject info = Json.parseObject(result.out());
    assertEquals(Files.size(path), info.getLong("bytes"));
    JsonObject section = info.getArray("sections").getObject(0);
    assertEquals("model.json", section.getString("name"));
    assertEquals(2, section.getInt("bytes"));
  }

  @Test
  void aDamagedBundleAndAMissingOneAreFailures() throws Exception {
    Path path = temporary.resolve("x.palate");
    BundleFile.write(path, bundle -> bundle.section("model.json", new byte[100]));
    byte[] bytes = Files.readAllBytes(path);
    bytes[60] ^= 1;
    Files.write(path, bytes);
    TestProcess.Result damaged = TestProcess.palate("info", "--bundle", path.toString()).run();
    assertEquals(1, damaged.status());
    assertTrue(damaged.err().contains("section 'model.json'"), damaged::err);
    assertEquals("", damaged.out());

    TestProcess.Result missing = TestProcess.palate("info", "--bundle=nowhere.palate").run();
    assertEquals(1, missing.status());
    assertTrue(missing.err().contains("nowhere.palate: there is no such file"), missing::err);
  }
}
