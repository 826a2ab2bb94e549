// SPDX-License-Identifier: Apache-2.0
/**
 * The command line, started by {@code models/palate}.
 *
 * <p>Read {@link org.palate.cli.Main} (how a call runs and ends), then {@link
 * org.palate.cli.Option} and {@link org.palate.cli.CommandSpec} (what a command accepts, declared
 * once: {@link org.palate.cli.ArgumentParser} and {@link org.palate.cli.HelpText} both work from
 * it), then the commands, one class each.
 *
 * <p>Standard output belongs to the result: text, or one JSON object with {@code --json}. Progress
 * and errors go to standard error. The exit status is 0 for success, 2 for a wrong call, 1 for any
 * other failure.
 */
package org.palate.cli;
