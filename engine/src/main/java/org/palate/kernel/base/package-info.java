// SPDX-License-Identifier: Apache-2.0

/**
 * What the kernels of all families stand on: what this machine has and what was asked of it, the
 * width of vectors, checks of arguments, scratch memory. Public, but not exported from the module.
 *
 * <p>Begin with {@link org.palate.kernel.base.EngineSettings}; {@link
 * org.palate.kernel.base.Ranges} are the checks.
 */
package org.palate.kernel.base;
