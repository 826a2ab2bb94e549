// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Reductions;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.config.Settings;
import org.palate.feature.FeatureBatch;
import org.palate.feature.FeatureSpace;
import org.palate.layer.FieldEmbedding;
import org.palate.layer.operation.FactorizationMachine;
import org.palate.nn.Layer;
import org.palate.objective.Implicit;
import org.palate.objective.Labels;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Need;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Tensor;

/**
 * A factorisation machine over the fields of an example: {@code logit = b + sum_f w_f x_f + sum_{f
 * < g} <v_f x_f, v_g x_g>}, where x is 1 for a categorical value, a share for each value of a bag,
 * and the number for a numeric field.
 *
 * <p>S. Rendle: Factorization Machines, 2010.
 */
public final class FactorizationMachines extends FieldModel {
  /**
   * The settings.
   *
   * @param dim length of the vectors
   * @param std standard deviation of the normal draws from which they start
   */
  public record Config(int dim, double std) {
    /** What does well in most data. */
    public static final Config USUAL = new Config(16, 0.01);

    /** Reads the settings; absent ones come to the values of {@code usual}. */
    public static Config read(Settings settings, Config usual) {
      return new Config(
          settings.whole("dim", usual.dim, 1, 4096, "length of the vectors of the fields"),
          settings.real("std", usual.std, 0, 10, "standard deviation of the initial vectors"));
    }
  }

  /** All about this kind of model. */
  public static final ModelSpec<Config> SPEC =
      ModelSpec.predicting(
              "fm", Labels.INSTANCE, Config.USUAL, Config::read, FactorizationMachines::new)
          .alsoFor(Implicit.INSTANCE)
          .described("factorisation machine", "S. Rendle, 2010")
          .needing(Need.FIELDS);

  /** {@code b + sum_f w_f x_f}: the part of these models that looks at one field at a time. */
  static final class FirstOrder extends Layer {
    private final Variable bias;
    private final FieldEmbedding weights;

    FirstOrder(FeatureSpace space, RandomStream random) {
      bias = parameter("bias", Tensor.zeros(1));
      weights = child("weights", new FieldEmbedding(space.all(), 1, true, 0, random));
    }

    /** Shape {@code [batch]}. */
    Variable forward(Tape tape, FeatureBatch batch) {
      Variable each = Layout.reshape(weights.forward(tape, batch), batch.size(), weights.fields());
      return Arithmetic.add(Reductions.rowSum(each), bias);
    }
  }

  private final FirstOrder linear;
  private final FieldEmbedding embedding;

  /** A model before training. */
  public FactorizationMachines(FeatureSpace space, Config config, long seed) {
    super(space);
    linear = child("linear", new FirstOrder(space, RandomStream.of(seed, "linear")));
    embedding =
        child(
            "embedding",
            new FieldEmbedding(
                space.all(), config.dim, true, config.std, RandomStream.of(seed, "embedding")));
  }

  @Override
  public Variable logits(Tape tape, FeatureBatch batch) {
    Variable pairs = FactorizationMachine.interaction(embedding.forward(tape, batch));
    return Arithmetic.add(linear.forward(tape, batch), pairs);
  }
}
