// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.List;
import org.palate.config.Settings;
import org.palate.nn.Parameter;
import org.palate.optim.AdaGrad;
import org.palate.optim.Adam;
import org.palate.optim.Optimizer;
import org.palate.optim.Sgd;

/**
 * How a model is trained.
 *
 * @param epochs the maximum number of passes over the training rows
 * @param batch rows per step
 * @param rule the optimizer
 * @param learningRate step size
 * @param weightDecay of the dense parameters
 * @param negatives items drawn per row, where the objective draws any
 * @param patience after how many epochs without a better validation metric to stop
 */
public record TrainingConfig(
    int epochs,
    int batch,
    Rule rule,
    double learningRate,
    double weightDecay,
    int negatives,
    int patience) {
  /** The optimizers by name. */
  public enum Rule {
    /** {@link Adam}, lazy on tables. */
    ADAM,
    /** {@link AdaGrad}. */
    ADAGRAD,
    /** {@link Sgd}. */
    SGD
  }

  /** Reads the settings; the defaults depend on the objective. */
  public static TrainingConfig of(Settings settings, Objective objective) {
    boolean ranks = objective.samplesNegatives();
    return new TrainingConfig(
        settings.whole("epochs", ranks ? 100 : 30, 1, 100_000, "maximum number of epochs"),
        settings.whole("batch", ranks ? 1024 : 2048, 1, 1 << 24, "rows per step"),
        settings.choice("optimizer", Rule.ADAM, "optimizer"),
        settings.real("lr", ranks ? 0.002 : 0.001, 0, 100, "learning rate"),
        settings.real("weight-decay", 0, 0, 100, "weight decay of dense parameters"),
        settings.whole(
            "negatives", 1, 1, 1000, "negatives drawn per row, where the objective draws any"),
        settings.whole(
            "patience",
            ranks ? 8 : 4,
            1,
            100_000,
            "epochs without a better validation metric before stopping"));
  }

  /** The optimizer of these parameters. */
  Optimizer optimizer(List<Parameter> parameters) {
    return switch (rule) {
      case ADAM -> new Adam(parameters, Adam.Options.of(learningRate).withWeightDecay(weightDecay));
      case ADAGRAD -> {
        AdaGrad.Options defaults = AdaGrad.Options.of(learningRate);
        yield new AdaGrad(
            parameters, new AdaGrad.Options(learningRate, 0, weightDecay, 0, defaults.eps()));
      }
      case SGD -> new Sgd(parameters, new Sgd.Options(learningRate, 0, 0, weightDecay, false));
    };
  }
}
