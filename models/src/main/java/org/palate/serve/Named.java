// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.util.function.Function;
import org.palate.config.SettingsException;
import org.palate.feature.FieldKind;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Objective;
import org.palate.train.Catalogue;

/** What a bundle names, looked up in a catalogue; whoever misses it is told how to add it. */
final class Named {
  private Named() {}

  static ModelSpec<?> model(Catalogue catalogue, String name) {
    return found("a model", name, catalogue::model);
  }

  static Objective objective(Catalogue catalogue, String name) {
    return found("an objective", name, catalogue::objective);
  }

  static FieldKind field(Catalogue catalogue, String name) {
    return found("a kind of field", name, catalogue::field);
  }

  private static <T> T found(String what, String name, Function<String, T> lookup) {
    try {
      return lookup.apply(name);
    } catch (SettingsException e) {
      throw new IllegalArgumentException(
          "expected %s that is Palate's own, or that --class-path JAR adds (in Java: the catalogue), found '%s'"
              .formatted(what, name),
          e);
    }
  }
}
