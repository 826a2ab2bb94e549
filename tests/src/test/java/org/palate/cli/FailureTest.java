// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FailureTest {
  @Test
  void whatGoesWrongWithFilesIsNoFaultOfPalateThoughItHasNoMessage() {
    for (IOException e :
        List.of(
            new IOException(),
            new EOFException(),
            new ClosedChannelException(),
            new ClosedByInterruptException())) {
      String words = Failure.describe(e);
      assertTrue(!words.contains("null") && !words.contains("fault in Palate"), words);
    }
    assertEquals(
        "reading or writing failed: java.nio.channels.ClosedChannelException (--debug adds where)",
        Failure.describe(new ClosedChannelException()));
  }

  @Test
  void anUncheckedIoExceptionSpeaksAsItsCause() {
    assertEquals(
        "disk full", Failure.describe(new UncheckedIOException(new IOException("disk full"))));
  }
}
