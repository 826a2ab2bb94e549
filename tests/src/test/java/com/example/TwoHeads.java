// SPDX-License-Identifier: Apache-2.0
package com.example;

import java.util.List;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.config.Settings;
import org.palate.feature.FeatureBatch;
import org.palate.feature.FeatureSpace;
import org.palate.layer.FieldEmbedding;
import org.palate.model.FieldModel;
import org.palate.nn.Linear;
import org.palate.nn.Mlp;
import org.palate.recommender.ModelSpec;
import org.palate.tensor.RandomStream;

/** A perceptron over all fields with an output for each of two tasks. */
public final class TwoHeads extends FieldModel {
  /** Length of the vectors, and of the hidden layer. */
  public record Config(int dim) {
    static Config read(Settings settings, Config usual) {
      return new Config(settings.whole("dim", usual.dim, 1, 4096, "length of the vectors"));
    }
  }

  public static final ModelSpec<Config> SPEC =
      ModelSpec.predicting(
              "two-heads", LikeAndRating.INSTANCE, new Config(16), Config::read, TwoHeads::new)
          .described("perceptron with an output for likes and one for ratings", "");

  private final FieldEmbedding embedding;
  private final Mlp deep;
  private final Linear out;

  private TwoHeads(FeatureSpace space, Config config, long seed) {
    super(space);
    RandomStream random = RandomStream.of(seed, "two heads");
    embedding = child("embedding", new FieldEmbedding(space.all(), config.dim, true, 0.05, random));
    int width = embedding.fields() * config.dim;
    deep = child("deep", new Mlp(width, List.of(config.dim), 0, random));
    out = child("out", new Linear(config.dim, 2, random));
  }

  @Override
  public Variable logits(Tape tape, FeatureBatch batch) {
    return out.forward(deep.forward(embedding.forward(tape, batch).flatten(1, 2)));
  }
}
