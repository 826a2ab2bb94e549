// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.palate.TestProcess;
import org.palate.io.Json;
import org.palate.io.JsonObject;

/** The commands as a user calls them: {@code models/palate}, each call a process of its own. */
@DisabledOnOs(OS.WINDOWS)
class PalateTest {
  @TempDir private static Path folder;

  private static String data;
  private static String bundle;
  private static JsonObject trained;

  @BeforeAll
  static void trainAModel() throws Exception {
    data = SmallFilms.write(folder).toString();
    bundle = folder.resolve("films of mine.palate").toString();
    trained =
        json(
            "train",
            "--data",
            data,
            "--model",
            "deepfm",
            "--set=epochs=2",
            "--set=hidden=8",
            "--out",
            bundle);
  }

  private static TestProcess.Result palate(String... words) throws Exception {
    return TestProcess.palate(words).run();
  }

  private static JsonObject json(String... words) throws Exception {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.add("--json");
    TestProcess.Result result = palate(all.toArray(String[]::new));
    assertEquals(0, result.status(), result::err);
    return Json.parseObject(result.out());
  }

  /** A call that fails prints one JSON object too, and the same words on standard error. */
  private static void assertEnds(int status, String said, String... words) throws Exception {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.add("--json");
    TestProcess.Result result = palate(all.toArray(String[]::new));
    assertEquals(status, result.status(), result::err);
    assertTrue(result.err().contains(said), result::err);
    JsonObject error = Json.parseObject(result.out()).getObject("error");
    assertEquals(status, error.getInt("status"));
    assertTrue(error.getString("message").contains(said), result::out);
  }

  @Test
  void fromAFileOfRatingsToRecommendations() throws Exception {
    assertEquals(bundle, trained.getObject("bundle").getString("path"));
    assertEquals(Files.size(Path.of(bundle)), trained.getObject("bundle").getLong("bytes"));

    JsonObject info = json("info", "--bundle", bundle);
    assertEquals("deepfm", info.getObject("facts").getString("model"));

    JsonObject metrics = json("evaluate", "--bundle", bundle, "--data", data).getObject("metrics");
    double auc = trained.getObject("test").getDouble("auc");
    assertEquals(auc, metrics.getDouble("auc"));

    TestProcess.Result table = palate("recommend", "--bundle", bundle, "--user", "2", "-k", "3");
    assertEquals(0, table.status(), table::err);
    assertTrue(table.out().contains("Film number"), table::out);
    assertTrue(table.out().contains("liked by user 2"), table::out);
    JsonObject someone = json("recommend", "--bundle", bundle, "--history", "2,4,6");
    assertEquals(10, someone.getArray("recommendations").size());
  }

  @Test
  void aWrongCallIsStatusTwoAndNamesTheNearest() throws Exception {
    assertEnds(2, "did you mean --bundle?", "recommend", "--bundel", bundle, "--user", "2");
    assertEnds(2, "did you mean 'deepfm'?", "train", "--data", data, "--model", "deepmf");
    assertEnds(2, "did you mean 'epochs'?", "train", "--data", data, "--model=fm", "--set=epoch=1");
    assertEnds(
        2,
        "did you mean 'validation'?",
        "evaluate",
        "--bundle",
        bundle,
        "--data",
        data,
        "--part=validaton");
  }

  @Test
  void aFailureIsStatusOneAndSaysWhere() throws Exception {
    assertEnds(1, "does not know user '2222'", "recommend", "--bundle", bundle, "--user=2222");
    assertEnds(1, "gone.dat", "evaluate", "--bundle", bundle, "--data", "gone.dat");
    String nowhere = folder.resolve("no/such/folder.palate").toString();
    assertEnds(1, nowhere, "train", "--data", data, "--model=fm", "--out", nowhere);
  }

  @Test
  void aDamagedBundleAndOneOfANewerFormatAreRefused() throws Exception {
    byte[] bytes = Files.readAllBytes(Path.of(bundle));
    byte[] flipped = bytes.clone();
    flipped[flipped.length - 100] ^= 4;
    Path damaged = Files.write(folder.resolve("damaged.palate"), flipped);
    assertEnds(1, "is damaged", "recommend", "--bundle", damaged.toString(), "--user", "2");

    ByteBuffer newer = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
    newer.putShort(6, (short) 2);
    CRC32C crc = new CRC32C();
    crc.update(newer.array(), 0, 28);
    newer.putInt(28, (int) crc.getValue());
    Path later = Files.write(folder.resolve("newer.palate"), newer.array());
    assertEnds(1, "written by a newer Palate", "info", "--bundle", later.toString());
  }
}
