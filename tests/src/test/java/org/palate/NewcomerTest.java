// SPDX-License-Identifier: Apache-2.0
package org.palate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.palate.io.Json;
import org.palate.io.JsonObject;

/** Somebody follows the README from top to bottom, on MovieLens 100K. */
@DisabledOnOs(OS.WINDOWS)
class NewcomerTest {
  private static final String PALATE = "    models/palate ";

  @TempDir private Path folder;

  @Test
  void theReadmeLeadsToListsThatBeatPopularityAndShowsIt() throws Exception {
    Path data = TestData.assumePresent("ml-100k/u.data");
    List<String> commands = commands();
    JsonObject trained = run(commands.get(0), data, "train");
    double model = trained.getObject("test").getDouble("ndcg@10");
    double popularity = trained.getObject("popularity").getDouble("ndcg@10");
    assertTrue(model > 1.5 * popularity, model + " beside " + popularity);
    assertEquals(0, trained.getArray("notes").size(), trained::toString);

    JsonObject evaluated = run(commands.get(1), data, "evaluate");
    assertEquals(model, evaluated.getObject("metrics").getDouble("ndcg@10"));
    assertEquals(popularity, evaluated.getObject("popularity").getDouble("ndcg@10"));

    JsonObject forUser = run(commands.get(2), data, "recommend");
    assertEquals(10, forUser.getArray("recommendations").size());
    assertEquals(0, forUser.getArray("notes").size());
    JsonObject forHistory = run(commands.get(3), data, "recommend");
    assertEquals(10, forHistory.getArray("recommendations").size());
    String title = forHistory.getArray("recommendations").getObject(0).getString("title");
    assertTrue(title.matches(".+ \\(\\d{4}\\)"), title);
    run(commands.get(4), data, "info");
    for (String more : commands.subList(5, commands.size())) {
      run(more, data, "recommend");
    }
    assertTrue(Files.size(folder.resolve("lists.csv")) > 0);
  }

  /** The commands that the README gives for a file of one's own, in order. */
  private static List<String> commands() throws IOException {
    return Files.readString(TestData.checkout().resolve("README.md"))
        .lines()
        .filter(line -> line.startsWith(PALATE) && line.contains("films.palate"))
        .toList();
  }

  private JsonObject run(String line, Path data, String command) throws Exception {
    List<String> words = new ArrayList<>();
    for (String word : line.substring(PALATE.length()).strip().split(" +")) {
      words.add(
          switch (word) {
            case "u.data" -> data.toString();
            case "films.palate", "lists.csv" -> folder.resolve(word).toString();
            default -> word;
          });
    }
    assertEquals(command, words.getFirst(), () -> "in the README: " + line);
    words.add("--json");
    TestProcess.Result result = TestProcess.palate(words.toArray(String[]::new)).run();
    assertEquals(0, result.status(), result::err);
    return Json.parseObject(result.out());
  }
}
