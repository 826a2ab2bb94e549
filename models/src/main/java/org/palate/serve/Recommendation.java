// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

/**
 * An item that is recommended.
 *
 * @param item its id
 * @param title its title, or its id if it has none
 * @param score what the model says of it: the chance of a like where it was trained on labels or
 *     sampled items, the rating where it was trained on ratings; else a number of which only the
 *     order means something
 */
public record Recommendation(String item, String title, float score) {}
