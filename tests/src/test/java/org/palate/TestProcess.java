// SPDX-License-Identifier: Apache-2.0
package org.palate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process a test starts: the command line as a user calls it, or a JVM of its own.
 *
 * <p>It starts with the test's environment less {@code JDK_JAVA_OPTIONS} and {@code
 * JAVA_TOOL_OPTIONS}, which would change what is tested, and with an empty standard input. The
 * options that the system property {@value #OPTIONS} has for the JVMs of the tests hold for its own
 * JVM too; what its command says comes after them.
 *
 * @param command the program and its arguments
 * @param environment variables set on top of the inherited ones
 * @param directory where it runs
 * @param timeout after which it is ended and the test fails
 */
public record TestProcess(
    List<String> command, Map<String, String> environment, Path directory, Duration timeout) {
  private static final String OPTIONS = "palate.jvm";
  private static final String JAVA_OPTIONS = "JDK_JAVA_OPTIONS";

  /**
   * How a process ended.
   *
   * @param status the exit status
   * @param out all of standard output
   * @param err all of standard error
   */
  public record Result(int status, String out, String err) {}

  /** {@code models/palate} with these arguments, in the root of the checkout. */
  public static TestProcess palate(String... arguments) {
    return of(TestData.checkout().resolve("models/palate").toString(), List.of(), arguments);
  }

  /**
   * A JVM of the JDK that runs the tests, with the tests' class path.
   *
   * @param flags of the JVM, such as {@code -Dpalate.kernels=scalar}
   */
  public static TestProcess java(List<String> flags, Class<?> main, String... arguments) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return of(javaProgram(), all, arguments);
  }

  /**
   * A JVM of the JDK that runs the tests, with the engine and the models as modules.
   *
   * @param flags of the JVM, such as {@code --add-modules=jdk.incubator.vector}
   * @param main such as {@code org.palate.models/org.palate.cli.Main}
   */
  public static TestProcess javaModule(List<String> flags, String main, String... arguments) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(List.of("-p", modulePath(), "-m", main));
    return of(javaProgram(), all, arguments);
  }

  /** A JVM that compiles and runs one source file, the engine on its class path. */
  public static TestProcess javaSource(Path source, String... arguments) {
    return of(
        javaProgram(),
        List.of(
            "--add-modules=jdk.incubator.vector", "-cp", engine().toString(), source.toString()),
        arguments);
  }

  /**
   * What a class on the class path of the tests prints when it runs in a JVM of its own, the Vector
   * API there; the calling test fails if it does not end with status 0.
   */
  public static String outputOf(Class<?> main, String... flags)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(flags));
    all.add("--add-modules=jdk.incubator.vector");
    Result result = java(all, main).run();
    assertEquals(0, result.status(), result::err);
    return result.out();
  }

  /** The module path of the engine and the models. */
  public static String modulePath() {
    return engine() + File.pathSeparator + models();
  }

  /** The engine as the tests use it: its jar, or its class directory before Maven packs one. */
  public static Path engine() {
    return library("engine");
  }

  /** The models as the tests use them: their jar, or their class directory. */
  public static Path models() {
    return library("models");
  }

  private static Path library(String module) {
    String classPath = System.getProperty("java.class.path");
    for (String entry : classPath.split(File.pathSeparator)) {
      Path path = Path.of(entry).toAbsolutePath();
      if (path.startsWith(TestData.checkout().resolve(module))) {
        return path;
      }
    }
    throw new IllegalStateException("nothing below " + module + "/ on the class path " + classPath);
  }

  /** The {@code java} of the JDK that runs the tests. */
  public static String javaProgram() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static TestProcess of(String program, List<String> flags, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.addAll(flags);
    command.addAll(List.of(arguments));
    return new TestProcess(
        List.copyOf(command), Map.of(), TestData.checkout(), Duration.ofMinutes(2));
  }

  public TestProcess withEnvironment(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(name, value);
    return new TestProcess(command, more, directory, timeout);
  }

  public TestProcess withDirectory(Path newDirectory) {
    return new TestProcess(command, environment, newDirectory, timeout);
  }

  public TestProcess withTimeout(Duration newTimeout) {
    return new TestProcess(command, environment, directory, newTimeout);
  }

  /**
   * Runs the process to its end.
   *
   * @throws AssertionError if it takes longer than its timeout; it and what it started are ended
   */
  public Result run() throws IOException, InterruptedException {
    Path out = Files.createTempFile("palate", ".out");
    Path err = Files.createTempFile("palate", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().remove(JAVA_OPTIONS);
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      builder.environment().putAll(environment);
      String options = System.getProperty(OPTIONS, "");
      if (!options.isBlank()) {
        builder.environment().merge(JAVA_OPTIONS, options, (own, all) -> all + " " + own);
      }
      Process process = builder.start();
      process.getOutputStream().close();
      try {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new AssertionError(
              command + " did not end within " + timeout + "\n" + read(out) + read(err));
        }
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      String said = read(err);
      return new Result(
          process.exitValue(), read(out), options.isBlank() ? said : withoutNotes(said));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** Less the lines by which Java says that it was given options. */
  private static String withoutNotes(String err) {
    return err.replaceAll("(?m)^NOTE: Picked up " + JAVA_OPTIONS + ":.*\\R", "");
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
