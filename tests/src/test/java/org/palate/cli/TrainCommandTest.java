// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wrong setting is a wrong call, whichever setting it is. */
class TrainCommandTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path data;

  @BeforeEach
  void writeTenUsersWithTenItemsEach() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < 100; row++) {
      lines.append("%d\t%d\t%d\t%d%n".formatted(row / 10 + 1, row % 10 + 1, row % 5 + 1, row));
    }
    data = Files.writeString(folder.resolve("u.data"), lines);
  }

  private int train(String model, String... settings) {
    String[] words = new String[5 + 2 * settings.length];
    System.arraycopy(
        new String[] {"train", "--data", data.toString(), "--model", model}, 0, words, 0, 5);
    for (int i = 0; i < settings.length; i++) {
      words[5 + 2 * i] = "--set";
      words[6 + 2 * i] = settings[i];
    }
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new CommandLine(List.of(new TrainCommand()), out, errors, false).run(words);
  }

  private void assertSaid(String words) {
    String said = err.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains(words), said);
  }

  @Test
  void misspeltModelIsAWrongCallThatNamesTheNearest() {
    assertEquals(CommandLine.WRONG_CALL, train("depfm"));
    assertSaid("did you mean 'deepfm'?");
  }

  @Test
  void misspeltKeyIsAWrongCallThatNamesTheNearest() {
    assertEquals(CommandLine.WRONG_CALL, train("fm", "epoch=1"));
    assertSaid("did you mean 'epochs'?");
  }

  @Test
  void impossibleObjectiveIsAWrongCall() {
    assertEquals(CommandLine.WRONG_CALL, train("fm", "objective=guess"));
    assertSaid("expected one of label, rating, implicit, rank");
  }

  @Test
  void everyModelTrainsForEveryObjective() {
    for (String model : List.of("mf-bpr", "fm", "deepfm", "dcn", "dcnv2")) {
      for (String objective : List.of("label", "rating", "implicit", "rank")) {
        int status = train(model, "objective=" + objective, "epochs=1", "dim=4");
        assertEquals(
            CommandLine.SUCCESS,
            status,
            () -> model + ", " + objective + ": " + err.toString(StandardCharsets.UTF_8));
      }
    }
  }
}
