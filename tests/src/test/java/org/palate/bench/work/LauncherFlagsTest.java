// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.palate.TestData;

final class LauncherFlagsTest {
  @Test
  void theLauncherTakesThemToo() throws IOException {
    String launcher = Files.readString(TestData.checkout().resolve("models/palate"));
    assertTrue(launcher.contains("collector=-XX:+UseG1GC"), "the collector");
    assertTrue(LauncherFlags.list().contains("-XX:+UseG1GC"));
    assertTrue(launcher.contains("pages=-XX:+UseTransparentHugePages"), "huge pages");
  }

  @Test
  void hugePagesAreAskedForWhereAskingHelps() {
    assertTrue(LauncherFlags.hugePagesFor("always [madvise] never\n"));
    assertTrue(LauncherFlags.hugePagesFor("[always] madvise never\n"));
    assertFalse(LauncherFlags.hugePagesFor("always madvise [never]\n"));
    assertFalse(LauncherFlags.hugePagesFor(""), "no Linux");
    assertEquals(
        LauncherFlags.list().contains("-XX:+UseTransparentHugePages"),
        LauncherFlags.list().size() == 3);
  }
}
