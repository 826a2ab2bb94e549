// SPDX-License-Identifier: Apache-2.0

/**
 * The work that is measured, apart from how: {@code org.palate.bench} runs it under JMH, {@code
 * org.palate.bench.guard} beside the machine's own limits.
 */
package org.palate.bench.work;
