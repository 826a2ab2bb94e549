// SPDX-License-Identifier: Apache-2.0
/**
 * Differentiation: a {@link org.palate.autograd.Tape} records what a step computes and walks it
 * backwards; a {@link org.palate.autograd.Variable} is a tensor on it.
 *
 * <h2>Where to begin</h2>
 *
 * <p><b>The tape.</b> Read {@code Tape} and {@code Variable}, then {@link
 * org.palate.autograd.Backward}, the rule of one operation, and {@link
 * org.palate.autograd.GradientWriter}, how a rule writes a gradient. {@link
 * org.palate.autograd.TableVariable} is an embedding table, whose gradient {@link
 * org.palate.autograd.RowGradients} keeps for the rows that a step touched.
 *
 * <p><b>Methods.</b> What is looked for most is a method of {@code Variable}, as in {@code
 * x.matmul(w).add(b).relu()}; {@link org.palate.autograd.VariableOperations} lists them.
 *
 * <p><b>Plain operations</b>, forward and backward beside each other: {@link
 * org.palate.autograd.Arithmetic}, {@link org.palate.autograd.Scalars}, {@link
 * org.palate.autograd.Functions}, {@link org.palate.autograd.Choices}, {@link
 * org.palate.autograd.Axes}, {@link org.palate.autograd.Scatter}, {@link org.palate.autograd.TopK},
 * {@link org.palate.autograd.CumulativeSum}, {@link org.palate.autograd.Activations}, {@link
 * org.palate.autograd.Rectifiers}, {@link org.palate.autograd.Products}, {@link
 * org.palate.autograd.Reductions}, {@link org.palate.autograd.Softmax}, {@link
 * org.palate.autograd.Layout}, {@link org.palate.autograd.Indexing}, {@link
 * org.palate.autograd.Similarity}, {@link org.palate.autograd.SequencePooling}. Larger nodes, each
 * held to its composition by a test: {@link org.palate.autograd.FusedLinear}, {@link
 * org.palate.autograd.Normalization}, {@link org.palate.autograd.BatchNormalization}.
 *
 * <p><b>Packages of their own:</b> {@code autograd.lookup} (rows of embedding tables), {@code
 * autograd.attention}, {@code autograd.recurrence}, {@code autograd.convolution}.
 *
 * <h2>Your own operation</h2>
 *
 * <p>An operation is a method that computes a tensor at once and leaves its backward rule on the
 * tape. It has four steps:
 *
 * <ol>
 *   <li>Find the tape of the inputs with {@link org.palate.autograd.Tape#of Tape.of}. Parameters
 *       are on no tape, so at least one input must not be a parameter.
 *   <li>Take memory for the result with {@link org.palate.autograd.Tape#take Tape.take} and write
 *       all of it. The memory is reused in the next step; {@link org.palate.tensor.Tensor#data} may
 *       be longer than the tensor.
 *   <li>Record the result, its rule and the inputs with {@link org.palate.autograd.Tape#record
 *       Tape.record}. The rule is kept only if the tape records and some input requires a gradient.
 *   <li>In the rule, add to the gradient of each input, in one of four ways:
 *       <ul>
 *         <li>{@link org.palate.autograd.Variable#addGradient(org.palate.autograd.GradientWriter)
 *             addGradient(writer)}: write the gradient where it is kept. It does nothing for an
 *             input that requires none, so it needs no test.
 *         <li>{@link org.palate.autograd.Variable#gradientAccumulator gradientAccumulator()}: add
 *             to some elements, or element by element.
 *         <li>{@link org.palate.autograd.Variable#transferGradient transferGradient(tensor)}: hand
 *             over a tensor taken from the tape that the rule will not use again.
 *         <li>{@link org.palate.autograd.Variable#gradientTarget gradientTarget()}: write the
 *             gradients of several inputs in one pass.
 *       </ul>
 *       Ask {@link org.palate.autograd.Variable#requiresGradient requiresGradient()} first where
 *       computing a gradient costs something, and before {@code gradientAccumulator} and {@code
 *       transferGradient} whenever the operation has more than one input.
 * </ol>
 *
 * <p>Loops over many elements may run on several threads: {@link
 * org.palate.parallel.Workers#forRange Workers.forRange} with one of the sizes of {@link
 * org.palate.parallel.TaskSize}. No output may depend on where a range begins or ends. A rule keeps
 * what it needs in the variables that it captures: tensors of the step live until the tape is
 * closed.
 *
 * <p>The squared distance of each row of x {@code [rows, dim]} from a point {@code [dim]}, {@code
 * y[r] = sum_i (x[r, i] - p[i])^2}, with {@code dx[r, i] = 2 g[r] (x[r, i] - p[i])} and {@code dp}
 * minus the sum of the rows of dx:
 *
 * <pre>{@code
 * static Variable apply(Variable x, Variable point) {
 *   Tape tape = Tape.of(x, point);
 *   int rows = x.shape().rows();
 *   int dim = x.shape().last();
 *   float[] in = x.value().data();
 *   float[] p = point.value().data();
 *   Tensor y = tape.take(rows);
 *   float[] out = y.data();
 *   Workers.shared()
 *       .forRange(
 *           rows,
 *           TaskSize.rows(dim),
 *           (from, to) -> {
 *             for (int row = from; row < to; row++) {
 *               float sum = 0;
 *               for (int i = 0; i < dim; i++) {
 *                 float difference = in[row * dim + i] - p[i];
 *                 sum += difference * difference;
 *               }
 *               out[row] = sum;
 *             }
 *           });
 *   return tape.record(y, g -> backward(x, point, g.data()), x, point);
 * }
 *
 * private static void backward(Variable x, Variable point, float[] g) {
 *   float[] in = x.value().data();
 *   float[] p = point.value().data();
 *   int dim = p.length;
 *   x.addGradient(
 *       (dx, accumulate) -> {
 *         for (int i = 0; i < x.value().size(); i++) {
 *           float slope = 2 * g[i / dim] * (in[i] - p[i % dim]);
 *           dx[i] = accumulate ? dx[i] + slope : slope;
 *         }
 *       });
 *   if (point.requiresGradient()) {
 *     float[] dp = point.gradientAccumulator();
 *     for (int i = 0; i < x.value().size(); i++) {
 *       dp[i % dim] -= 2 * g[i / dim] * (in[i] - p[i % dim]);
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Compare the gradients with central differences: {@code (L(x + h) - L(x - h)) / 2h} for each
 * element of each input.
 */
package org.palate.autograd;
