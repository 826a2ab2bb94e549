// SPDX-License-Identifier: Apache-2.0
package org.palate.architecture;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.reflect.AccessFlag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.TestProcess;

/** Simple names of public types mean one thing to whoever imports packages whole. */
final class NamesTest {
  /** What nearly every Java file imports, {@code java.lang} by itself. */
  private static final List<String> JDK = List.of("java.util", "java.nio.file");

  @TempDir Path directory;

  @Test
  void everyPublicTypeHasItsNameForItselfWhereAllPackagesAreImported() throws IOException {
    List<ClassModel> classes = new ArrayList<>(CompiledClasses.in(TestProcess.engine()));
    classes.addAll(CompiledClasses.in(TestProcess.models()));
    Set<String> packages = new TreeSet<>();
    for (ClassModel type : classes) {
      type.findAttribute(Attributes.module())
          .ifPresent(
              module ->
                  module
                      .exports()
                      .forEach(e -> packages.add(e.exportedPackage().name().stringValue())));
    }
    StringBuilder imports = new StringBuilder();
    JDK.forEach(name -> imports.append("import ").append(name).append(".*;\n"));
    packages.forEach(
        name -> imports.append("import ").append(name.replace('/', '.')).append(".*;\n"));
    StringBuilder fields = new StringBuilder();
    for (ClassModel type : classes) {
      String name = type.thisClass().asInternalName();
      int slash = name.lastIndexOf('/');
      String simple = name.substring(slash + 1);
      if (slash > 0
          && packages.contains(name.substring(0, slash))
          && type.flags().has(AccessFlag.PUBLIC)
          && !simple.contains("$")) {
        fields.append("  ").append(simple).append(" a").append(simple).append(";\n");
      }
    }
    assertFalse(fields.isEmpty());
    String source = imports + "class Uses {\n" + fields + "}\n";
    assertDoesNotThrow(() -> CompiledClasses.of(directory, List.of(source)));
  }
}
