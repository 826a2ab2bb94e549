// SPDX-License-Identifier: Apache-2.0
/**
 * What changes parameters by their gradients: {@link org.palate.optim.Sgd}, {@link
 * org.palate.optim.AdaGrad}, {@link org.palate.optim.Adam}, by PyTorch's rules, whole for dense
 * parameters and by touched rows for tables.
 */
package org.palate.optim;
