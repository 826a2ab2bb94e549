// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;

/** Puts what went wrong into one sentence for people. */
final class Failure {
  private Failure() {}

  static String describe(Throwable thrown) {
    return switch (thrown) {
      case NoSuchFileException e when e.getReason() == null -> "no such file: " + e.getFile();
      case AccessDeniedException e -> "no permission for " + e.getFile();
      case FileSystemException e when e.getReason() == null -> "cannot use the file " + e.getFile();
      case OutOfMemoryError e ->
          "out of memory: the Java heap may grow to %d MB; JDK_JAVA_OPTIONS=-Xmx8g allows more"
              .formatted(Runtime.getRuntime().maxMemory() >> 20);
      case IOException e when e.getMessage() != null -> e.getMessage();
      case EOFException e -> "a file ended too soon (--debug adds where it was read)";
      case ClosedByInterruptException e -> "interrupted while reading or writing a file";
      case IOException e ->
          "reading or writing failed: %s (--debug adds where)".formatted(e.getClass().getName());
      case UncheckedIOException e -> describe(e.getCause());
      case RuntimeException e when isMeantForPeople(e) -> e.getMessage();
      default ->
          "this is a fault in %s: %s (--debug adds the stack trace to report)"
              .formatted(blamed(thrown), thrown);
    };
  }

  /** Whose class threw, or called the class of the JDK that did. */
  private static String blamed(Throwable thrown) {
    return Arrays.stream(thrown.getStackTrace())
        .map(StackTraceElement::getClassName)
        .filter(name -> !name.startsWith("java.") && !name.startsWith("jdk."))
        .findFirst()
        .filter(name -> !name.startsWith("org.palate."))
        .map(name -> name + ", which is not Palate's own")
        .orElse("Palate");
  }

  /** A null pointer or a wrong index carries a message too, but says nothing to the caller. */
  private static boolean isMeantForPeople(RuntimeException e) {
    return e.getMessage() != null
        && !(e instanceof NullPointerException)
        && !(e instanceof IndexOutOfBoundsException)
        && !(e instanceof ClassCastException)
        && !(e instanceof NegativeArraySizeException);
  }
}
