// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.io.JsonArray;
import org.palate.io.JsonObject;
import org.palate.model.Models;
import org.palate.recommender.ModelSpec;
import org.palate.serve.BundleFile;

class InfoCommandTest {
  @TempDir private static Path folder;

  private static Path bundle;

  @BeforeAll
  static void trainAModel() throws IOException {
    bundle = folder.resolve("my films.palate");
    String data = SmallFilms.write(folder).toString();
    Call.json("train", "--data", data, "--model=fm", "--set=epochs=1", "--out=" + bundle);
  }

  @Test
  void theModelsAreListed() {
    JsonArray models = Call.json("info").getArray("models");
    assertEquals(Models.STANDARD.size(), models.size());
    String text = Call.of("info").out();
    for (ModelSpec<?> spec : Models.STANDARD) {
      assertTrue(text.contains(spec.name()), text);
    }
    assertEquals("popularity", models.getObject(0).getString("name"));
    assertTrue(models.getObject(0).getBoolean("ranks"));
  }

  @Test
  void aBundleTellsItsFactsAndItsSections() throws IOException {
    JsonObject info = Call.json("info", "--bundle", bundle.toString());
    assertEquals(Files.size(bundle), info.getLong("bytes"));
    JsonObject facts = info.getObject("facts");
    assertEquals("fm", facts.getString("model"));
    assertEquals("1", facts.getObject("settings").getString("epochs"));
    assertEquals(SmallFilms.USERS, facts.getInt("users"));
    long sections = 0;
    for (int i = 0; i < info.getArray("sections").size(); i++) {
      sections += info.getArray("sections").getObject(i).getLong("bytes");
    }
    assertTrue(sections > 1000 && sections < Files.size(bundle), info::toString);
    String text = Call.of("info", "--bundle", bundle.toString()).out();
    for (String part : new String[] {"undamaged", "genres", "weights.safetensors", "fingerprint"}) {
      assertTrue(text.contains(part), text);
    }
  }

  @Test
  void aDamagedBundleAndAMissingOneAreFailures() throws IOException {
    byte[] bytes = Files.readAllBytes(bundle);
    bytes[bytes.length / 2] ^= 1;
    Path damaged = Files.write(folder.resolve("damaged.palate"), bytes);
    Call.assertEnds(CommandLine.FAILURE, "is damaged", "info", "--bundle", damaged.toString());
    Call.assertEnds(
        CommandLine.FAILURE,
        "nowhere.palate: there is no such file",
        "info",
        "--bundle=nowhere.palate");
  }

  /** Sound by its checksums, but no model. */
  @Test
  void whatTheSectionsSayIsCheckedToo() throws IOException {
    Path empty = folder.resolve("empty.palate");
    BundleFile.write(empty, file -> file.section("bundle.json", new byte[] {'{', '}'}));
    Call.assertEnds(CommandLine.FAILURE, "bundle.json", "info", "--bundle", empty.toString());
  }
}
