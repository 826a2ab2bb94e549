// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.data.Column;
import org.palate.data.Interactions;
import org.palate.data.Vocabulary;
import org.palate.data.split.Split;
import org.palate.data.split.SplitSpec;
import org.palate.data.split.Splits;
import org.palate.feature.FeatureSpace;
import org.palate.layer.SasRecEncoder;
import org.palate.model.Dcn;
import org.palate.model.SasRec;
import org.palate.objective.Implicit;
import org.palate.objective.Labels;
import org.palate.optim.Optimizer;
import org.palate.recommender.Batch;
import org.palate.recommender.Batches;
import org.palate.recommender.ConfiguredModel;
import org.palate.recommender.Dataset;
import org.palate.recommender.GradientModel;
import org.palate.recommender.Objective;
import org.palate.recommender.Position;
import org.palate.recommender.TrainingConfig;
import org.palate.tensor.TensorPool;
import org.palate.train.Recipe;
import org.palate.train.Training;
import org.palate.train.TrainingChoices;
import org.palate.train.TrainingListener;

/**
 * The steps of {@link SasRecWork} and {@link DcnV2Work} as users of Palate make them: a model, an
 * objective and data, of the same sizes. Beside the bare steps they show what the contract costs.
 */
public final class ContractWork {
  /** Rows from this time on are not for training. */
  private static final long TEST = 1_000_000;

  /** Enough to never end. */
  private static final int EPOCHS = 100_000;

  private final Recipe recipe;
  private final Interactions data;

  private ContractWork(
      ConfiguredModel<?> model, Objective objective, int batch, Interactions data) {
    TrainingConfig config =
        new TrainingConfig(EPOCHS, batch, TrainingConfig.Rule.ADAM, 1e-3, 0, 1, EPOCHS);
    this.recipe =
        Recipe.of(model)
            .withObjective(objective)
            .withSplit(new SplitSpec.TimePoint(TEST, TEST))
            .withTraining(_ -> TrainingChoices.of(config));
    this.data = data;
  }

  /** SASRec on ten times as many full histories as a batch has. */
  public static ContractWork sasRec(int batch, SasRecEncoder.Options options) {
    SasRec.Config config =
        new SasRec.Config(
            options.dim(),
            options.length(),
            options.blocks(),
            options.heads(),
            options.dropout(),
            0.02);
    int users = 10 * batch;
    int events = options.length() + 1;
    int rows = users * events;
    int[] userCodes = new int[rows + 1];
    int[] itemCodes = Arrays.copyOf(Values.ints("next", rows, options.items() - 1), rows + 1);
    long[] times = new long[rows + 1];
    for (int row = 0; row < rows; row++) {
      userCodes[row] = 1 + row / events;
      // The first rows name every item.
      itemCodes[row] = 1 + (row < options.items() - 1 ? row : itemCodes[row]);
      times[row] = row % events;
    }
    userCodes[rows] = 1;
    itemCodes[rows] = 1;
    times[rows] = TEST;
    Interactions data =
        Interactions.of(keys(users), userCodes, keys(options.items() - 1), itemCodes)
            .withTime(times);
    return new ContractWork(SasRec.SPEC.with(config), Implicit.INSTANCE, batch, data);
  }

  /** DCN-v2, of whose categorical fields the user and the item are two. */
  public static ContractWork dcnV2(int batch, DcnV2Work.Sizes sizes) {
    int rows = 2 * sizes.values();
    long[] times = new long[rows + 1];
    times[rows] = TEST;
    float[] labels = new float[rows + 1];
    int[] clicks = Values.ints("labels", rows, 2);
    for (int row = 0; row < rows; row++) {
      labels[row] = clicks[row];
    }
    Vocabulary values = keys(sizes.values());
    Interactions data =
        Interactions.of(values, codes(0, sizes.values()), values, codes(1, sizes.values()))
            .withTime(times)
            .withLabel(labels);
    for (int field = 2; field < sizes.fields(); field++) {
      data =
          data.withColumn(
              new Column.Categorical("f" + field, values, codes(field, sizes.values())));
    }
    for (int number = 0; number < sizes.numbers(); number++) {
      data =
          data.withColumn(
              new Column.Numeric("x" + number, Values.floats("number " + number, rows + 1)));
    }
    Dcn.Config config = new Dcn.Config(sizes.dim(), sizes.crosses(), sizes.hidden(), 0, 0.01);
    return new ContractWork(Dcn.SPEC_V2.with(config), Labels.INSTANCE, batch, data);
  }

  /** Every value twice, in another order for each field, and one more row. */
  private static int[] codes(int field, int values) {
    int[] order = new int[values];
    int[] draws = Values.ints("order " + field, values, Integer.MAX_VALUE);
    for (int i = 0; i < values; i++) {
      int other = draws[i] % (i + 1);
      order[i] = order[other];
      order[other] = 1 + i;
    }
    int[] codes = new int[2 * values + 1];
    for (int row = 0; row < codes.length; row++) {
      codes[row] = order[row % values];
    }
    return codes;
  }

  private static Vocabulary keys(int count) {
    return Vocabulary.of(IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList());
  }

  /** Steps on one batch that has been made before: the loss by model and objective, the update. */
  public final class OnOneBatch {
    private final Objective objective;
    private final GradientModel model;
    private final Batch batch;
    private final Optimizer optimizer;
    private final TensorPool pool = new TensorPool();
    private long step;

    private OnOneBatch() {
      Split split = Splits.of(data, recipe.split(), recipe.seed());
      FeatureSpace space = FeatureSpace.fit(data, split.train());
      Dataset encoded = Dataset.of(space, data, split, 0);
      objective = recipe.objective().fitted(encoded);
      model = (GradientModel) recipe.model().create(space, recipe.seed());
      TrainingConfig config = recipe.trainingConfig();
      try (Batches batches = objective.batches(encoded, model, config.batches(recipe.seed()))) {
        batch = batches.next();
      }
      optimizer = config.optimizer(model.parameters());
    }

    /** Forward, backward, update; gives the loss. */
    public float step() {
      try (Tape tape = Tape.training(pool, 1, step++)) {
        Variable loss = objective.loss(tape, model, batch);
        optimizer.zeroGradients();
        tape.backward(loss);
        optimizer.step();
        return loss.value().item();
      }
    }
  }

  /** Steps of a run of training, which makes a batch for each. */
  public final class Run {
    private final Training training = Training.start(recipe, data, TrainingListener.SILENT);

    private Run() {}

    /** Makes a batch and steps on it, after the end of an epoch where there is one. */
    public float step() {
      Position before = training.position();
      training.step();
      if (training.position().epoch() != before.epoch()) {
        training.step();
      }
      return training.position().step();
    }
  }

  /** Steps on one batch. */
  public OnOneBatch onOneBatch() {
    return new OnOneBatch();
  }

  /** A run of training. */
  public Run run() {
    return new Run();
  }
}
