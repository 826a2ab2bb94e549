// SPDX-License-Identifier: Apache-2.0
package org.palate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A jar as somebody makes it who writes models of his own. */
public final class OwnJar {
  private static final Pattern TYPE = Pattern.compile("public (?:final class|record) (\\w+)");

  private OwnJar() {}

  /** The sources that models/README.md shows in a package of their own. */
  public static List<String> sourcesOfThePage() throws IOException {
    String page = Files.readString(TestData.checkout().resolve("models/README.md"));
    return Pattern.compile("(?ms)^```java\\n(.*?)^```$")
        .matcher(page)
        .results()
        .map(block -> block.group(1))
        .filter(source -> source.contains("\npackage ") || source.startsWith("package "))
        .toList();
  }

  /**
   * Compiles sources against Palate's modules and packs them.
   *
   * @param extension the class that the jar's services file names; null for no such file
   */
  public static Path of(Path folder, String name, String extension, List<String> sources)
      throws IOException {
    Path work = Files.createDirectories(folder.resolve(name + ".d"));
    Path classes = Files.createDirectories(work.resolve("classes"));
    compile(work, classes, sources);
    Path jar = folder.resolve(name + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      if (extension != null) {
        out.putNextEntry(new JarEntry("META-INF/services/org.palate.train.Extension"));
        out.write((extension + "\n").getBytes(StandardCharsets.UTF_8));
      }
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
      }
    }
    return jar;
  }

  private static void compile(Path work, Path classes, List<String> sources) throws IOException {
    List<Path> paths = new ArrayList<>();
    for (String source : sources) {
      Matcher type = TYPE.matcher(source);
      assertTrue(type.find(), source);
      paths.add(Files.writeString(work.resolve(type.group(1) + ".java"), source));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-p",
              TestProcess.modulePath(),
              "--add-modules",
              "org.palate.models",
              "-d",
              classes.toString());
      assertTrue(
          compiler
              .getTask(
                  messages, files, null, options, null, files.getJavaFileObjectsFromPaths(paths))
              .call(),
          messages::toString);
    }
  }
}
