// SPDX-License-Identifier: Apache-2.0
/**
 * The values that everything else works from: interactions, and what is known about users and
 * items.
 *
 * <p>Read in this order: {@link org.palate.data.Vocabulary} (names become small numbers), {@link
 * org.palate.data.Column} and {@link org.palate.data.ColumnBuilder} (a value a row), {@link
 * org.palate.data.Entities} (what is known about users and items), {@link
 * org.palate.data.Interactions} (who did what, and when), {@link
 * org.palate.data.InteractionsBuilder} (the same from what is in memory), {@link
 * org.palate.data.ItemLists} (a list of items for each user). Nothing here knows a model or a file.
 *
 * <p>Inside are {@code read} (files to interactions), {@code split} (rows for training, validation
 * and test) and {@code simulation} (a film service of which the best possible ranking is known).
 */
package org.palate.data;
