// SPDX-License-Identifier: Apache-2.0
package org.palate.metric;

import java.util.Arrays;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;

/**
 * The k best of many scored items, best first; of equal scores the lower id is better. Scores come
 * all at once or in slices: {@link #begin}, then {@link #offer} with rising ids, then {@link #end}.
 *
 * <p>A heap with the worst kept item on top. Once it is full, items no better than that one are
 * passed over a vector at a time; a random order lets others in about {@code k ln(n / k)} times in
 * n. Not safe for use by several threads; reuse one per thread.
 */
public final class TopItems {
  private static final long ID = 0xFFFF_FFFFL;

  /**
   * A score and an id in one number that is greater the better the item: above the score's bits,
   * turned so that they rise with it, below the id's complement.
   */
  private final long[] kept;

  private final Kernels kernels = Engine.kernels();
  private int size;

  /** Room for the best {@code k}, at least 1. */
  public TopItems(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("expected k of at least 1, found " + k);
    }
    kept = new long[k];
  }

  /**
   * Selects anew from {@code items} scores.
   *
   * @param from the scores, item i at {@code offset + i}
   * @param excluded items with a value other than 0 are never selected; null excludes none
   * @return -1, or the lowest id of another item with a NaN score, in which case nothing is
   *     selected
   */
  public int select(float[] from, int offset, int items, byte[] excluded) {
    begin();
    int nan = offer(from, offset, items, 0, excluded);
    if (nan >= 0) {
      size = 0;
    } else {
      end();
    }
    return nan;
  }

  /** Begins anew. */
  public void begin() {
    size = 0;
  }

  /**
   * Takes the scores of the items {@code [first, first + n)}, whose ids are above all before.
   *
   * @param from the scores, item {@code first + i} at {@code offset + i}
   * @param excluded item {@code first + i} at i; those with a value other than 0 are never
   *     selected; null excludes none
   * @return -1, or the lowest id with a NaN score, which spoils the selection
   */
  public int offer(float[] from, int offset, int n, int first, byte[] excluded) {
    int i = 0;
    for (; i < n && size < kept.length; i++) {
      float score = from[offset + i];
      if (excluded == null || excluded[i] == 0) {
        if (Float.isNaN(score)) {
          return first + i;
        }
        kept[size++] = key(score, first + i);
        if (size == kept.length) {
          heapify();
        }
      }
    }
    // Ids rise, so a score equal to the worst never displaces it.
    while (i < n) {
      i += kernels.reductions().firstAbove(n - i, from, offset + i, score(kept[0]));
      if (i < n) {
        float score = from[offset + i];
        if (excluded == null || excluded[i] == 0) {
          if (Float.isNaN(score)) {
            return first + i;
          }
          siftDown(0, key(score, first + i));
        }
        i++;
      }
    }
    return -1;
  }

  /** Ends the selection: from now on {@link #id} and {@link #score} tell what was found. */
  public void end() {
    Arrays.sort(kept, 0, size);
  }

  /** Number of selected items: k, or fewer when fewer could be selected. */
  public int size() {
    return size;
  }

  /** The id at a rank from 1 to {@link #size()}. */
  public int id(int rank) {
    return (int) ~kept[size - rank];
  }

  /** The score at a rank from 1 to {@link #size()}; a zero has lost its sign. */
  public float score(int rank) {
    return score(kept[size - rank]);
  }

  private static long key(float score, int id) {
    int bits = Float.floatToRawIntBits(score + 0f); // So that -0 equals +0.
    return (long) turned(bits) << 32 | ~id & ID;
  }

  private static float score(long key) {
    return Float.intBitsToFloat(turned((int) (key >> 32)));
  }

  /** The bits of negative floats rise as the floats fall; turns them, and turns them back. */
  private static int turned(int bits) {
    return bits ^ bits >> 31 & Integer.MAX_VALUE;
  }

  private void heapify() {
    for (int at = size / 2 - 1; at >= 0; at--) {
      siftDown(at, kept[at]);
    }
  }

  /** Puts a key in the place of that at a position, and then where it belongs below. */
  private void siftDown(int at, long key) {
    while (true) {
      int child = 2 * at + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && kept[child + 1] < kept[child]) {
        child++;
      }
      if (key <= kept[child]) {
        break;
      }
      kept[at] = kept[child];
      at = child;
    }
    kept[at] = key;
  }
}
