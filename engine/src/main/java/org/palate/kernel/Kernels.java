// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

/**
 * The loops over {@code float[]} that everything above is made of, and the arithmetic they promise.
 *
 * <p>There are two implementations of this one contract. {@link ScalarKernels} is the
 * specification: plain loops. {@link VectorKernels} is its fast twin. They give the same bits, at
 * any vector width, interpreted or compiled; {@link Engine#kernels()} says which one runs.
 *
 * <p><b>Arguments.</b> An array always comes with the offset of its first element. Ranges are
 * checked once per call: an {@link IndexOutOfBoundsException} names the array, what was needed and
 * what there was; a negative count is an {@link IllegalArgumentException}. Nothing has been written
 * when a check of a range fails. Counts may be 0. Unless a method says otherwise, an output range
 * may be the same as an input range (in place), but must not overlap it partly.
 *
 * <p><b>Arithmetic.</b> All of it is IEEE single precision, rounding to nearest, with subnormals.
 * {@code fma(a, b, c)} is {@code a * b + c} with one rounding. Each method states the order of
 * every sum it forms; that order is part of the contract. Which NaN comes out (its payload and
 * sign) is not.
 *
 * <p>Methods but {@link #pack} do not allocate once warm. They keep no state a caller can see, and
 * may be called from any thread; each runs on its caller's thread alone.
 */
public sealed interface Kernels permits ScalarKernels, VectorKernels {

  /** How the operands of {@link #gemm} are stored: N as it is multiplied, T transposed. */
  enum Form {
    /** A is stored {@code [m, k]}, B {@code [k, n]}. */
    NN,
    /** A is stored {@code [m, k]}, B {@code [n, k]}. */
    NT,
    /** A is stored {@code [k, m]}, B {@code [k, n]}. */
    TN
  }

  /** The length of the blocks of k in {@link #gemm}, and of rows in {@link #columnSums}. */
  int K_BLOCK = 256;

  /** The number of virtual lanes in every reduction along contiguous memory. */
  int LANES = 16;

  // ---------------------------------------------------------------- matrix product

  /**
   * The matrix product {@code C[m, n] = A[m, k] B[k, n]}, or {@code C += A B} when accumulating.
   *
   * <p>Every output is formed in the same way, whatever the shape: k is cut into blocks of {@link
   * #K_BLOCK}; within a block {@code s = fma(A[i, p], B[p, j], s)} in rising p, starting from +0;
   * the first block is stored into C (added to C when accumulating: {@code C + s}), each further
   * block is added, {@code C = C + s}, in order. So splitting the rows or columns of a product over
   * several calls does not change a bit; splitting k may. With k = 0, C becomes +0, or stays as it
   * is when accumulating.
   *
   * <p>C must not overlap A or B.
   *
   * @param form how A and B are stored, row-major
   * @param lda distance in floats between the stored rows of A: at least k (TN: m)
   * @param ldb distance in floats between the stored rows of B: at least n (NT: k)
   * @param ldc distance in floats between the rows of C: at least n; the gap is left alone
   * @param accumulate whether the product is added to what C holds
   * @throws IllegalArgumentException for a negative size, or a distance that is too small
   */
  void gemm(
      Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float[] c,
      int cOffset,
      int ldc,
      boolean accumulate);

  /**
   * {@link #gemm} with the stored rows of B anywhere in an array, where they may overlap: stored
   * row r (of k rows in forms NN and TN, of n in NT) starts at {@code b[bOffset + bRows[r]]}. The
   * bits are those of {@link #gemm} on a B that holds these rows side by side.
   *
   * @param bRows where each stored row starts, from bOffset on
   */
  void gemmRows(
      Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int[] bRows,
      float[] c,
      int cOffset,
      int ldc,
      boolean accumulate);

  /**
   * Lays out a matrix for {@link #gemmPacked}, for many products with the same B in form NT.
   *
   * @param n rows of B
   * @param k columns of B
   * @param b B, {@code [n, k]}, its rows ldb apart; it is copied
   * @param ldb at least k
   */
  PackedMatrix pack(Precision precision, int n, int k, float[] b, int bOffset, int ldb);

