// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import java.util.List;

/**
 * The learning rate as a function of the step, {@code optimizer.setLearningRate(schedule.at(t))}
 * before step t, counted from 0. Each is a closed form of t, so a run may go on from any step.
 */
public sealed interface Schedule {
  /** The rate in effect for step t, from 0. */
  double at(long t);

  /** Times gamma after every {@code every} steps. */
  record Step(double rate, long every, double gamma) implements Schedule {
    /** Checks the length. */
    public Step {
      positive("every", every);
    }

    @Override
    public double at(long t) {
      return rate * StrictMath.pow(gamma, t / every);
    }
  }

  /** Times gamma at each of the milestones; one named twice counts twice. */
  record MultiStep(double rate, List<Long> milestones, double gamma) implements Schedule {
    /** Keeps the milestones unmodifiable. */
    public MultiStep {
      milestones = List.copyOf(milestones);
    }

    @Override
    public double at(long t) {
      return rate * StrictMath.pow(gamma, milestones.stream().filter(m -> m <= t).count());
    }
  }

  /** Times gamma after every step. */
  record Exponential(double rate, double gamma) implements Schedule {
    @Override
    public double at(long t) {
      return rate * StrictMath.pow(gamma, t);
    }
  }

  /** Down to a least rate in {@code half} steps along a cosine, up again in as many, and so on. */
  record Cosine(double rate, long half, double least) implements Schedule {
    /** Checks the length. */
    public Cosine {
      positive("half", half);
    }

    @Override
    public double at(long t) {
      return least + (rate - least) * cosineFactor((double) t / half);
    }
  }

  /**
   * Down to a least rate along half a cosine, again and again, each time {@code factor} times as
   * slowly (I. Loshchilov, F. Hutter: SGDR, 2017).
   */
  record CosineRestarts(double rate, long first, int factor, double least) implements Schedule {
    /** Checks the lengths. */
    public CosineRestarts {
      positive("first", first);
      positive("factor", factor);
    }

    @Override
    public double at(long t) {
      long length = first;
      long since = t;
      if (factor == 1) {
        since = t % first;
      } else {
        while (since >= length) {
          since -= length;
          length *= factor;
        }
      }
      return least + (rate - least) * cosineFactor((double) since / length);
    }
  }

  /** From {@code start} times the rate to {@code end} times it, in equal steps, then constant. */
  record LinearWarmup(double rate, double start, double end, long steps) implements Schedule {
    /** Checks the length. */
    public LinearWarmup {
      positive("steps", steps);
    }

    @Override
    public double at(long t) {
      return rate * (start + (end - start) * Math.min(t, steps) / steps);
    }
  }

  /** Up from 0 in {@code warmup} steps, then down to 0 at {@code total}, both in equal steps. */
  record WarmupLinearDecay(double rate, long warmup, long total) implements Schedule {
    /** Checks the order. */
    public WarmupLinearDecay {
      before(warmup, total);
    }

    @Override
    public double at(long t) {
      return t < warmup
          ? rate * t / warmup
          : rate * Math.max(0, (double) (total - t) / (total - warmup));
    }
  }

  /** Up from 0 in {@code warmup} equal steps, then down to 0 at {@code total} along a cosine. */
  record WarmupCosine(double rate, long warmup, long total) implements Schedule {
    /** Checks the order. */
    public WarmupCosine {
      before(warmup, total);
    }

    @Override
    public double at(long t) {
      return t < warmup
          ? rate * t / warmup
          : rate * cosineFactor((double) (Math.min(t, total) - warmup) / (total - warmup));
    }
  }

  /**
   * Up in {@code warmup} equal steps, then as one over the root of t (A. Vaswani et al.: Attention
   * Is All You Need, 2017).
   */
  record InverseSqrt(double rate, long warmup) implements Schedule {
    /** Checks the length. */
    public InverseSqrt {
      positive("warmup", warmup);
    }

    @Override
    public double at(long t) {
      return rate * Math.min((t + 1.0) / warmup, StrictMath.sqrt((double) warmup / (t + 1)));
    }
  }

  /** Down to 0 in {@code total} steps as a power of what is left. */
  record Polynomial(double rate, long total, double power) implements Schedule {
    /** Checks the length. */
    public Polynomial {
      positive("total", total);
    }

    @Override
    public double at(long t) {
      return rate * StrictMath.pow(1 - (double) Math.min(t, total) / total, power);
    }
  }

  /** From 1 at 0 to 0 at 1 along a cosine, and up again to 1 at 2. */
  private static double cosineFactor(double position) {
    return 0.5 * (1 + StrictMath.cos(Math.PI * position));
  }

  private static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "%s: expected at least 1, found %d".formatted(name, value));
    }
  }

  private static void before(long warmup, long total) {
    if (warmup < 0 || warmup >= total) {
      throw new IllegalArgumentException(
          "expected a warm-up of at least 0 steps that ends before the total, found %d and %d"
              .formatted(warmup, total));
    }
  }
}
