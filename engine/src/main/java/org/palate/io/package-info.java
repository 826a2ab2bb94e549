// SPDX-License-Identifier: Apache-2.0
/**
 * Files: JSON, safetensors, and writing a file whole or not at all.
 *
 * <p>Read {@link org.palate.io.Json} first ({@link org.palate.io.JsonObject} for how a typed value
 * is taken out, {@code JsonParser} for the grammar), then {@link org.palate.io.SafetensorsFile}
 * with {@code SafetensorsHeader}, which holds the checks on untrusted bytes, and {@link
 * org.palate.io.SafetensorsWriter}. {@link org.palate.io.FileSection} is a range of an open file,
 * {@link org.palate.io.AtomicFile} the way every file is written. {@link org.palate.io.FileKind}
 * names a file that is of another format than expected.
 */
package org.palate.io;
