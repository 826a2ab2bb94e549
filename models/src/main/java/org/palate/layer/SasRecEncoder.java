// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Reductions;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.nn.Dropout;
import org.palate.nn.Embedding;
import org.palate.nn.Group;
import org.palate.nn.Layer;
import org.palate.nn.LayerNorm;
import org.palate.nn.Losses;
import org.palate.nn.PositionEmbedding;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * What SASRec makes of histories (W. Kang, J. McAuley, Self-Attentive Sequential Recommendation,
 * 2018): for each position a state that says what may come next,
 *
 * <pre>
 * x = dropout(sqrt(dim) item[id] + position[l]), states = last_norm(blocks(x)), score = states · item
 * </pre>
 *
 * <p>with the vectors of the items themselves as targets. Id 0 is padding: its vector receives no
 * gradient, its positions are zeros throughout.
 *
 * <p>Parameters: {@code item_emb.weight [items, dim]}, {@code pos_emb.weight [length, dim]}, {@code
 * blocks.0.*}, … as in {@link SasRecBlock}, {@code last_norm.*}.
 */
public final class SasRecEncoder extends Layer {
  /** The id that stands for no item. */
  public static final int PADDING = 0;

  /**
   * The sizes of an encoder.
   *
   * @param items how many ids there are, that of padding included
   * @param length the longest history
   * @param dim length of every vector, a multiple of heads
   * @param blocks how many blocks
   * @param heads heads of each attention
   * @param dropout the probability of every dropout
   * @param eps added to the variances of the norms
   */
  public record Options(
      int items, int length, int dim, int blocks, int heads, double dropout, double eps) {
    /** Two blocks of one head, dropout of 0.2 and eps of 1e-8, as in the paper and its code. */
    public static Options of(int items, int length, int dim) {
      return new Options(items, length, dim, 2, 1, 0.2, 1e-8);
    }

    /** These, with other blocks. */
    public Options withBlocks(int newBlocks, int newHeads) {
      return new Options(items, length, dim, newBlocks, newHeads, dropout, eps);
    }

    /** These, with another dropout. */
    public Options withDropout(double newDropout) {
      return new Options(items, length, dim, blocks, heads, newDropout, eps);
    }

    /** These, with another eps. */
    public Options withEps(double newEps) {
      return new Options(items, length, dim, blocks, heads, dropout, newEps);
    }
  }

  private final float scale;
  private final Embedding items;
  private final PositionEmbedding positions;
  private final List<SasRecBlock> blocks = new ArrayList<>();
  private final LayerNorm lastNorm;
  private final Dropout dropout;

  /**
   * An encoder before training.
   *
   * @param std the standard deviation with which vectors start
   */
  public SasRecEncoder(Options options, double std, RandomStream random) {
    int dim = options.dim();
    this.scale = (float) Math.sqrt(dim);
    this.items = child("item_emb", new Embedding(options.items(), dim, std, PADDING, random));
    this.positions = child("pos_emb", new PositionEmbedding(options.length(), dim, std, random));
    Group group = child("blocks", new Group());
    for (int i = 0; i < options.blocks(); i++) {
      blocks.add(
          group.with(
              i, new SasRecBlock(dim, options.heads(), options.dropout(), options.eps(), random)));
    }
    this.lastNorm = child("last_norm", new LayerNorm(dim, options.eps()));
    this.dropout = new Dropout(options.dropout());
  }

  /**
   * The states of histories.
   *
   * @param history ids, {@code [batch, length]}, 0 where there is padding
   * @return {@code [batch, length, dim]}
   */
  public Variable forward(Tape tape, IntTensor history) {
    boolean[] valid = valid(history);
    Variable vectors = Arithmetic.scale(items.forward(tape, history), scale);
    Variable x = dropout.forward(positions.addTo(vectors));
    for (SasRecBlock block : blocks) {
      x = block.forward(x, valid);
    }
    return lastNorm.forward(x);
  }

  /**
   * How well an item fits each state.
   *
   * @param states {@code [batch, length, dim]}
   * @param candidates ids, {@code [batch, length]}
   * @return {@code [batch, length]}
   */
  public Variable scores(Variable states, IntTensor candidates) {
    return Reductions.rowDot(states, items.forward(Tape.of(states), candidates));
  }

  /** The vectors of the items. */
  public Embedding items() {
    return items;
  }

  /** Which ids are items. */
  public static boolean[] valid(IntTensor ids) {
    boolean[] valid = new boolean[ids.size()];
    for (int i = 0; i < valid.length; i++) {
      valid[i] = ids.data()[i] != PADDING;
    }
    return valid;
  }

  /**
   * The paper's loss: the mean of {@code -ln sigmoid(p) - ln(1 - sigmoid(n))} over the positions
   * that have a next item; 0 if there are none.
   *
   * @param positive p, the scores of the items that came next
   * @param negative n, the scores of items that did not
   * @param valid which positions have a next item, as many as there are scores
   */
  public static Variable loss(Variable positive, Variable negative, boolean[] valid) {
    Objects.requireNonNull(valid, "the loss: expected flags of valid positions, found null");
    int size = valid.length;
    int count = 0;
    for (boolean position : valid) {
      count += position ? 1 : 0;
    }
    if (positive.value().size() != size || negative.value().size() != size) {
      throw new IllegalArgumentException(
          "the loss: expected positive and negative scores of %d positions, found %s and %s"
              .formatted(size, positive.shape(), negative.shape()));
    }
    Tape tape = Tape.of(positive, negative);
    Shape shape = positive.shape();
    Tensor weights = null;
    if (count < size) {
      weights = tape.take(shape);
      for (int i = 0; i < size; i++) {
        weights.data()[i] = valid[i] ? (float) size / count : 0f;
      }
    }
    Tensor ones = tape.take(shape);
    Arrays.fill(ones.data(), 0, size, 1f);
    Tensor zeros = tape.take(shape);
    Arrays.fill(zeros.data(), 0, size, 0f);
    return Arithmetic.add(
        Losses.bceWithLogits(positive, ones, weights),
        Losses.bceWithLogits(negative, zeros, weights));
  }
}
