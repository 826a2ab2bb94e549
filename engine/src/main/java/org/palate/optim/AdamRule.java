// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import org.palate.kernel.Engine;
import org.palate.kernel.update.AdamStep;

/** What {@link Adam} and {@link AdamW} have in common: two moments, and the step they give. */
final class AdamRule {
  private AdamRule() {}

  static void keepMoments(Optimizer optimizer, boolean amsgrad) {
    optimizer.keep("exp_avg", 0);
    optimizer.keep("exp_avg_sq", 0);
    if (amsgrad) {
      optimizer.keep("max_exp_avg_sq", 0);
    }
  }

  /** Updates the moments in {@code state}, and the numbers by them. */
  static void update(int n, float[] p, int at, float[] g, int gAt, float[][] state, AdamStep step) {
    float[] first = state[0];
    float[] second = state[1];
    if (state.length == 2) {
      Engine.kernels().updates().adam(n, p, at, g, gAt, first, at, second, at, step);
      return;
    }
    float[] largest = state[2];
    for (int i = at; i < at + n; i++) {
      float d = Math.fma(step.weightDecay(), p[i], g[gAt + i - at]);
      first[i] = Math.fma(step.beta1(), first[i], step.oneMinusBeta1() * d);
      second[i] = Math.fma(step.beta2(), second[i], step.oneMinusBeta2() * d * d);
      largest[i] = Math.max(largest[i], second[i]);
      float denominator = Math.fma((float) Math.sqrt(largest[i]), step.rootScale(), step.eps());
      p[i] = Math.fma(-step.stepSize(), first[i] / denominator, p[i]);
    }
  }
}
