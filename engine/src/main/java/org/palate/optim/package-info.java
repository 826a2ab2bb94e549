// SPDX-License-Identifier: Apache-2.0
/**
 * What changes parameters by their gradients. Begin with {@link org.palate.optim.Optimizer}, which
 * says what all have in common, groups of parameters, and how to write a rule of your own; there
 * are {@link org.palate.optim.Sgd}, {@link org.palate.optim.AdaGrad}, {@link
 * org.palate.optim.Adam}, {@link org.palate.optim.AdamW}, {@link org.palate.optim.RmsProp}, by
 * PyTorch's rules, and {@link org.palate.optim.Ftrl}; whole for dense parameters and by touched
 * rows for tables. Between backward and step, {@link org.palate.optim.Regularizer} adds penalties
 * to the gradients and {@link org.palate.optim.GradientClipping} bounds them; a {@link
 * org.palate.optim.Schedule} gives the learning rate of each step.
 */
package org.palate.optim;
