// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.palate.TestData;
import org.palate.config.Version;

class VersionTest {
  @Test
  void theCodeAndTheBuildAgreeOnTheVersion() throws IOException {
    String pom = Files.readString(TestData.checkout().resolve("pom.xml"));
    assertTrue(pom.contains("<version>" + Version.PALATE + "</version>"), Version.PALATE);
  }
}
