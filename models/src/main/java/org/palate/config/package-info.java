// SPDX-License-Identifier: Apache-2.0
/**
 * Settings given as text: one reader for the command line, for files and for help. Begin with
 * {@link org.palate.config.Settings}.
 */
package org.palate.config;
