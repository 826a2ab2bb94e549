// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import java.util.List;
import org.palate.nn.Parameter;

/**
 * Parameters of an optimizer that share a learning rate and a weight decay, as PyTorch's {@code
 * param_groups} do. {@link Optimizer#addGroup} makes one.
 */
public final class ParameterGroup {
  private final List<Parameter> parameters;
  private final double initialRate;
  private double learningRate;
  private double weightDecay;

  ParameterGroup(List<Parameter> parameters, double learningRate, double weightDecay) {
    this.parameters = List.copyOf(parameters);
    this.initialRate = learningRate;
    setLearningRate(learningRate);
    setWeightDecay(weightDecay);
  }

  /** The parameters, unmodifiable. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** The learning rate of the next step. */
  public double learningRate() {
    return learningRate;
  }

  /**
   * Sets the learning rate of this group alone, from the next step on.
   *
   * @throws IllegalArgumentException if it is negative or no number
   */
  public void setLearningRate(double learningRate) {
    Check.atLeastZero("learning rate", learningRate);
    this.learningRate = learningRate;
  }

  /** What the optimizer's rule takes for its weight decay. */
  public double weightDecay() {
    return weightDecay;
  }

  /**
   * Sets the weight decay of this group from the next step on.
   *
   * @throws IllegalArgumentException if it is negative or no number
   */
  public void setWeightDecay(double weightDecay) {
    Check.atLeastZero("weight decay", weightDecay);
    this.weightDecay = weightDecay;
  }

  /** The learning rate that the group was made with. */
  double initialRate() {
    return initialRate;
  }
}
