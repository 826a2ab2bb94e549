// SPDX-License-Identifier: Apache-2.0
package org.palate.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.palate.TestProcess;

/** Holds the two libraries to {@link HouseRules} and to what the includer was promised. */
final class ArchitectureTest {
  private static final Path ENGINE = TestProcess.engine();
  private static final Path MODELS = TestProcess.models();

  @Test
  void everyClassKeepsTheRulesOfTheHouse() throws IOException {
    List<String> broken =
        Stream.concat(classes(ENGINE), classes(MODELS))
            .flatMap(type -> HouseRules.broken(type).stream())
            .toList();
    assertTrue(broken.isEmpty(), () -> "\n" + String.join("\n", broken));
  }

  @Test
  void packagesLiveInTheirModule() throws IOException {
    assertEquals(Set.of(), packagesBeyond(HouseRules.ENGINE, ENGINE));
    assertEquals(Set.of(), packagesBeyond(HouseRules.MODELS, MODELS));
  }

  @Test
  void librariesNeedNothingButTheJdk() throws IOException {
    for (Path library : List.of(ENGINE, MODELS)) {
      for (String module : requires(library)) {
        assertTrue(
            module.startsWith("java.")
                || module.startsWith("jdk.")
                || module.startsWith("org.palate."),
            library + " requires " + module);
      }
    }
    assertEquals(Set.of("java.base", "jdk.incubator.vector"), requires(ENGINE));
  }

  /** In a JVM without the module {@code java.sql} every other class can be loaded. */
  @Test
  void javaSqlIsInOneSourceFile() throws IOException {
    Set<String> using =
        Stream.concat(classes(ENGINE), classes(MODELS))
            .filter(ArchitectureTest::mentionsSql)
            .map(type -> type.thisClass().asInternalName().replaceAll("\\$.*", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of("org/palate/data/read/ResultSets"), using);
  }

  private static boolean mentionsSql(ClassModel type) {
    for (PoolEntry entry : type.constantPool()) {
      if (entry instanceof Utf8Entry text
          && (text.stringValue().contains("java/sql/")
              || text.stringValue().contains("javax/sql/"))) {
        return true;
      }
    }
    return false;
  }

  private static Stream<ClassModel> classes(Path library) throws IOException {
    return CompiledClasses.in(library).stream().filter(type -> !type.isModuleInfo());
  }

  private static Set<String> packagesBeyond(List<String> known, Path library) throws IOException {
    return classes(library)
        .map(type -> HouseRules.packageOf(type.thisClass().asInternalName()))
        .filter(name -> !known.contains(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> requires(Path library) throws IOException {
    ModuleAttribute module =
        CompiledClasses.in(library).stream()
            .filter(ClassModel::isModuleInfo)
            .findFirst()
            .orElseThrow()
            .findAttribute(Attributes.module())
            .orElseThrow();
    return module.requires().stream()
        .map(required -> required.requires().name().stringValue())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
