// SPDX-License-Identifier: Apache-2.0
/**
 * What changes parameters by their gradients: {@link org.palate.optim.Sgd}, {@link
 * org.palate.optim.AdaGrad}, {@link org.palate.optim.Adam}, {@link org.palate.optim.AdamW}, {@link
 * org.palate.optim.RmsProp}, by PyTorch's rules, and {@link org.palate.optim.Ftrl}; whole for dense
 * parameters and by touched rows for tables. Between backward and step, {@link
 * org.palate.optim.Regularizer} adds penalties to the gradients and {@link
 * org.palate.optim.GradientClipping} bounds them; a {@link org.palate.optim.Schedule} gives the
 * learning rate of each step. Begin with {@code Adam}, and {@link org.palate.optim.Optimizer} for
 * what all of them have.
 */
package org.palate.optim;
