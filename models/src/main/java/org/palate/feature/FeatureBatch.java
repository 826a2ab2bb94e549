// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

import org.palate.tensor.IntTensor;
import org.palate.tensor.Tensor;

/**
 * Some examples in the fields of a {@link FieldSet}, as a model reads them. Ids are rows of one
 * table that all fields of the set share.
 *
 * @param size how many examples
 * @param ids shape {@code [size, singles]}: a row for each field of one code
 * @param bagIds the rows of all lists of codes, one after another
 * @param bagOffsets where the list of example b and field m starts, at {@code b * severals + m};
 *     one more for the end
 * @param bagWeights how much each of {@code bagIds} counts
 * @param numbers shape {@code [size, width]}: the numbers of all fields that have any
 */
public record FeatureBatch(
    int size, IntTensor ids, int[] bagIds, int[] bagOffsets, float[] bagWeights, Tensor numbers) {}
