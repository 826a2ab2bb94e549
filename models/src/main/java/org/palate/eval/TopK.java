// SPDX-License-Identifier: Apache-2.0
package org.palate.eval;

/**
 * The k best of many scored items, best first; of equal scores the lower id is better.
 *
 * <p>A heap with the worst kept item on top. Once it is full, an item costs one comparison with the
 * worst kept score unless it gets in, which a random order lets happen about {@code k ln(n / k)}
 * times in n. Not safe for use by several threads; reuse one per thread.
 */
public final class TopK {
  private final int[] ids;
  private final float[] scores;
  private int size;

  /** Room for the best {@code k}, at least 1. */
  public TopK(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k must be at least 1, got " + k);
    }
    ids = new int[k];
    scores = new float[k];
  }

  /**
   * Selects anew from {@code items} scores.
   *
   * @param from the scores, item i at {@code offset + i}
   * @param excluded items with a value other than 0 are never selected; null excludes none
   * @return -1, or the lowest id with a NaN score, in which case nothing is selected
   */
  public int select(float[] from, int offset, int items, byte[] excluded) {
    size = 0;
    int i = 0;
    for (; i < items && size < ids.length; i++) {
      float score = from[offset + i];
      if (Float.isNaN(score)) {
        size = 0;
        return i;
      }
      if (excluded == null || excluded[i] == 0) {
        ids[size] = i;
        scores[size] = score;
        siftUp(size++);
      }
    }
    float worst = scores[0];
    for (; i < items; i++) {
      float score = from[offset + i];
      // Ids come in rising order, so an equal score never displaces; NaN fails the test and goes
      // on.
      if (score <= worst) {
        continue;
      }
      if (Float.isNaN(score)) {
        size = 0;
        return i;
      }
      if (excluded == null || excluded[i] == 0) {
        ids[0] = i;
        scores[0] = score;
        siftDown(0, size);
        worst = scores[0];
      }
    }
    for (int last = size - 1; last > 0; last--) {
      swap(0, last);
      siftDown(0, last);
    }
    return -1;
  }

  /** Number of selected items: k, or fewer when fewer could be selected. */
  public int size() {
    return size;
  }

  /** The id at a rank from 1 to {@link #size()}. */
  public int id(int rank) {
    return ids[rank - 1];
  }

  /** The score at a rank from 1 to {@link #size()}. */
  public float score(int rank) {
    return scores[rank - 1];
  }

  private boolean worse(int a, int b) {
    return scores[a] < scores[b] || (scores[a] == scores[b] && ids[a] > ids[b]);
  }

  private void siftUp(int at) {
    while (at > 0 && worse(at, (at - 1) >> 1)) {
      swap(at, (at - 1) >> 1);
      at = (at - 1) >> 1;
    }
  }

  private void siftDown(int at, int end) {
    while (true) {
      int child = 2 * at + 1;
      if (child >= end) {
        return;
      }
      if (child + 1 < end && worse(child + 1, child)) {
        child++;
      }
      if (!worse(child, at)) {
        return;
      }
      swap(at, child);
      at = child;
    }
  }

  private void swap(int a, int b) {
    int id = ids[a];
    ids[a] = ids[b];
    ids[b] = id;
    float score = scores[a];
    scores[a] = scores[b];
    scores[b] = score;
  }
}
