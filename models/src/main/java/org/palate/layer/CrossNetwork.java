// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import java.util.ArrayList;
import java.util.List;
import org.palate.autograd.Activations;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Products;
import org.palate.autograd.Reductions;
import org.palate.autograd.Softmax;
import org.palate.autograd.Variable;
import org.palate.layer.operation.CrossLayer;
import org.palate.nn.Init;
import org.palate.nn.Layer;
import org.palate.nn.Linear;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Tensor;

/**
 * Layers that multiply features explicitly: after l of them the output holds products of up to l +
 * 1 features. Two forms, as in the two papers on Deep &amp; Cross Networks, and two cheaper kinds
 * of the second: with a matrix of low rank, and with a mixture of several. Gradients of the two
 * forms stand in {@link CrossLayer}.
 */
public sealed interface CrossNetwork {
  /** {@code [batch, width]} to the same shape. */
  Variable forward(Variable x0);

  /**
   * The first form, with one vector a layer: {@code x' = x0 (x . w) + b + x}.
   *
   * <p>Parameters of layer l: {@code l.weight [1, width]}, {@code l.bias [width]}.
   *
   * <p>R. Wang, B. Fu, G. Fu, M. Wang: Deep &amp; Cross Network for Ad Click Predictions, 2017.
   */
  final class Vectors extends Layer implements CrossNetwork {
    private static final class Weights extends Layer {
      private final Variable weight;
      private final Variable bias;

      Weights(int width, RandomStream random) {
        weight = parameter("weight", Init.xavierUniform(random, 1, width));
        bias = parameter("bias", Tensor.zeros(width));
      }
    }

    private final List<Weights> layers = new ArrayList<>();

    /** A network of so many layers. */
    public Vectors(int width, int layerCount, RandomStream random) {
      for (int l = 0; l < layerCount; l++) {
        layers.add(child(Integer.toString(l), new Weights(width, random)));
      }
    }

    @Override
    public Variable forward(Variable x0) {
      Variable x = x0;
      for (Weights layer : layers) {
        x = CrossLayer.byVector(x0, x, layer.weight, layer.bias);
      }
      return x;
    }
  }

  /**
   * The second form, with one matrix a layer: {@code x' = x0 (W x + b) + x}, where the product with
   * x0 is element by element.
   *
   * <p>Parameters of layer l: {@code l.weight [width, width]}, {@code l.bias [width]}.
   *
   * <p>R. Wang et al.: DCN V2, Improved Deep &amp; Cross Network and Practical Lessons for
   * Web-scale Learning to Rank Systems, 2021.
   */
  final class Matrices extends Layer implements CrossNetwork {
    private static final class Weights extends Layer {
      private final Variable weight;
      private final Variable bias;

      Weights(int width, RandomStream random) {
        weight = parameter("weight", Init.fanIn(random, width, width, width));
        bias = parameter("bias", Init.fanIn(random, width, width));
      }
    }

    private final List<Weights> layers = new ArrayList<>();

    /** A network of so many layers. */
    public Matrices(int width, int layerCount, RandomStream random) {
      for (int l = 0; l < layerCount; l++) {
        layers.add(child(Integer.toString(l), new Weights(width, random)));
      }
    }

    @Override
    public Variable forward(Variable x0) {
      Variable x = x0;
      for (Weights layer : layers) {
        x = CrossLayer.byMatrix(x0, x, layer.weight, layer.bias);
      }
      return x;
    }
  }

  /**
   * The second form with a matrix of low rank: {@code x' = x0 (U Vᵀ x + b) + x}, which costs {@code
   * 2 rank} multiplications an element instead of {@code width}.
   *
   * <p>Parameters of layer l: {@code l.U [width, rank]}, {@code l.V [width, rank]}, {@code l.bias
   * [width]}. Paper as for {@link Matrices}.
   */
  final class LowRank extends Layer implements CrossNetwork {
    private static final class Weights extends Layer {
      private final Variable u;
      private final Variable v;
      private final Variable bias;

      Weights(int width, int rank, RandomStream random) {
        u = parameter("U", Init.xavierUniform(random, width, rank));
        v = parameter("V", Init.xavierUniform(random, width, rank));
        bias = parameter("bias", Tensor.zeros(width));
      }

      Variable forward(Variable x0, Variable x) {
        Variable few = Products.matmul(x, v);
        return Arithmetic.multiplyAdd(x0, Products.linear(few, u, bias), x);
      }
    }

    private final List<Weights> layers = new ArrayList<>();

    /** A network of so many layers. */
    public LowRank(int width, int layerCount, int rank, RandomStream random) {
      for (int l = 0; l < layerCount; l++) {
        layers.add(child(Integer.toString(l), new Weights(width, rank, random)));
      }
    }

    @Override
    public Variable forward(Variable x0) {
      Variable x = x0;
      for (Weights layer : layers) {
        x = layer.forward(x0, x);
      }
      return x;
    }
  }

  /**
   * A mixture of K experts of low rank, which may differ by the input:
   *
   * <pre>{@code
   * h_k = tanh(C_k tanh(V_kᵀ x))
   * x'  = x0 (sum_k p_k U_k h_k + b) + x,    p = softmax(G x)
   * }</pre>
   *
   * <p>The paper has {@code sum_k p_k x0 (U_k h_k + b)}, which is the same, as the p sum to 1.
   *
   * <p>Parameters of layer l: {@code l.U [experts, width, rank]}, {@code l.V [experts, width,
   * rank]}, {@code l.C [experts, rank, rank]}, {@code l.bias [width]}, {@code l.gate.weight
   * [experts, width]}. Paper as for {@link Matrices}.
   */
  final class Experts extends Layer implements CrossNetwork {
    private static final class Weights extends Layer {
      private final Variable u;
      private final Variable v;
      private final Variable c;
      private final Variable bias;
      private final Linear gate;

      Weights(int width, int experts, int rank, RandomStream random) {
        u = parameter("U", Init.fanIn(random, rank, experts, width, rank));
        v = parameter("V", Init.fanIn(random, width, experts, width, rank));
        c = parameter("C", Init.fanIn(random, rank, experts, rank, rank));
        bias = parameter("bias", Tensor.zeros(width));
        gate = child("gate", new Linear(width, experts, false, random));
      }

      Variable forward(Variable x0, Variable x) {
        Variable few = Activations.tanh(Products.matmul(x, v));
        Variable mixed = Activations.tanh(Products.matmul(few, false, c, true));
        Variable weights = Softmax.softmax(gate.forward(x), 1);
        Variable byExpert =
            Layout.reshape(Layout.transpose(weights, 0, 1), mixed.shape().dim(0), -1, 1);
        Variable each = Products.matmul(Arithmetic.mul(mixed, byExpert), false, u, true);
        Variable sum = Reductions.sum(each, false, 0);
        return Arithmetic.multiplyAdd(x0, Arithmetic.add(sum, bias), x);
      }
    }

    private final List<Weights> layers = new ArrayList<>();

    /** A network of so many layers. */
    public Experts(int width, int layerCount, int experts, int rank, RandomStream random) {
      for (int l = 0; l < layerCount; l++) {
        layers.add(child(Integer.toString(l), new Weights(width, experts, rank, random)));
      }
    }

    @Override
    public Variable forward(Variable x0) {
      Variable x = x0;
      for (Weights layer : layers) {
        x = layer.forward(x0, x);
      }
      return x;
    }
  }
}
