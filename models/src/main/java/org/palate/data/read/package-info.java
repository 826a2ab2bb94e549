// SPDX-License-Identifier: Apache-2.0
/**
 * Reading: from files and databases to {@link org.palate.data.Interactions} and {@link
 * org.palate.data.Entities}.
 *
 * <p>Begin with {@link org.palate.data.read.DataFormat}, which tells files apart and calls their
 * reader: {@link org.palate.data.read.MovieLens}, which knows its columns, or {@link
 * org.palate.data.read.Delimited}, which a {@link org.palate.data.read.Schema} tells them. {@link
 * org.palate.data.read.EntityReader} reads files of users and of items, and {@link
 * org.palate.data.read.ResultSets} all of these from a database. {@link
 * org.palate.data.read.TextLayout} says how delimited text is written, and {@link
 * org.palate.data.read.OnBadRow} what becomes of a row that cannot be read.
 *
 * <p>Below them {@code TableReader} finds the columns of a file and {@code RowReader} cuts bytes
 * into fields.
 */
package org.palate.data.read;
