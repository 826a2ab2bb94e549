// SPDX-License-Identifier: Apache-2.0

/** The engine: arithmetic, tensors, autodiff, layers and optimizers, on the JDK alone. */
module org.palate.engine {
  // Absent, the scalar kernels run: the same bits, slower.
  requires static jdk.incubator.vector;

  exports org.palate.autograd;
  exports org.palate.autograd.attention;
  exports org.palate.autograd.convolution;
  exports org.palate.autograd.lookup;
  exports org.palate.autograd.recurrence;
  exports org.palate.io;
  exports org.palate.kernel;
  exports org.palate.kernel.attention;
  exports org.palate.kernel.cell;
  exports org.palate.kernel.elementwise;
  exports org.palate.kernel.interaction;
  exports org.palate.kernel.normalization;
  exports org.palate.kernel.product;
  exports org.palate.kernel.reduction;
  exports org.palate.kernel.row;
  exports org.palate.kernel.update;
  exports org.palate.linalg;
  exports org.palate.nn;
  exports org.palate.optim;
  exports org.palate.parallel;
  exports org.palate.tensor;
}
