// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.palate.feature.FieldKind;
import org.palate.metric.RankingMetric;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Objective;
import org.palate.train.Catalogue;
import org.palate.train.Extension;

/**
 * The option {@code --class-path}, and the catalogue with what its jars add. The one place in
 * Palate that finds a class by what a file says.
 */
final class Extensions {
  static final Option CLASS_PATH =
      Option.text(
          "class-path",
          "JAR",
          "Jars, or folders of classes, with models, fields, objectives and metrics of your own,"
              + " joined by '%s'. In each such jar META-INF/services/org.palate.train.Extension names a class."
                  .formatted(File.pathSeparator));

  private static final String SERVICE = "META-INF/services/" + Extension.class.getName();

  /** What an extension adds, asked for once, so that whatever it throws it throws at once. */
  private record Added(
      List<ModelSpec<?>> models,
      List<FieldKind> fields,
      List<Objective> objectives,
      List<RankingMetric> metrics)
      implements Extension {
    static Added by(Extension extension) {
      return new Added(
          List.copyOf(extension.models()),
          List.copyOf(extension.fields()),
          List.copyOf(extension.objectives()),
          List.copyOf(extension.metrics()));
    }
  }

  private Extensions() {}

  /**
   * Palate's own, and what the jars of {@code --class-path} add where it is given.
   *
   * @throws IOException if a jar is not there or is none, none of them names an extension, or one
   *     cannot be used
   */
  static Catalogue catalogue(Arguments arguments) throws IOException {
    return arguments.has(CLASS_PATH.name())
        ? catalogue(arguments.text(CLASS_PATH.name()))
        : Catalogue.STANDARD;
  }

  private static Catalogue catalogue(String classPath) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : classPath.split(Pattern.quote(File.pathSeparator))) {
      urls.add(jar(entry).toUri().toURL());
    }
    // Never closed: classes are loaded as they are first needed, until the process ends.
    URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), Extension.class.getClassLoader());
    if (!loader.findResources(SERVICE).hasMoreElements()) {
      throw new IOException(
          "--class-path %s: expected a jar with the file %s, which names the class that implements it, found none"
              .formatted(classPath, SERVICE));
    }
    Catalogue catalogue = Catalogue.STANDARD;
    for (Extension extension : load(classPath, loader)) {
      try {
        catalogue = catalogue.with(extension);
      } catch (IllegalArgumentException e) {
        throw new IOException(
            "--class-path %s: %s; give yours another name".formatted(classPath, e.getMessage()), e);
      }
    }
    return catalogue;
  }

  private static Path jar(String entry) throws IOException {
    Path path;
    try {
      path = Path.of(entry);
    } catch (InvalidPathException e) {
      throw new UsageException("--class-path: not a path: " + e.getMessage(), e);
    }
    if (entry.isEmpty() || !Files.exists(path)) {
      throw new IOException(
          "--class-path: expected a jar or a folder of classes, found nothing at '%s'"
              .formatted(entry));
    }
    if (!Files.isDirectory(path)) {
      try (ZipFile file = new ZipFile(path.toFile())) {
        file.size();
      } catch (ZipException e) {
        throw new IOException(
            "--class-path: expected a jar or a folder of classes, found '%s', which is neither: %s"
                .formatted(entry, e.getMessage()),
            e);
      }
    }
    return path;
  }

  private static List<Extension> load(String classPath, ClassLoader loader) throws IOException {
    try {
      return ServiceLoader.load(Extension.class, loader).stream()
          .<Extension>map(provider -> Added.by(provider.get()))
          .toList();
    } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
      throw new IOException(
          "--class-path %s: expected an extension that can be used, found one that throws %s%s"
              .formatted(classPath, reason(e), hint(e)),
          e);
    }
  }

  /** What was thrown first, with the words about it. */
  private static String reason(Throwable thrown) {
    Throwable first = thrown;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    return first.toString();
  }

  private static String hint(Throwable thrown) {
    if (thrown instanceof IncompatibleClassChangeError
        || (thrown instanceof NoClassDefFoundError && reason(thrown).contains("org.palate."))) {
      return "; compile it against this Palate";
    }
    return thrown instanceof NoClassDefFoundError
        ? "; add the jar of that class to --class-path, or the JDK's module of it to"
            + " JDK_JAVA_OPTIONS=--add-modules="
        : "; --debug adds where";
  }
}
