// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * Some examples as a model reads them. Ids are rows of one table that all fields share, see {@link
 * FeatureSpace}.
 *
 * @param users the user code of each example
 * @param items the item code of each example
 * @param ids shape {@code [batch, categorical fields]}: a row for each; the first two are user and
 *     item
 * @param bagIds the rows of all bags, one after another
 * @param bagOffsets where the bag of example b and bag field m starts, at {@code b * bagFields +
 *     m}; one more for the end
 * @param bagWeights for each of {@code bagIds}, 1 over the size of its bag
 * @param numbers shape {@code [batch, numeric fields]}
 * @param mixture stands for the user of all examples; null for each example's own user
 */
public record FeatureBatch(
    int[] users,
    int[] items,
    IntTensor ids,
    int[] bagIds,
    int[] bagOffsets,
    float[] bagWeights,
    Tensor numbers,
    UserMixture mixture) {
  /** How many examples. */
  public int size() {
    return users.length;
  }

  /** Pairs of user and item without fields, for models that read none. */
  public static FeatureBatch pairs(int[] users, int[] items) {
    return new FeatureBatch(
        users,
        items,
        new IntTensor(Shape.of(users.length, 0), new int[0]),
        new int[0],
        new int[1],
        new float[0],
        Tensor.zeros(users.length, 0),
        null);
  }

  /** The same with a mixture of known users in place of the user of each example. */
  public FeatureBatch withUser(UserMixture mixture) {
    return new FeatureBatch(users, items, ids, bagIds, bagOffsets, bagWeights, numbers, mixture);
  }
}
