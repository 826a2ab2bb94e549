// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.palate.TestData;

class VersionTest {
  @Test
  void theCommandLineAndTheBuildAgreeOnTheVersion() throws IOException {
    String pom = Files.readString(TestData.checkout().resolve("pom.xml"));
    assertTrue(pom.contains("<version>" + Main.VERSION + "</version>"), Main.VERSION);
  }
}
