// SPDX-License-Identifier: Apache-2.0
/**
 * Operations on images of one to three axes. Begin with {@link
 * org.palate.autograd.convolution.Convolutions} and {@link
 * org.palate.autograd.convolution.Pooling}, both of a sliding {@link
 * org.palate.autograd.convolution.Window}. {@code SpreadImage} is the padded image as an operand of
 * a matrix product.
 */
package org.palate.autograd.convolution;
