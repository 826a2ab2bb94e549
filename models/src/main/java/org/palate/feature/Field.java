// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

import org.palate.data.Vocabulary;

/** A feature of an example, and how it is encoded. */
public sealed interface Field {
  /** What a field describes. */
  enum Side {
    /** The user, the same in all the user's examples. */
    USER,
    /** The item. */
    ITEM,
    /** The context: the single event. */
    CONTEXT
  }

  /** Its name, unique in its side. */
  String name();

  /** What it describes. */
  Side side();

  /** One value of a vocabulary; unknown and missing values are code 0. */
  record Categorical(String name, Side side, Vocabulary values) implements Field {}

  /** Any number of values of a vocabulary, which count equally. */
  record Bag(String name, Side side, Vocabulary values) implements Field {}

  /**
   * A number, encoded as {@code (x - mean) / deviation}; a missing one as 0, that is, as the mean.
   *
   * @param mean the mean over the training data
   * @param deviation the standard deviation over the training data, above 0
   */
  record Numeric(String name, Side side, double mean, double deviation) implements Field {
    /** Checks the ranges. */
    public Numeric {
      if (!(Double.isFinite(mean) && deviation > 0 && Double.isFinite(deviation))) {
        throw new IllegalArgumentException(
            "field %s: expected a finite mean and a deviation above 0, found %s and %s"
                .formatted(name, mean, deviation));
      }
    }

    /** The encoding of a number. */
    public float encode(float value) {
      return Float.isNaN(value) ? 0f : (float) ((value - mean) / deviation);
    }
  }
}
