// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.palate.config.Settings;
import org.palate.config.SettingsException;
import org.palate.feature.FeatureSpace;
import org.palate.io.Nearest;

/** The models by name. */
public enum ModelKind {
  /** Counts how often each item was interacted with. */
  POPULARITY("popularity", "the same list for everyone: the most popular items", "pop"),
  /** Vectors of users and items, trained on pairs. */
  MATRIX_FACTORIZATION(
      "mf-bpr",
      "matrix factorisation, trained to rank by BPR",
      "bpr",
      "bpr-mf",
      "bprmf",
      "mf",
      "matrix-factorization",
      "matrix-factorisation"),
  /** Pairs of fields. */
  FM("fm", "factorisation machine"),
  /** Pairs of fields and a perceptron. */
  DEEP_FM("deepfm", "factorisation machine and perceptron on shared vectors"),
  /** Cross layers with vectors, and a perceptron. */
  DCN("dcn", "deep and cross network, one vector a cross layer", "dcnv1"),
  /** Cross layers with matrices, and a perceptron. */
  DCN_V2("dcnv2", "deep and cross network, one matrix a cross layer", "dcn-v2");

  private final String label;
  private final String summary;
  private final List<String> aliases;

  ModelKind(String label, String summary, String... aliases) {
    this.label = label;
    this.summary = summary;
    this.aliases = List.of(aliases);
  }

  /** The name by which it is asked for. */
  public String label() {
    return label;
  }

  /** What it is, in a few words. */
  public String summary() {
    return summary;
  }

  /** Whether it is trained to rank items rather than to predict labels. */
  public boolean ranks() {
    return this == POPULARITY || this == MATRIX_FACTORIZATION;
  }

  /**
   * The model of a name; other common names are understood too.
   *
   * @throws SettingsException if there is none, naming the nearest
   */
  public static ModelKind parse(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    List<String> known = new ArrayList<>();
    for (ModelKind kind : values()) {
      if (kind.label.equals(wanted) || kind.aliases.contains(wanted)) {
        return kind;
      }
      known.add(kind.label);
      known.addAll(kind.aliases);
    }
    String hint = Nearest.of(wanted, known).map(n -> "; did you mean '" + n + "'?").orElse(".");
    throw new SettingsException(
        "unknown model '%s'%s The models are: %s"
            .formatted(
                name, hint, String.join(", ", Arrays.stream(values()).map(k -> k.label).toList())));
  }

  /** Reads the model's settings without making it: to check them, or to list the keys. */
  public void declare(Settings settings) {
    switch (this) {
      case POPULARITY -> {}
      case MATRIX_FACTORIZATION -> MatrixFactorization.Config.of(settings);
      case FM -> FactorizationMachines.Config.of(settings);
      case DEEP_FM -> DeepFm.Config.of(settings);
      case DCN, DCN_V2 -> Dcn.Config.of(settings);
    }
  }

  /**
   * Makes the model before training, reading its settings.
   *
   * @param seed decides the initial parameters
   */
  public ScoringModel create(FeatureSpace space, Settings settings, long seed) {
    return switch (this) {
      case POPULARITY -> new Popularity(space);
      case MATRIX_FACTORIZATION ->
          new MatrixFactorization(space, MatrixFactorization.Config.of(settings), seed);
      case FM -> new FactorizationMachines(space, FactorizationMachines.Config.of(settings), seed);
      case DEEP_FM -> new DeepFm(space, DeepFm.Config.of(settings), seed);
      case DCN -> new Dcn(space, Dcn.Version.V1, Dcn.Config.of(settings), seed);
      case DCN_V2 -> new Dcn(space, Dcn.Version.V2, Dcn.Config.of(settings), seed);
    };
  }
}
