// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

import java.util.List;
import java.util.Map;
import org.palate.io.JsonObject;

/**
 * All that a {@link Field} is made of, as a bundle keeps it.
 *
 * @param facts small things, by names other than {@code name}, {@code side} and {@code kind}
 * @param texts a list of texts, such as a vocabulary; empty for none
 * @param numbers arrays by name, such as the weights of an encoder
 */
public record FieldState(JsonObject facts, List<String> texts, Map<String, float[]> numbers) {
  /** Keeps list and map unmodifiable. */
  public FieldState {
    texts = List.copyOf(texts);
    numbers = Map.copyOf(numbers);
  }

  /** A state of facts alone. */
  public static FieldState of(JsonObject facts) {
    return new FieldState(facts, List.of(), Map.of());
  }

  /** A state of facts and texts. */
  public static FieldState of(JsonObject facts, List<String> texts) {
    return new FieldState(facts, texts, Map.of());
  }
}