  /**
   * {@link #gemm} in form NT with the rows {@code [from, to)} of a B that was packed before. The
   * bits are those of {@link #gemm} on these rows; in bfloat16, on these rows rounded by {@link
   * FloatMath#toBfloat16}.
   *
   * @param a A, {@code [m, b.columns()]}
   * @param b what {@link #pack} of the same kernels gave
   * @param c receives {@code [m, to - from]}
   * @throws IllegalArgumentException also for a matrix that other kernels packed
   */
  void gemmPacked(
      int m,
      float[] a,
      int aOffset,
      int lda,
      PackedMatrix b,
      int from,
      int to,
      float[] c,
      int cOffset,
      int ldc,
      boolean accumulate);

  // ---------------------------------------------------------------- element by element

  /** {@code out = value}. */
  void fill(int n, float value, float[] out, int outOffset);

  /** {@code out = a + b}. */
  void add(int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset);

  /** {@code out = a - b}. */
  void subtract(int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset);

  /** {@code out = a * b}. */
  void multiply(int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset);

  /** {@code out = a / b}. */
  void divide(int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset);

  /** {@code out = alpha * x}. */
  void scale(int n, float alpha, float[] x, int xOffset, float[] out, int outOffset);

  /** {@code y = fma(alpha, x, y)}. */
  void axpy(int n, float alpha, float[] x, int xOffset, float[] y, int yOffset);

  /** {@code out = fma(a, b, c)}. */
  void multiplyAdd(
      int n,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      float[] out,
      int outOffset);

  /** {@code y = y + x}. */
  void accumulate(int n, float[] x, int xOffset, float[] y, int yOffset);

  /** {@code out[r, c] = x[r, c] + row[c]} for contiguous {@code x, out: [rows, cols]}. */
  void addRow(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      float[] row,
      int rowOffset,
      float[] out,
      int outOffset);

  /** {@code out = x <= 0 ? +0 : x}; NaN stays NaN, -0 becomes +0. */
  void relu(int n, float[] x, int xOffset, float[] out, int outOffset);

  /**
   * The gradient of {@link #relu}: {@code dx = y <= 0 ? +0 : dy}, where y may be the output or the
   * input of the forward pass.
   */
  void reluBackward(
      int n, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset);

  /** {@code out = sqrt(x)}, correctly rounded. */
  void sqrt(int n, float[] x, int xOffset, float[] out, int outOffset);

  /** {@code out = exp(x)}: {@link FloatMath#exp} of every element. */
  void exp(int n, float[] x, int xOffset, float[] out, int outOffset);

  /** {@code out = ln(x)}: {@link FloatMath#log} of every element. */
  void log(int n, float[] x, int xOffset, float[] out, int outOffset);

  /** {@code out = 1 / (1 + exp(-x))}: {@link FloatMath#sigmoid} of every element. */
  void sigmoid(int n, float[] x, int xOffset, float[] out, int outOffset);

  /** {@code out = tanh(x)}: {@link FloatMath#tanh} of every element. */
  void tanh(int n, float[] x, int xOffset, float[] out, int outOffset);

  /** {@code out = ln(1 + exp(x))}: {@link FloatMath#softplus} of every element. */
  void softplus(int n, float[] x, int xOffset, float[] out, int outOffset);

  // ---------------------------------------------------------------- reductions

  /**
   * The sum of n contiguous floats: +0 for none.
   *
   * <p>Element i is added to lane {@code i mod 16}, in rising i, each lane starting from +0. Then
   * the lanes are folded as a tree: {@code lane[j] += lane[j + 8]} for j below 8, then with 4, 2
   * and 1. {@link #dot}, {@link #sumOfSquares} and {@link #rowDots} use the same lanes and tree.
   */
  float sum(int n, float[] x, int xOffset);

  /**
   * The dot product, in the lanes of {@link #sum} with {@code lane = fma(a, b, lane)}, both arrays
   * filled up with zeros to a multiple of 16.
   */
  float dot(int n, float[] a, int aOffset, float[] b, int bOffset);

  /** The dot product of x with itself, in the order of {@link #dot}. */
  float sumOfSquares(int n, float[] x, int xOffset);

  /**
   * The largest of n contiguous floats by {@link Math#max}: NaN when any of them is NaN, and +0 is
   * larger than -0.
   *
   * @throws IllegalArgumentException if n is below 1
   */
  float max(int n, float[] x, int xOffset);

