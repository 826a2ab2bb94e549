// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import java.util.List;
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.config.Settings;
import org.palate.feature.FeatureBatch;
import org.palate.feature.FeatureSpace;
import org.palate.layer.CrossNetwork;
import org.palate.layer.FieldEmbedding;
import org.palate.nn.Dropout;
import org.palate.nn.Linear;
import org.palate.nn.Mlp;
import org.palate.objective.Implicit;
import org.palate.objective.Labels;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Need;
import org.palate.tensor.RandomStream;

/**
 * A cross network and a perceptron side by side on the joined vectors and numbers of an example:
 * {@code logit = w [cross(x), MLP(x)] + b}. With vectors in the cross layers it is DCN, with
 * matrices DCN-v2; see {@link CrossNetwork} for both and their papers.
 */
public final class Dcn extends FieldModel {
  /** The form of the cross layers. */
  public enum Version {
    /** A vector a layer (2017). */
    V1,
    /** A matrix a layer (2021). */
    V2
  }

  /**
   * The settings.
   *
   * @param dim length of the vectors of the fields
   * @param crosses number of cross layers
   * @param hidden widths of the perceptron's layers
   * @param dropout probability with which its elements are dropped in training
   * @param std standard deviation of the normal draws from which the vectors start
   */
  public record Config(int dim, int crosses, List<Integer> hidden, double dropout, double std) {
    /** What does well in most data. */
    public static final Config USUAL = new Config(16, 2, List.of(128, 128), 0.2, 0.01);

    /** Reads the settings; absent ones come to the values of {@code usual}. */
    public static Config read(Settings settings, Config usual) {
      return new Config(
          settings.whole("dim", usual.dim, 1, 4096, "length of the vectors of the fields"),
          settings.whole("crosses", usual.crosses, 1, 64, "number of cross layers"),
          settings.wholes("hidden", usual.hidden, 1, 65_536, "widths of the perceptron's layers"),
          settings.real("dropout", usual.dropout, 0, 0.99, "dropout rate of the perceptron"),
          settings.real("std", usual.std, 0, 10, "standard deviation of the initial vectors"));
    }
  }

  /** All about the first version. */
  public static final ModelSpec<Config> SPEC_V1 =
      spec("dcn", Version.V1, "deep and cross network, one vector a cross layer", "2017")
          .called("dcnv1");

  /** All about the second version. */
  public static final ModelSpec<Config> SPEC_V2 =
      spec("dcnv2", Version.V2, "deep and cross network, one matrix a cross layer", "2021")
          .called("dcn-v2");

  private static ModelSpec<Config> spec(String name, Version version, String summary, String year) {
    return ModelSpec.predicting(
            name,
            Labels.INSTANCE,
            Config.USUAL,
            Config::read,
            (space, config, seed) -> new Dcn(space, version, config, seed))
        .alsoFor(Implicit.INSTANCE)
        .described(summary, "R. Wang et al., " + year)
        .needing(Need.FIELDS);
  }

  private final FieldEmbedding embedding;
  private final CrossNetwork cross;
  private final Mlp deep;
  private final Dropout dropout;
  private final Linear out;
  private final int vectorWidth;

  /** A model before training. */
  public Dcn(FeatureSpace space, Version version, Config config, long seed) {
    super(space);
    embedding =
        child(
            "embedding",
            new FieldEmbedding(
                space.all(), config.dim, false, config.std, RandomStream.of(seed, "embedding")));
    vectorWidth = embedding.fields() * config.dim;
    int width = vectorWidth + space.all().width();
    RandomStream crossRandom = RandomStream.of(seed, "cross");
    cross =
        switch (version) {
          case V1 -> child("cross", new CrossNetwork.Vectors(width, config.crosses, crossRandom));
          case V2 -> child("cross", new CrossNetwork.Matrices(width, config.crosses, crossRandom));
        };
    RandomStream random = RandomStream.of(seed, "perceptron");
    dropout = new Dropout(config.dropout);
    deep = child("mlp", new Mlp(width, config.hidden, config.dropout, random));
    out = child("out", new Linear(width + deep.out(), 1, random));
  }

  @Override
  public Variable logits(Tape tape, FeatureBatch batch) {
    Variable vectors = Layout.reshape(embedding.forward(tape, batch), batch.size(), vectorWidth);
    Variable joined =
        batch.numbers().shape().dim(1) == 0
            ? vectors
            : Layout.concat(1, vectors, tape.constant(batch.numbers()));
    Variable x0 = dropout.forward(joined);
    Variable both = Layout.concat(1, cross.forward(x0), deep.forward(x0));
    return Layout.reshape(out.forward(both), batch.size());
  }
}
