// SPDX-License-Identifier: Apache-2.0
package org.palate.data.split;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.palate.data.Interactions;

/**
 * Which rows of some {@link Interactions} may be learned from, which choose between models, and
 * which are held out to the end. The three parts are disjoint, hold every row, and are in rising
 * order.
 *
 * @param spec the rule that made the parts
 * @param seed the seed of the random choice; of no meaning for rules without one
 */
public record Split(SplitSpec spec, long seed, int[] train, int[] validation, int[] test) {
  /** The number of rows of all parts. */
  public int rows() {
    return train.length + validation.length + test.length;
  }

  /** What a reader must know to make the same split again, in words and numbers, in fixed order. */
  public Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("split", spec.toString());
    if (spec instanceof SplitSpec.Ratio || spec instanceof SplitSpec.UserRatio) {
      facts.put("seed", seed);
    }
    facts.put("rows", rows());
    facts.put("train", train.length);
    facts.put("validation", validation.length);
    facts.put("test", test.length);
    return facts;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Split that
        && spec.equals(that.spec)
        && seed == that.seed
        && Arrays.equals(train, that.train)
        && Arrays.equals(validation, that.validation)
        && Arrays.equals(test, that.test);
  }

  @Override
  public int hashCode() {
    return Objects.hash(spec, seed, Arrays.hashCode(train), Arrays.hashCode(test));
  }

  @Override
  public String toString() {
    return "%s: %,d rows train, %,d validate, %,d test"
        .formatted(spec, train.length, validation.length, test.length);
  }
}
