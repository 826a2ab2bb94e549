// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.cell;

/** What share s of its state a gated recurrent unit keeps, by its update gate z. */
public enum GruUpdate {
  /** {@code s = z} (K. Cho et al., 2014, with z the share kept, as in PyTorch). */
  GATE,
  /** {@code s = 1 - a}: the attention a replaces the gate (AGRU; C. Xiong et al., 2016). */
  ATTENTION,
  /** {@code s = fma(-a, 1 - z, 1)}: the attention scales the gate (AUGRU; G. Zhou et al., 2019). */
  GATE_AND_ATTENTION
}
