// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

import org.palate.nn.Layer;

/**
 * A recommender: a scorer with a state that is learned, written and read. It is either {@link
 * FittedModel fitted} or {@link GradientModel trained by gradients}.
 */
public interface Model extends Scorer {
  /** All that was learned: what a bundle writes and reads, by the names of its parameters. */
  Layer state();

  /**
   * A scorer of the present state in which all that can be computed ahead has been, such as the
   * vectors of the items. It is of no use once the state has changed.
   */
  default Scorer ready() {
    return this;
  }
}
