// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.stream.IntStream;
import org.palate.data.Vocabulary;
import org.palate.feature.FeatureSpace;
import org.palate.nn.Layer;
import org.palate.nn.Parameter;
import org.palate.recommender.Histories;
import org.palate.recommender.Queries;
import org.palate.recommender.Scorer;

/**
 * Whether a model still computes numbers. Each check throws a {@link DivergedException} that names
 * the first value that is NaN or infinite.
 */
public final class Soundness {
  /** The bits of positive infinity: those of every finite number are below, those of NaN above. */
  private static final int INFINITE = 0x7f800000;

  private static final int SIGN = 0x80000000;

  /** Scores of the sample; one user's are looked at even where there are more items. */
  private static final int SAMPLE = 1 << 16;

  /** Where a sampled score is this large, one that was not sampled may well be infinite. */
  private static final float LARGEST = 1e30f;

  private Soundness() {}

  /**
   * Every parameter and buffer is finite.
   *
   * @throws DivergedException if not, naming it
   */
  public static void requireFinite(Layer layer) {
    for (Parameter parameter : layer.parameters()) {
      for (float[] values : parameter.arrays()) {
        requireFinite("parameter " + parameter.name(), values);
      }
    }
    layer.buffers().forEach((name, buffer) -> requireFinite("buffer " + name, buffer.data()));
  }

  private static void requireFinite(String name, float[] values) {
    int at = firstNotFinite(values, 0, values.length);
    if (at >= 0) {
      throw new DivergedException(
          "%s: expected finite numbers, found %s".formatted(name, values[at]));
    }
  }

  /** The first position in {@code [from, to)} of a number that is not finite; -1 if all are. */
  static int firstNotFinite(float[] values, int from, int to) {
    int largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Float.floatToRawIntBits(values[i]) & ~SIGN);
    }
    if (largest < INFINITE) {
      return -1;
    }
    return IntStream.range(from, to).filter(i -> !Float.isFinite(values[i])).findFirst().orElse(-1);
  }

  /** A scorer that throws a {@link DivergedException} where a score is not finite. */
  public static Scorer checked(Scorer scorer) {
    return new Scorer() {
      @Override
      public FeatureSpace space() {
        return scorer.space();
      }

      @Override
      public int items() {
        return scorer.items();
      }

      @Override
      public boolean readsHistory() {
        return scorer.readsHistory();
      }

      @Override
      public boolean readsContext() {
        return scorer.readsContext();
      }

      @Override
      public boolean readsTimes() {
        return scorer.readsTimes();
      }

      @Override
      public void score(Queries queries, int first, int end, float[] out) {
        prepare(queries).score(first, end, out);
      }

      @Override
      public Prepared prepare(Queries queries) {
        Prepared prepared = scorer.prepare(queries);
        return (first, end, out) -> {
          prepared.score(first, end, out);
          requireFinite(space(), queries.users(), first, end, out);
        };
      }
    };
  }

  /** That of the unknown item, code 0, is not looked at. */
  private static void requireFinite(
      FeatureSpace space, int[] users, int first, int end, float[] scores) {
    int skipped = first == Vocabulary.UNKNOWN ? 1 : 0;
    for (int q = 0; q < users.length; q++) {
      int row = q * (end - first);
      int at = firstNotFinite(scores, row + skipped, row + end - first);
      if (at >= 0) {
        throw notFinite(space, users[q], first + at - row, scores[at]);
      }
    }
  }

  static DivergedException notFinite(FeatureSpace space, int user, int item, float score) {
    return new DivergedException(
        "the score of user %s and item %s: expected a finite number, found %s"
            .formatted(name(space.users(), user), name(space.items(), item), score));
  }

  private static String name(Vocabulary vocabulary, int code) {
    return code == Vocabulary.UNKNOWN ? "unknown" : "'" + vocabulary.key(code) + "'";
  }

  /** The lowest and the highest of some scores. */
  record Range(float lowest, float highest) {}

  /**
   * Looks at the scores of all items for some users, evenly spread over the codes and always the
   * same.
   *
   * @param histories what each user code liked
   * @return their range; the highest is below the lowest where no item is known
   * @throws DivergedException if one is not finite, or so large that others may not be
   */
  static Range sample(Scorer scorer, Histories histories) {
    FeatureSpace space = scorer.space();
    int items = scorer.items();
    int all = space.users().size();
    int n = Math.clamp(SAMPLE / items, 1, all);
    int[] users = IntStream.range(0, n).map(i -> (int) ((long) i * all / n)).toArray();
    float[] scores = new float[Math.multiplyExact(n, items)];
    checked(scorer).score(Queries.of(space, users, histories), 0, items, scores);
    float lowest = Float.POSITIVE_INFINITY;
    float highest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      for (int item = 1; item < items; item++) {
        float score = scores[i * items + item];
        lowest = Math.min(lowest, score);
        highest = Math.max(highest, score);
        if (Math.abs(score) > LARGEST) {
          throw new DivergedException(
              "the score of user %s and item %s: expected at most %s or so, found %s"
                  .formatted(
                      name(space.users(), users[i]), name(space.items(), item), LARGEST, score));
        }
      }
    }
    return new Range(lowest, highest);
  }
}
