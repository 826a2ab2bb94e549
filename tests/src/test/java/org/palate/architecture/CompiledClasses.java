// SPDX-License-Identifier: Apache-2.0
package org.palate.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The class files of a jar or of a directory, {@code module-info} among them. */
final class CompiledClasses {
  private CompiledClasses() {}

  static List<ClassModel> in(Path jarOrDirectory) throws IOException {
    if (Files.isDirectory(jarOrDirectory)) {
      return below(jarOrDirectory);
    }
    try (FileSystem jar = FileSystems.newFileSystem(jarOrDirectory)) {
      return below(jar.getPath("/"));
    }
  }

  private static List<ClassModel> below(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .sorted()
          .map(CompiledClasses::parse)
          .toList();
    }
  }

  private static ClassModel parse(Path file) {
    try {
      return ClassFile.of().parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
