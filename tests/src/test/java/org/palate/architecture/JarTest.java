// SPDX-License-Identifier: Apache-2.0
package org.palate.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes.Name;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.palate.TestData;
import org.palate.TestProcess;

/** What is in the jars of the two libraries, and in those of their sources. */
final class JarTest {
  private static final List<Path> LIBRARIES = List.of(TestProcess.engine(), TestProcess.models());

  /** The README says how large they are, and more than 1.5 MB it may never say. */
  @Test
  void librariesTogetherAreSmallerThanTheReadmeSays() throws IOException {
    assumeJars();
    String readme = Files.readString(TestData.checkout().resolve("README.md"));
    List<Double> megabytes =
        Pattern.compile("together under ([0-9.]+) MB")
            .matcher(readme)
            .results()
            .map((MatchResult found) -> Double.valueOf(found.group(1)))
            .toList();
    assertEquals(1, megabytes.size(), "README.md: expected once \"together under N MB\"");
    assertTrue(megabytes.getFirst() <= 1.5, "README.md: expected at most 1.5 MB");
    long bytes = 0;
    for (Path library : LIBRARIES) {
      bytes += Files.size(library);
    }
    assertTrue(
        bytes < megabytes.getFirst() * 1_000_000,
        "README.md: expected jars under " + megabytes.getFirst() + " MB, found " + bytes + " B");
  }

  /** Whatever differs from build to build would stand here: times, and who built it on what. */
  @Test
  void nothingInAJarTellsWhenOrByWhomItWasBuilt() throws IOException {
    assumeJars();
    String pom = Files.readString(TestData.checkout().resolve("pom.xml"));
    LocalDateTime fixed =
        Pattern.compile("outputTimestamp>(.*?)<")
            .matcher(pom)
            .results()
            .map(found -> Instant.parse(found.group(1)).atOffset(ZoneOffset.UTC).toLocalDateTime())
            .findFirst()
            .orElseThrow();
    Set<String> known = Set.of("Manifest-Version", "Build-Jdk-Spec", "Build-Tool-Jdk-Spec");
    for (Path library : LIBRARIES) {
      for (Path file : List.of(library, sources(library))) {
        try (JarFile jar = new JarFile(file.toFile())) {
          for (ZipEntry entry : jar.stream().toList()) {
            assertEquals(fixed, entry.getTimeLocal(), file + ": " + entry);
          }
          Set<String> lines =
              jar.getManifest().getMainAttributes().keySet().stream()
                  .map(name -> ((Name) name).toString())
                  .collect(Collectors.toCollection(TreeSet::new));
          lines.removeAll(known);
          assertEquals(Set.of(), lines, file + ": META-INF/MANIFEST.MF");
        }
      }
    }
  }

  @Test
  void sourcesHoldTheFileOfEveryClass() throws IOException {
    assumeJars();
    for (Path library : LIBRARIES) {
      Set<String> wanted = new TreeSet<>();
      for (ClassModel type : CompiledClasses.in(library)) {
        String name = type.thisClass().asInternalName();
        String file =
            type.findAttribute(Attributes.sourceFile()).orElseThrow().sourceFile().stringValue();
        wanted.add(name.substring(0, name.lastIndexOf('/') + 1) + file);
      }
      assertTrue(wanted.size() > 100, library + ": found only " + wanted);
      try (JarFile jar = new JarFile(sources(library).toFile())) {
        jar.stream().forEach(entry -> wanted.remove(entry.getName()));
      }
      assertEquals(Set.of(), wanted, library + ": classes whose sources are not attached");
    }
  }

  /** An IDE without the sources shows {@code recommend(String user, int k)}, not {@code arg0}. */
  @Test
  void publicMethodsKeepTheNamesOfTheirParameters() throws IOException {
    for (Path library : LIBRARIES) {
      Set<String> nameless = new TreeSet<>();
      for (ClassModel type : CompiledClasses.in(library)) {
        for (MethodModel method : type.methods()) {
          if (method.flags().has(AccessFlag.PUBLIC)
              && method.methodTypeSymbol().parameterCount() > 0
              && method.findAttribute(Attributes.methodParameters()).isEmpty()) {
            nameless.add(type.thisClass().asInternalName() + "." + method.methodName());
          }
        }
      }
      assertEquals(Set.of(), nameless, library.toString());
    }
  }

  private static void assumeJars() {
    assumeTrue(
        LIBRARIES.stream().allMatch(Files::isRegularFile),
        "the jars are not built before the phase 'package'; run mvn verify");
  }

  /** The jar of a library's sources, from the same build. */
  private static Path sources(Path library) throws IOException {
    Path directory = library.resolveSibling("attached");
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith("-sources.jar"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no -sources.jar in " + directory));
    }
  }
}
