// SPDX-License-Identifier: Apache-2.0
package org.palate.architecture;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Class files of a jar, of a directory or of sources, {@code module-info} among them. */
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

  /**
   * The classes of sources, each of one top-level class, compiled on the class path of the tests
   * into a new directory below the one given.
   *
   * @throws IllegalArgumentException if they do not compile; the message is the compiler's
   */
  static List<ClassModel> of(Path directory, List<String> sources) throws IOException {
    Path classes = Files.createTempDirectory(directory, "classes");
    StringWriter messages = new StringWriter();
    List<String> options = new ArrayList<>(List.of("-proc:none", "-d", classes.toString()));
    options.addAll(List.of("--add-modules", "jdk.incubator.vector,jdk.unsupported"));
    options.addAll(List.of("-cp", System.getProperty("java.class.path")));
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(
                messages,
                null,
                null,
                options,
                null,
                sources.stream().map(CompiledClasses::file).toList())
            .call();
    if (!compiled) {
      throw new IllegalArgumentException(messages.toString());
    }
    return in(classes);
  }

  private static JavaFileObject file(String source) {
    String name = source.replaceAll("(?s).*?\\bclass (\\w+).*", "$1");
    return new SimpleJavaFileObject(
        URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }
    };
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
