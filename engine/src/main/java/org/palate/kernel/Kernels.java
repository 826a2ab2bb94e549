// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

import org.palate.kernel.attention.AttentionKernels;
import org.palate.kernel.cell.CellKernels;
import org.palate.kernel.elementwise.ElementwiseKernels;
import org.palate.kernel.interaction.InteractionKernels;
import org.palate.kernel.normalization.NormalizationKernels;
import org.palate.kernel.product.ProductKernels;
import org.palate.kernel.reduction.ReductionKernels;
import org.palate.kernel.row.RowKernels;
import org.palate.kernel.update.UpdateKernels;

/**
 * The loops over {@code float[]} that everything above is made of, by family: each is a package of
 * its own, with its contract, its plain loops and its loops in vectors side by side.
 *
 * <p>There are two implementations of each contract: plain loops, which are the specification, and
 * loops in vectors. They give the same bits, at any vector width, interpreted or compiled; {@link
 * Engine#kernels()} says which run.
 *
 * <p><b>Arguments.</b> An array always comes with the offset of its first element. Ranges are
 * checked once per call, before the choice between the two: an {@link IndexOutOfBoundsException}
 * names the array, what was expected and what was found; a negative count is an {@link
 * IllegalArgumentException}. Nothing has been written when a check fails. Counts may be 0. Unless a
 * method says otherwise, an output range may be the same as an input range (in place), but must not
 * overlap it partly.
 *
 * <p><b>Arithmetic.</b> All of it is IEEE single precision, rounding to nearest, with subnormals.
 * {@code fma(a, b, c)} is {@code a * b + c} with one rounding. Each method states the order of
 * every sum it forms; that order is part of the contract. Which NaN comes out (its payload and
 * sign) is not.
 *
 * <p>Methods but {@link ProductKernels#pack} do not allocate once warm. They keep no state a caller
 * can see, and may be called from any thread; each runs on its caller's thread alone.
 *
 * <p>A record, for its fields are constants to C2 where it is one itself: a call through {@code
 * Engine.kernels().updates()} costs what a static one does.
 *
 * @param products the matrix product, plain and with packed weights
 * @param elementwise arithmetic, rectifiers, functions and dropout, element by element
 * @param reductions sums, dot products and maxima, along rows and down columns
 * @param rows rows of tables: looked up, overwritten, summed in bags, added to
 * @param attention the softmax of attention scores
 * @param normalization layer normalisation
 * @param interaction the second-order term of factorisation machines
 * @param cells the steps of LSTM and GRU
 * @param updates the steps of SGD, AdaGrad and Adam
 */
public record Kernels(
    ProductKernels products,
    ElementwiseKernels elementwise,
    ReductionKernels reductions,
    RowKernels rows,
    AttentionKernels attention,
    NormalizationKernels normalization,
    InteractionKernels interaction,
    CellKernels cells,
    UpdateKernels updates) {

  /** The length of the blocks in which {@link ProductKernels#gemm} sums over k. */
  public static final int K_BLOCK = ProductKernels.K_BLOCK;

  /** The number of virtual lanes in every reduction along contiguous memory. */
  public static final int LANES = ReductionKernels.LANES;

  /** The plain loops, which run wherever Java runs. */
  public static Kernels scalar() {
    return new Kernels(
        ProductKernels.scalar(),
        ElementwiseKernels.scalar(),
        ReductionKernels.scalar(),
        RowKernels.scalar(),
        AttentionKernels.scalar(),
        NormalizationKernels.scalar(),
        InteractionKernels.scalar(),
        CellKernels.scalar(),
        UpdateKernels.scalar());
  }

  /**
   * The loops in vectors, from the first call on, however long it takes until they are compiled.
   *
   * @throws NoClassDefFoundError without the module {@code jdk.incubator.vector}
   */
  public static Kernels vector() {
    return vector(ProductKernels.vector());
  }

  /** Those in vectors, but plain loops for the matrix products until theirs are compiled. */
  static Kernels vectorWarmingUp() {
    return vector(ProductKernels.vectorWarmingUp());
  }

  private static Kernels vector(ProductKernels products) {
    return new Kernels(
        products,
        ElementwiseKernels.vector(),
        ReductionKernels.vector(),
        RowKernels.vector(),
        AttentionKernels.vector(),
        NormalizationKernels.vector(),
        InteractionKernels.vector(),
        CellKernels.vector(),
        UpdateKernels.vector());
  }
}
