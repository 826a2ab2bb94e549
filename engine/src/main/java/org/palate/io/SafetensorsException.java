// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.io.IOException;
import java.util.Optional;

/**
 * A file is no valid safetensors file, or does not hold the tensor that was asked for. The message
 * names the file, the tensor where one is concerned, what was expected and what was found.
 */
public final class SafetensorsException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The name of the tensor that is concerned; null if it is the file as a whole. */
  private final String tensor;

  SafetensorsException(String file, String tensor, String problem) {
    super(file + (tensor == null ? "" : ", tensor " + quote(tensor)) + ": " + problem);
    this.tensor = tensor;
  }

  /** The name of the tensor that is concerned; empty if it is the file as a whole. */
  public Optional<String> tensor() {
    return Optional.ofNullable(tensor);
  }

  /** A name may come from a hostile file: no control characters, and not its megabytes. */
  private static String quote(String name) {
    return JsonPath.shorten(new JsonString(name).toJson());
  }
}
