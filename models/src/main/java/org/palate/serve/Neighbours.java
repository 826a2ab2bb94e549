// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.util.Arrays;
import org.palate.data.ItemLists;
import org.palate.eval.TopItems;
import org.palate.feature.UserMixture;

/**
 * Finds, for a user whom a model does not know, the known users who liked the same items: their
 * mixture stands for the new user.
 *
 * <p>The similarity of a history H and the likes L of a user is {@code sum over i in H and L of w_i
 * / sqrt(|L|)}, a cosine up to a factor that all users share, in which a rare item counts for more:
 * {@code w_i = 1 / sqrt(likes of i)}. The nearest {@value #NEAREST} users get weights in proportion
 * to their similarity.
 */
final class Neighbours {
  private static final int NEAREST = 50;

  private final ItemLists usersByItem;
  private final float[] userScale;

  /** Neighbours among the users whose likes are given; codes are those of a bundle. */
  Neighbours(ItemLists likes, int items) {
    int[] userOf = new int[likes.items().length];
    userScale = new float[likes.users()];
    for (int user = 0; user < likes.users(); user++) {
      Arrays.fill(userOf, likes.offsets()[user], likes.offsets()[user + 1], user);
      userScale[user] = (float) (1 / Math.sqrt(Math.max(1, likes.length(user))));
    }
    usersByItem = ItemLists.group(items, likes.items(), userOf);
  }

  /**
   * The users nearest to a history.
   *
   * @param history distinct item codes
   */
  UserMixture of(int[] history) {
    float[] similarity = new float[userScale.length];
    for (int item : history) {
      int likes = usersByItem.length(item);
      float weight = (float) (1 / Math.sqrt(Math.max(1, likes)));
      for (int i = usersByItem.offsets()[item]; i < usersByItem.offsets()[item + 1]; i++) {
        int user = usersByItem.items()[i];
        similarity[user] += weight * userScale[user];
      }
    }
    TopItems top = new TopItems(NEAREST);
    top.select(similarity, 0, similarity.length, null);
    int n = 0;
    float sum = 0;
    while (n < top.size() && top.score(n + 1) > 0) {
      sum += top.score(++n);
    }
    int[] users = new int[n];
    float[] weights = new float[n];
    for (int i = 0; i < n; i++) {
      users[i] = top.id(i + 1);
      weights[i] = top.score(i + 1) / sum;
    }
    return new UserMixture(users, weights);
  }
}
