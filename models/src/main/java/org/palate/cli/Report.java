// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import org.palate.io.JsonObject;

/**
 * The result of a command in its two forms, of which one is printed.
 *
 * @param json what {@code --json} prints
 * @param text what people read; ends with a line feed
 */
record Report(JsonObject json, String text) {}
