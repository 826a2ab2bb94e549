// SPDX-License-Identifier: Apache-2.0
package org.palate.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.palate.TestData;

/**
 * The picture that a reader is shown is the one that {@link HouseRules} holds the code to: every
 * package, in that order, in the tables of the READMEs, and in each a place to begin.
 */
final class HouseTest {
  private static final Pattern NAME = Pattern.compile("`([\\w./]+)`");
  private static final Pattern BEGINNING = Pattern.compile("(?i)\\b(begin|start|read|first)\\b");

  /** A part of the house, and its packages as {@link HouseRules} lists them. */
  private record Part(String name, List<String> packages) {
    /** Such as {@code org.palate.autograd} below the part's sources. */
    Path directory(String inner) {
      return TestData.checkout().resolve(name + "/src/main/java/org/palate/" + inner);
    }
  }

  private static final List<Part> PARTS =
      List.of(new Part("engine", HouseRules.ENGINE), new Part("models", HouseRules.MODELS));

  @Test
  void theReadmeShowsEveryPackageInItsOrder() throws IOException {
    List<List<String>> rows = house("README.md");
    for (Part part : PARTS) {
      List<String> row =
          rows.stream()
              .filter(cells -> cells.getFirst().equals("`" + part.name + "`"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("README.md: no row of `" + part.name + "`"));
      assertEquals(part.packages, names(row.getLast()), "README.md, row of `" + part.name + "`");
    }
  }

  @Test
  void theReadmeOfAPartSaysWhatEveryPackageIsInItsOrder() throws IOException {
    for (Part part : PARTS) {
      List<String> shown = new ArrayList<>();
      for (List<String> row : house(part.name + "/README.md")) {
        assertEquals(3, row.size(), part.name + "/README.md: expected 3 cells, found " + row);
        shown.addAll(names(row.getFirst()));
      }
      assertEquals(part.packages, shown, part.name + "/README.md");
    }
  }

  @Test
  void theClassesToBeginWithAreInTheirPackages() throws IOException {
    for (Part part : PARTS) {
      for (List<String> row : house(part.name + "/README.md")) {
        Path directory = part.directory(names(row.getFirst()).getFirst());
        List<String> classes = names(row.getLast());
        assertTrue(!classes.isEmpty(), part.name + "/README.md: nothing to begin with in " + row);
        for (String name : classes) {
          Path file = directory.resolve(name + ".java");
          assertTrue(Files.exists(file), () -> part.name + "/README.md: no " + file);
        }
      }
    }
  }

  @Test
  void everyPackageSaysWhereToBegin() throws IOException {
    TreeSet<String> faults = new TreeSet<>();
    for (Part part : PARTS) {
      for (String inner : part.packages) {
        Path file = part.directory(inner).resolve("package-info.java");
        String text = Files.exists(file) ? Files.readString(file) : "";
        Pattern own =
            Pattern.compile(
                "\\{@link[\\s*]+org\\.palate\\." + inner.replace("/", "\\.") + "\\.[A-Z]");
        if (!own.matcher(text).find()) {
          faults.add(file + ": expected a {@link} to a class of the package");
        } else if (!BEGINNING.matcher(text).find()) {
          faults.add(file + ": expected a word about where to begin, or in which order to read");
        }
      }
    }
    assertEquals("", String.join("\n", faults));
  }

  /** The rows of the table below the heading "The house", without its head, cell by cell. */
  private static List<List<String>> house(String readme) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(TestData.checkout().resolve(readme))) {
      if (line.startsWith("## ")) {
        inside = line.startsWith("## The house");
      } else if (inside && line.startsWith("| `")) {
        rows.add(List.of(line.substring(1).strip().split("\\s*\\|\\s*")));
      }
    }
    return rows;
  }

  /** What stands between backticks; a package inside another may be written with dots. */
  private static List<String> names(String cell) {
    return NAME.matcher(cell).results().map(name -> name.group(1).replace('.', '/')).toList();
  }
}
