// SPDX-License-Identifier: Apache-2.0
/**
 * From files to rows: interactions, what is known about users and items, splits, and a simulator.
 *
 * <p>Read in this order: {@link org.palate.data.Vocabulary} (names become small numbers), {@link
 * org.palate.data.Column} and {@link org.palate.data.Entities} (what is known about users and
 * items), {@link org.palate.data.Interactions} (who did what, and when), {@link
 * org.palate.data.Split} (what may be learned from and what is held out). Nothing here knows a
 * model.
 */
package org.palate.data;
