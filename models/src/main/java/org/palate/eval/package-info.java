// SPDX-License-Identifier: Apache-2.0
/**
 * The ranking of all items: read {@link org.palate.eval.FullRanking} for how every user's items are
 * ranked in bounded memory, and {@link org.palate.eval.RankingResult} for what comes back.
 *
 * <p>No figure depends on the size of chunks or on the number of threads.
 */
package org.palate.eval;
