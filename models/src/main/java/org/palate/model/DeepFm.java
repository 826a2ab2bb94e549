// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import java.util.List;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.config.Settings;
import org.palate.feature.FeatureBatch;
import org.palate.feature.FeatureSpace;
import org.palate.layer.FieldEmbedding;
import org.palate.layer.operation.FactorizationMachine;
import org.palate.nn.Linear;
import org.palate.nn.Mlp;
import org.palate.objective.Implicit;
import org.palate.objective.Labels;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Need;
import org.palate.tensor.RandomStream;

/**
 * A factorisation machine and a perceptron that share their vectors: {@code logit = FM(x) + MLP(v_1
 * x_1, …, v_F x_F)}.
 *
 * <p>H. Guo, R. Tang, Y. Ye, Z. Li, X. He: DeepFM, A Factorization-Machine based Neural Network for
 * CTR Prediction, 2017.
 */
public final class DeepFm extends FieldModel {
  /**
   * The settings.
   *
   * @param dim length of the vectors
   * @param hidden widths of the perceptron's layers
   * @param dropout probability with which its elements are dropped in training
   * @param std standard deviation of the normal draws from which the vectors start
   */
  public record Config(int dim, List<Integer> hidden, double dropout, double std) {
    /** What does well in most data. */
    public static final Config USUAL = new Config(16, List.of(128, 128), 0.2, 0.01);

    /** Reads the settings; absent ones come to the values of {@code usual}. */
    public static Config read(Settings settings, Config usual) {
      return new Config(
          settings.whole("dim", usual.dim, 1, 4096, "length of the vectors of the fields"),
          settings.wholes("hidden", usual.hidden, 1, 65_536, "widths of the perceptron's layers"),
          settings.real("dropout", usual.dropout, 0, 0.99, "dropout rate of the perceptron"),
          settings.real("std", usual.std, 0, 10, "standard deviation of the initial vectors"));
    }
  }

  /** All about this kind of model. */
  public static final ModelSpec<Config> SPEC =
      ModelSpec.predicting("deepfm", Labels.INSTANCE, Config.USUAL, Config::read, DeepFm::new)
          .alsoFor(Implicit.INSTANCE)
          .described(
              "factorisation machine and perceptron on shared vectors", "H. Guo et al., 2017")
          .needing(Need.FIELDS);

  private final FactorizationMachines.FirstOrder linear;
  private final FieldEmbedding embedding;
  private final Mlp deep;
  private final Linear out;
  private final int width;

  /** A model before training. */
  public DeepFm(FeatureSpace space, Config config, long seed) {
    super(space);
    RandomStream random = RandomStream.of(seed, "perceptron");
    linear =
        child(
            "linear", new FactorizationMachines.FirstOrder(space, RandomStream.of(seed, "linear")));
    embedding =
        child(
            "embedding",
            new FieldEmbedding(
                space.all(), config.dim, true, config.std, RandomStream.of(seed, "embedding")));
    width = embedding.fields() * config.dim;
    deep = child("mlp", new Mlp(width, config.hidden, config.dropout, random));
    out = child("out", new Linear(deep.out(), 1, random));
  }

  @Override
  public Variable logits(Tape tape, FeatureBatch batch) {
    Variable vectors = embedding.forward(tape, batch);
    Variable flat = Layout.reshape(vectors, batch.size(), width);
    Variable high = Layout.reshape(out.forward(deep.forward(flat)), batch.size());
    Variable low =
        Arithmetic.add(linear.forward(tape, batch), FactorizationMachine.interaction(vectors));
    return Arithmetic.add(low, high);
  }
}
