// SPDX-License-Identifier: Apache-2.0
/**
 * Files: weights, checkpoints, JSON, and writing a file whole or not at all.
 *
 * <p>Begin with {@link org.palate.io.StateDict}, which loads and saves the weights of a layer, and
 * {@link org.palate.io.Checkpoint}, which keeps a whole run of training.
 *
 * <p>To read the code, read {@link org.palate.io.Json} first ({@link org.palate.io.JsonObject} for
 * how a typed value is taken out, {@code JsonParser} for the grammar), then {@link
 * org.palate.io.SafetensorsFile} with {@code SafetensorsHeader}, which holds the checks on
 * untrusted bytes, and {@link org.palate.io.SafetensorsWriter}. {@link org.palate.io.FileSection}
 * is a range of an open file, {@link org.palate.io.AtomicFile} the way every file is written.
 * {@link org.palate.io.FileKind} names a file that is of another format than expected.
 */
package org.palate.io;