  /**
   * Looks for a float that is not at most a bound: the least i in {@code [0, n)} whose x[i] is
   * above it or NaN.
   *
   * @return that i, or n where there is none
   */
  int firstAbove(int n, float[] x, int xOffset, float bound);

  /** {@code out[r] = dot(a[r, :], b[r, :])} for contiguous {@code a, b: [rows, dim]}. */
  void rowDots(
      int rows,
      int dim,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] out,
      int outOffset);

  /**
   * {@code out[c] = sum over r of x[r, c]} for contiguous {@code x: [rows, cols]}: the bits of the
   * product of a row of ones with x, that is, blocks of {@link #K_BLOCK} rows, each summed in
   * rising order from +0 and added in order.
   *
   * @param accumulate whether the sums are added to what out holds
   */
  void columnSums(
      int rows, int cols, float[] x, int xOffset, float[] out, int outOffset, boolean accumulate);

  // ---------------------------------------------------------------- rows of tables
  //
  // PagedRows says where they lie. Callers check ids once; an id outside the pages is still an
  // IndexOutOfBoundsException here, before anything is written.

  /**
   * Copies rows: {@code out[i - from, :] = table[ids[i], :]} for i in {@code [from, to)}.
   *
   * @param outOffset where the row of {@code ids[from]} goes
   */
  void gatherRows(PagedRows table, int[] ids, int from, int to, float[] out, int outOffset);

  /**
   * Overwrites rows: {@code table[ids[i], :] = source[i - from, :]} for i in {@code [from, to)}, in
   * rising i.
   *
   * @param sourceOffset where the row for {@code ids[from]} lies
   */
  void scatterRows(PagedRows table, int[] ids, int from, int to, float[] source, int sourceOffset);

  /**
   * Sums bags of rows: {@code out[g - fromBag, :] = sum of table[ids[i], :]} over i in {@code
   * [offsets[g], offsets[g + 1])}, for g in {@code [fromBag, toBag)}. In rising i, starting from
   * +0; with weights, {@code sum = fma(weights[i], row, sum)}. An empty bag gives +0.
   *
   * <p>With {@link PagedRows#of} this is also the sum of chosen rows of an array, segment by
   * segment.
   *
   * @param offsets rising positions in ids, one more than there are bags
   * @param weights a weight for each position of ids, or null for ones
   * @param outOffset where the row of {@code fromBag} goes
   */
  void bagSum(
      PagedRows table,
      int[] ids,
      int[] offsets,
      float[] weights,
      int fromBag,
      int toBag,
      float[] out,
      int outOffset);

  /**
   * Adds rows to rows: {@code target[slot[i], :] += source[sourceRow[i], :]} for i in {@code [from,
   * to)} in rising i; with weights, {@code target = fma(weights[i], source, target)}. Source and
   * target are different arrays of rows of dim floats.
   *
   * @param sourceRow the source row of each i, or null for row i itself
   * @param weights a weight for each i, or null for ones
   */
  void scatterAddRows(
      int dim,
      float[] source,
      int[] sourceRow,
      float[] weights,
      int[] slot,
      int from,
      int to,
      float[] target);

  // ---------------------------------------------------------------- attention, normalisation

  /**
   * Turns rows of attention scores into weights, in place: {@code s[j] = fma(scale, x[r, j],
   * bias[r, j])} (without a bias {@code scale * x}), {@code e[j] = exp(s[j] - max(s))}, {@code x[r,
   * j] = e[j] * (1 / sum(e))}, with {@link #max}, {@link FloatMath#exp} and {@link #sum}.
   *
   * <p>Row r takes its first {@code visible + r} entries, at most cols; the others, up to width,
   * become +0. So does a whole row whose largest s is -infinity, or that takes no entry.
   *
   * @param cols entries of a row
   * @param width at least cols; the kernel is quickest where there is room for whole vectors
   * @param visible how many entries row 0 takes: cols for all rows alike, i + 1 where row 0 is the
   *     query at position i of a causal attention
   * @param bias added to the scaled scores, -infinity where a key is masked; or null
   * @param biasStride distance between the bias's rows; 0 where all rows have the same
   * @param stride distance between the rows of x: at least width
   */
  void attentionWeights(
      int rows,
      int cols,
      int width,
      int visible,
      float scale,
      float[] bias,
      int biasOffset,
      int biasStride,
      float[] x,
      int xOffset,
      int stride);

  /**
   * The gradient of {@link #attentionWeights} with respect to the scores before scaling: {@code
   * x[r, j] = scale * (weights[r, j] * (x[r, j] - totals[r]))}, where x holds the gradient of the
   * weights, and is overwritten.
   *
   * @param totals for each row the sum of weights times their gradients
   * @param stride distance between the rows of weights, and of x: at least cols
   */
  void attentionWeightsBackward(
      int rows,
      int cols,
      float scale,
      float[] weights,
      int weightsOffset,
      float[] totals,
      int totalsOffset,
      float[] x,
      int xOffset,
      int stride);

  /**
   * Dropout: {@code out = dropped ? +0 : factor * x}. Element {@code index + i} is dropped if its
   * 32 random bits, as an unsigned number, are below the threshold: the low half of draw {@code
   * (index + i) / 2} of the key by {@link SplitMix#draw} where {@code index + i} is even, the high
   * half where it is odd.
   *
   * @param index the number of the first element, even
   * @param threshold the probability of dropping, times 2^32, as an unsigned number
   * @throws IllegalArgumentException if index is odd or negative
   */
  void dropout(
      int n,
      long key,
      long index,
      int threshold,
      float factor,
      float[] x,
      int xOffset,
      float[] out,
      int outOffset);

  /**
   * Layer normalisation of rows (J. Ba, J. Kiros, G. Hinton, Layer Normalization, 2016): {@code
   * mean = sum(x) / n}, {@code d = x - mean}, {@code rstd = 1 / sqrt(sumOfSquares(d) / n + eps)},
   * {@code out = fma(d * rstd, weight, bias)}, or {@code d * rstd} without a weight.
   *
   * @param x {@code [rows, n]}; out may be the same range
   * @param weight {@code [n]}, or null
   * @param bias {@code [n]}; null exactly where weight is
   * @param stats {@code [rows, 2]}: receives each row's mean and rstd
   */
  void layerNorm(
      int rows,
      int n,
      float eps,
      float[] x,
      int xOffset,
      float[] weight,
      float[] bias,
      float[] out,
      int outOffset,
      float[] stats,
      int statsOffset);

  /**
   * The gradient of {@link #layerNorm}. With {@code h = (x - mean) * rstd}, {@code c1 = dot(dy,
   * weight) / n}, {@code c2 = dot(dy, h * weight) / n}: {@code dx = rstd * fma(-h, c2, fma(dy,
   * weight, -c1))}; without a weight {@code c1 = sum(dy) / n} and {@code dy - c1}. In rising rows,
   * {@code dWeight = fma(dy, h, dWeight)} and {@code dBias = dBias + dy}.
   *
   * @param dx {@code [rows, n]}, overwritten; must not overlap x or dy
   * @param dWeight {@code [n]}, added to from {@code dOffset} on; null where weight is
   * @param dBias {@code [n]}, added to from {@code dOffset} on; null where weight is
   */
  void layerNormBackward(
      int rows,
      int n,
      float[] x,
      int xOffset,
      float[] stats,
      int statsOffset,
      float[] weight,
      float[] dy,
      int dyOffset,
      float[] dx,
      int dxOffset,
      float[] dWeight,
      float[] dBias,
      int dOffset);

  // ---------------------------------------------------------------- factorisation machines

  /**
   * The second-order term of a factorisation machine (S. Rendle, Factorization Machines, 2010), in
   * linear time: for each example, {@code out = 1/2 sum over d of ((sum over f of x[f, d])^2 - sum
   * over f of x[f, d]^2)}.
   *
   * <p>Order: {@code S[d] = S[d] + x[f, d]} and {@code Q[d] = fma(x[f, d], x[f, d], Q[d])} in
   * rising f from +0; {@code t[d] = fma(S[d], S[d], -Q[d])}; out is 0.5 times the {@link #sum} of
   * t.
   *
   * @param x {@code [batch, fields, dim]}
   * @param sums {@code [batch, dim]}: receives S, which the backward pass needs
   * @param out {@code [batch]}
   */
  void fmForward(
      int batch,
      int fields,
      int dim,
      float[] x,
      int xOffset,
      float[] sums,
      int sumsOffset,
      float[] out,
      int outOffset);

  /**
   * The gradient of {@link #fmForward}: {@code dx[b, f, d] = dOut[b] * (S[b, d] - x[b, f, d])}, or,
   * when accumulating, {@code dx = fma(dOut[b], S - x, dx)}.
   *
   * @param x {@code [batch, fields, dim]}
   * @param sums {@code [batch, dim]}, from the forward pass
   * @param dOut {@code [batch]}
   * @param dx {@code [batch, fields, dim]}
   */
  void fmBackward(
      int batch,
      int fields,
      int dim,
      float[] x,
      int xOffset,
      float[] sums,
      int sumsOffset,
      float[] dOut,
      int dOutOffset,
      float[] dx,
      int dxOffset,
      boolean accumulate);

  // ---------------------------------------------------------------- recurrent cells

  /**
   * One step of an LSTM (S. Hochreiter, J. Schmidhuber, Long Short-Term Memory, 1997; with the
   * forget gate of F. Gers et al., 2000), once its products are formed. With p = gates + bias:
   * {@code i, f, o = sigmoid(p)}, {@code g = tanh(p)}; {@code c = fma(f, before, i * g)}; {@code h
   * = o * tanh(c)}.
   *
   * @param gates {@code [rows, 4 hidden]}, by i, f, g, o: the products; receives the activations
   * @param bias {@code [4 hidden]}
   * @param before {@code [rows, hidden]}, the cell state before the step
   * @param c {@code [rows, hidden]}, receives the cell state
   * @param h {@code [rows, hidden]}, receives the output
   */
  void lstmForward(
      int rows,
      int hidden,
      float[] gates,
      int gatesOffset,
      float[] bias,
      int biasOffset,
      float[] before,
      int beforeOffset,
      float[] c,
      int cOffset,
      float[] h,
      int hOffset);

  /**
   * The gradient of {@link #lstmForward}. With {@code t = tanh(c)} and {@code e = fma(dh * o,
   * fma(-t, t, 1), dc)}: {@code di = (e * g) * (i * (1 - i))}, {@code df = (e * before) * (f * (1 -
   * f))}, {@code dg = (e * i) * fma(-g, g, 1)}, {@code do = (dh * t) * (o * (1 - o))}, {@code dc =
   * e * f}.
   *
   * @param gates the activations; receives the gradients of the products
   * @param before the cell state before the step
   * @param c the cell state; receives its tanh
   * @param dh the gradient of the output
   * @param dc the gradient of the cell state; receives that of the cell state before the step
   */
  void lstmBackward(
      int rows,
      int hidden,
      float[] gates,
      int gatesOffset,
      float[] before,
      int beforeOffset,
      float[] c,
      int cOffset,
      float[] dh,
      int dhOffset,
      float[] dc,
      int dcOffset);

  /** What share s of its state a gated recurrent unit keeps, by its update gate z. */
  enum GruUpdate {
    /** {@code s = z} (K. Cho et al., 2014, with z the share kept, as in PyTorch). */
    GATE,
    /** {@code s = 1 - a}: the attention a replaces the gate (AGRU; C. Xiong et al., 2016). */
    ATTENTION,
    /**
     * {@code s = fma(-a, 1 - z, 1)}: the attention scales the gate (AUGRU; G. Zhou et al., 2019).
     */
    GATE_AND_ATTENTION
  }

  /**
   * One step of a gated recurrent unit, once its products are formed. With p the sum of x, h and
   * bias, in this order: {@code r, z = sigmoid(p)}; {@code q = h + bias}, the last part of either;
   * {@code n = tanh(fma(r, q, x + bias))}; {@code out = fma(s, before - n, n)}, where s is what
   * {@link GruUpdate} says.
   *
   * @param x {@code [rows, 3 hidden]}, by r, z, n: products of the input; receives r, z, n
   * @param h {@code [rows, 3 hidden]}, products of the state; receives q as its last third
   * @param bias {@code [4 hidden]}: of r, of z, of the input's part of n, of the state's part of n
   * @param attention a of each row; null with {@link GruUpdate#GATE}
   * @param before {@code [rows, hidden]}, the state before the step
   * @param out {@code [rows, hidden]}, receives the state
   */
  void gruForward(
      GruUpdate update,
      int rows,
      int hidden,
      float[] x,
      int xOffset,
      float[] h,
      int hOffset,
      float[] bias,
      int biasOffset,
      float[] attention,
      int attentionOffset,
      float[] before,
      int beforeOffset,
      float[] out,
      int outOffset);

  /**
   * The gradient of {@link #gruForward}. With {@code ds = d * (before - n)}: {@code dn = (d * (1 -
   * s)) * fma(-n, n, 1)}, {@code dr = (dn * q) * (r * (1 - r))}, {@code dz} is {@code ds * (z * (1
   * - z))}, {@code (ds * a) * (z * (1 - z))} or 0 by the kind of update; {@code d = d * s}. The
   * gradient of a is minus the {@link #sum} of {@code ds}, or of {@code ds * (1 - z)}.
   *
   * @param x r, z, n; receives dr, dz, dn, the gradients of the input's products
   * @param h q as its last third; receives dr, dz, {@code dn * r}, those of the state's products
   * @param attention a of each row; null with {@link GruUpdate#GATE}
   * @param dAttention receives the gradient of a; null with {@link GruUpdate#GATE}
   * @param before the state before the step
   * @param d the gradient of the state; receives the part that reaches the state before directly
   */
  void gruBackward(
      GruUpdate update,
      int rows,
      int hidden,
      float[] x,
      int xOffset,
      float[] h,
      int hOffset,
      float[] attention,
      int attentionOffset,
      float[] dAttention,
      int dAttentionOffset,
      float[] before,
      int beforeOffset,
      float[] d,
      int dOffset);

  // ---------------------------------------------------------------- optimizer updates

  /**
   * Stochastic gradient descent without momentum: {@code d = fma(weightDecay, p, g)}, {@code p =
   * fma(-lr, d, p)}.
   */
  void sgd(int n, float[] p, int pOffset, float[] g, int gOffset, float lr, float weightDecay);

  /**
   * Stochastic gradient descent with momentum, by PyTorch's rules: {@code d = fma(weightDecay, p,
   * g)}; {@code buf = first ? d : fma(momentum, buf, (1 - dampening) * d)}; {@code u = nesterov ?
   * fma(momentum, buf, d) : buf}; {@code p = fma(-lr, u, p)}.
   *
   * @param buf the momentum buffer, updated; what it holds is not read when {@code first}
   * @param first whether this is the first step of these elements
   */
  void sgdMomentum(
      int n,
      float[] p,
      int pOffset,
      float[] g,
      int gOffset,
      float[] buf,
      int bufOffset,
      float lr,
      float momentum,
      float dampening,
      float weightDecay,
      boolean nesterov,
      boolean first);

  /**
   * AdaGrad (J. Duchi, E. Hazan, Y. Singer, 2011), by PyTorch's rules: {@code d = fma(weightDecay,
   * p, g)}; {@code sum = fma(d, d, sum)}; {@code p = fma(-lr, d / (sqrt(sum) + eps), p)}.
   *
   * @param sum the sum of squared gradients, updated
   * @param lr the rate of this step, any decay included
   */
  void adagrad(
      int n,
      float[] p,
      int pOffset,
      float[] g,
      int gOffset,
      float[] sum,
      int sumOffset,
      float lr,
      float weightDecay,
      float eps);

  /**
   * Adam (D. Kingma, J. Ba, 2015): {@code d = fma(weightDecay, p, g)}; {@code m = fma(beta1, m, (1
   * - beta1) * d)}; {@code v = fma(beta2, v, ((1 - beta2) * d) * d)}; {@code p = fma(-stepSize, m /
   * fma(sqrt(v), rootScale, eps), p)}.
   *
   * @param m the first moment, updated
   * @param v the second moment, updated
   * @param step the numbers of this step, for PyTorch's Adam or its SparseAdam
   */
  void adam(
      int n,
      float[] p,
      int pOffset,
      float[] g,
      int gOffset,
      float[] m,
      int mOffset,
      float[] v,
      int vOffset,
      AdamStep step);
}
