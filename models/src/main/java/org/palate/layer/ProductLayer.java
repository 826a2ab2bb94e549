// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Products;
import org.palate.autograd.Reductions;
import org.palate.autograd.Variable;
import org.palate.layer.operation.FieldPairs;
import org.palate.layer.operation.OuterProduct;
import org.palate.nn.Init;
import org.palate.nn.Layer;
import org.palate.nn.Linear;
import org.palate.tensor.RandomStream;

/**
 * The first layer of a product-based network: linear in the fields' vectors, plus linear in their
 * products, {@code y = W z + b + l_p}, with z the vectors of all fields side by side. An activation
 * and further layers follow.
 *
 * <p>Both forms avoid the square of the fields: the inner one by weights of rank one, the outer one
 * by adding up all pairs.
 *
 * <p>Y. Qu, H. Cai, K. Ren, W. Zhang, Y. Yu, Y. Wen, J. Wang: Product-based Neural Networks for
 * User Response Prediction, 2016. There pairs (i, j) and (j, i) and each field with itself all
 * count, and so they do here; {@link FieldPairs} has every pair once, with no weights.
 */
public sealed interface ProductLayer {
  /** {@code [batch, fields, dim]} to {@code [batch, out]}. */
  Variable forward(Variable x);

  /**
   * Inner products: unit n weighs {@code <x_i, x_j>} with {@code theta[n, i] theta[n, j]}, and so
   * is {@code l_p[n] = |sum_i theta[n, i] x_i|^2}.
   *
   * <p>Parameters: {@code linear.weight [out, fields dim]}, {@code linear.bias [out]}, {@code theta
   * [out, fields]}.
   */
  final class Inner extends Layer implements ProductLayer {
    private final Linear linear;
    private final Variable theta;

    /** A layer before training. */
    public Inner(int fields, int dim, int out, RandomStream random) {
      linear = child("linear", new Linear(fields * dim, out, random));
      theta = parameter("theta", Init.fanIn(random, fields, out, fields));
    }

    @Override
    public Variable forward(Variable x) {
      check(x, theta.shape().dim(1));
      Variable sums = Products.matmul(theta, x);
      Variable flat = Layout.reshape(x, x.shape().dim(0), -1);
      return Arithmetic.add(linear.forward(flat), Reductions.rowDot(sums, sums));
    }
  }

  /**
   * Outer products: all {@code x_i x_jᵀ} added up, which is {@code S Sᵀ} with S the sum of the
   * fields; unit n weighs its elements.
   *
   * <p>Parameters: {@code linear.weight [out, fields dim]}, {@code linear.bias [out]}, {@code
   * product.weight [out, dim dim]}.
   */
  final class Outer extends Layer implements ProductLayer {
    private final Linear linear;
    private final Linear product;
    private final int fields;

    /** A layer before training. */
    public Outer(int fields, int dim, int out, RandomStream random) {
      this.fields = fields;
      linear = child("linear", new Linear(fields * dim, out, random));
      product = child("product", new Linear(Math.multiplyExact(dim, dim), out, false, random));
    }

    @Override
    public Variable forward(Variable x) {
      check(x, fields);
      Variable sum = Reductions.sum(x, false, 1);
      Variable products = product.forward(OuterProduct.flattened(sum, sum));
      Variable flat = Layout.reshape(x, x.shape().dim(0), -1);
      return Arithmetic.add(linear.forward(flat), products);
    }
  }

  private static void check(Variable x, int fields) {
    if (x.shape().rank() != 3 || x.shape().dim(1) != fields) {
      throw new IllegalArgumentException(
          "product layer of %d fields: expected [batch, fields, dim], found %s"
              .formatted(fields, x.shape()));
    }
  }
}
