// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

import java.util.Arrays;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.feature.FeatureSpace;
import org.palate.nn.Layer;
import org.palate.tensor.TensorPool;

/**
 * A model that is trained by gradients: it says how scores follow from its parameters, and nothing
 * of what they are trained for. Extend it to write one of your own; its parameters and layers are
 * those of a {@link Layer}.
 */
public abstract class GradientModel extends Layer implements Model {
  /** How many pairs of query and item, or events of histories, are looked at together. */
  private static final int PAIRS = 4096;

  private final FeatureSpace space;

  /** A model of the users, items and fields of a space. */
  protected GradientModel(FeatureSpace space) {
    this.space = space;
  }

  /**
   * The scores of the candidates of a batch; logits where the objective is one of probabilities.
   *
   * @return shape {@code [queries, candidates]}, or {@code [queries, candidates, tasks]} of a model
   *     of several tasks or classes
   */
  public abstract Variable scores(Tape tape, Batch batch);

  @Override
  public final FeatureSpace space() {
    return space;
  }

  @Override
  public final Layer state() {
    return this;
  }

  /** How many of the newest events of a history the model looks at; 0 if at none. */
  public int historyLength() {
    return 0;
  }

  /**
   * Whether one pass over a history serves all of its moments, so that training does well to ask
   * for them together.
   */
  public boolean encodesMoments() {
    return false;
  }

  @Override
  public final boolean readsHistory() {
    return historyLength() > 0;
  }

  @Override
  public void score(Queries queries, int first, int end, float[] out) {
    int width = end - first;
    int together = together(width);
    TensorPool pool = new TensorPool();
    for (int from = 0; from < queries.size(); from += together) {
      Queries asked = queries.slice(from, Math.min(queries.size(), from + together));
      for (int item = first; item < end; item += PAIRS) {
        int last = Math.min(end, item + PAIRS);
        float[] scores = scores(pool, asked, Candidates.Shared.range(item, last));
        for (int q = 0; q < asked.size(); q++) {
          System.arraycopy(
              scores, q * (last - item), out, (from + q) * width + item - first, last - item);
        }
      }
    }
  }

  @Override
  public void score(Queries queries, Candidates.Each candidates, float[] out) {
    int each = candidates.each();
    int[] items = known(candidates.expanded(queries.size()));
    int together = together(each);
    TensorPool pool = new TensorPool();
    for (int from = 0; from < queries.size(); from += together) {
      int to = Math.min(queries.size(), from + together);
      int[] own = Arrays.copyOfRange(items, from * each, to * each);
      float[] scores = scores(pool, queries.slice(from, to), new Candidates.Each(own, each));
      System.arraycopy(scores, 0, out, from * each, own.length);
    }
  }

  /** How many queries are scored together that are offered so many items each. */
  private int together(int each) {
    return Math.max(1, PAIRS / Math.max(1, Math.max(each, historyLength())));
  }

  /** The scores by which items are ranked: those of the first task. */
  private float[] scores(TensorPool pool, Queries queries, Candidates candidates) {
    try (Tape tape = Tape.inference(pool)) {
      Variable scores = scores(tape, Batch.of(queries, candidates));
      int pairs = queries.size() * candidates.each();
      float[] all = scores.value().data();
      int tasks = scores.value().size() / Math.max(1, pairs);
      float[] first = new float[pairs];
      for (int i = 0; i < pairs; i++) {
        first[i] = all[i * tasks];
      }
      return first;
    }
  }
}
