// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds every Java source to google-java-format and to a first line that names the licence. The
 * build runs it from source, in the root directory, with the formatter on the class path:
 *
 * <pre>java -cp google-java-format.jar CheckSources.java check|format STAMP DIRECTORY...</pre>
 *
 * <p>Files not changed since the empty file STAMP was written are known to be good, so that only
 * the first build pays for all of them.
 */
final class CheckSources {
  private static final String LICENCE = "// SPDX-License-Identifier: Apache-2.0";

  public static void main(String[] args) throws IOException {
    boolean format = args[0].equals("format");
    Path stamp = Path.of(args[1]);
    FileTime begun = FileTime.fromMillis(System.currentTimeMillis());
    List<String> sources = new ArrayList<>();
    for (String directory : List.of(args).subList(2, args.length)) {
      sources.addAll(changedSince(stamp, Path.of(directory)));
    }
    List<String> faults = new ArrayList<>();
    for (String source : sources) {
      try (Stream<String> lines = Files.lines(Path.of(source))) {
        if (!lines.findFirst().orElse("").equals(LICENCE)) {
          faults.add(source + ": the first line must be " + LICENCE);
        }
      }
    }
    if (!sources.isEmpty()) {
      faults.addAll(runFormatter(format, sources));
    }
    if (!faults.isEmpty()) {
      faults.forEach(System.err::println);
      System.exit(1);
    }
    Files.createDirectories(stamp.getParent());
    Files.write(stamp, new byte[0]);
    // A file saved while this ran is looked at again by the next build.
    Files.setLastModifiedTime(stamp, begun);
  }

  private static List<String> changedSince(Path stamp, Path directory) throws IOException {
    long known = Files.exists(stamp) ? Files.getLastModifiedTime(stamp).toMillis() : Long.MIN_VALUE;
    List<String> changed = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted().collect(Collectors.toList())) {
        if (file.toString().endsWith(".java")
            && !file.startsWith(directory.resolve("target"))
            && Files.getLastModifiedTime(file).toMillis() >= known) {
          changed.add(file.toString());
        }
      }
    }
    return changed;
  }

  private static List<String> runFormatter(boolean format, List<String> sources) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(format ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
    arguments.addAll(sources);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        ToolProvider.findFirst("google-java-format")
            .orElseThrow()
            .run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
    List<String> faults = new ArrayList<>();
    err.toString().lines().forEach(faults::add);
    out.toString().lines().forEach(source -> faults.add(source + ": not formatted"));
    if (status != 0 && !format) {
      faults.add("To format all sources in place: mvn -Pformat");
    }
    return faults;
  }
}
