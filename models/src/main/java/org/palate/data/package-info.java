// SPDX-License-Identifier: Apache-2.0
/**
 * From files to rows: interactions, what is known about users and items, splits, and a simulator.
 *
 * <p>Read in this order: {@link org.palate.data.Vocabulary} (names become small numbers), {@link
 * org.palate.data.Column} and {@link org.palate.data.Entities} (what is known about users and
 * items), {@link org.palate.data.Interactions} (who did what, and when), {@link
 * org.palate.data.DataFormat} and the readers behind it ({@link org.palate.data.MovieLens}, {@link
 * org.palate.data.Delimited}, {@link org.palate.data.EntityReader}; below them {@code RowReader}
 * cuts bytes into fields and {@code TableReader} finds columns), {@link org.palate.data.SplitSpec}
 * and {@link org.palate.data.Splits} (what may be learned from and what is held out), {@link
 * org.palate.data.Simulator} and {@link org.palate.data.Truth} (a film service of which the best
 * possible ranking is known). Nothing here knows a model.
 */
package org.palate.data;
