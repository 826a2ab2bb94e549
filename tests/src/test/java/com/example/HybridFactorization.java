// SPDX-License-Identifier: Apache-2.0
package com.example;

import java.util.List;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.config.Settings;
import org.palate.feature.FeatureSpace;
import org.palate.feature.Field.Side;
import org.palate.feature.FieldSet;
import org.palate.layer.FieldEmbedding;
import org.palate.model.VectorScores;
import org.palate.objective.Bpr;
import org.palate.recommender.Batch;
import org.palate.recommender.GradientModel;
import org.palate.recommender.ModelSpec;
import org.palate.tensor.RandomStream;

/** Users and items as the sums of the vectors of their ids and fields (M. Kula, 2015). */
public final class HybridFactorization extends GradientModel {
  public record Config(int dim) {
    static Config read(Settings settings, Config usual) {
      return new Config(settings.whole("dim", usual.dim, 1, 4096, "length of the vectors"));
    }
  }

  public static final ModelSpec<Config> SPEC =
      ModelSpec.ranking(
              "hybrid", Bpr.INSTANCE, new Config(64), Config::read, HybridFactorization::new)
          .described("matrix factorisation over ids and fields", "M. Kula, 2015");

  private final FieldSet userFields = space().fieldSet(List.of(Side.USER));
  private final FieldSet itemFields = space().fieldSet(List.of(Side.ITEM));
  private final FieldEmbedding users;
  private final FieldEmbedding items;

  private HybridFactorization(FeatureSpace space, Config config, long seed) {
    super(space);
    RandomStream random = RandomStream.of(seed, "vectors");
    users = child("users", new FieldEmbedding(userFields, config.dim, true, 0.05, random));
    items = child("items", new FieldEmbedding(itemFields, config.dim, true, 0.05, random));
  }

  @Override
  public int items() {
    return space().items().size(); // those that training never saw, too, by their fields
  }

  @Override
  public Variable scores(Tape tape, Batch batch) {
    var asking = userFields.gather(batch.queries().users(), null, null, null);
    var offered = itemFields.gather(null, batch.candidates().items(), null, null);
    Variable query = users.forward(tape, asking).sum(1); // [queries, dim]
    Variable item = items.forward(tape, offered).sum(1);
    return VectorScores.of(query, item, batch.candidates());
  }
}
