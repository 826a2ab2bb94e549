// SPDX-License-Identifier: Apache-2.0
package org.palate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A reader who looks for a layer in {@code models/README.md} finds it, and what he finds is there.
 */
final class ModelsReadmeTest {
  private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)`");

  @Test
  void everyLayerIsListed() throws IOException {
    Set<String> layers = new TreeSet<>();
    for (String folder : List.of("layer", "layer/operation")) {
      layers.addAll(types("models", folder, "(?m)^public (final class|sealed interface)"));
    }
    layers.addAll(types("engine", "nn", "(?m)^public final class \\w+ extends \\w+"));
    layers.remove("Group");
    layers.removeAll(listed());
    assertEquals(Set.of(), layers, "layers that models/README.md does not list");
  }

  @Test
  void everyNameIsThatOfAClass() throws IOException {
    Set<String> names = listed();
    try (Stream<Path> files = Files.walk(TestData.checkout())) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(file -> names.remove(name(file)));
    }
    assertEquals(Set.of(), names, "names in models/README.md that no class has");
  }

  private static Set<String> listed() throws IOException {
    String readme = Files.readString(TestData.checkout().resolve("models/README.md"));
    return NAME.matcher(readme)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The types of a package whose source has what the expression looks for. */
  private static List<String> types(String house, String name, String has) throws IOException {
    Path sources = TestData.checkout().resolve(house + "/src/main/java/org/palate/" + name);
    Pattern pattern = Pattern.compile(has);
    List<String> types = new ArrayList<>();
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (pattern.matcher(Files.readString(file)).find()) {
          types.add(name(file));
        }
      }
    }
    return types;
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }
}
