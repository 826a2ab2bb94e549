// SPDX-License-Identifier: Apache-2.0

/**
 * The work that is measured, apart from how: {@code org.palate.bench} runs it under JMH, {@code
 * org.palate.bench.guard} beside the machine's own limits; and the flags of the JVMs that do.
 */
package org.palate.bench.work;
