// SPDX-License-Identifier: Apache-2.0
/**
 * Splitting: which rows of {@link org.palate.data.Interactions} are trained on, which validate and
 * which are held out for the test. Begin with {@link org.palate.data.split.SplitSpec}, the rule;
 * {@link org.palate.data.split.Splits} applies it, {@link org.palate.data.split.Split} is the
 * result.
 */
package org.palate.data.split;
