// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.palate.data.ItemLists;
import org.palate.data.Vocabulary;
import org.palate.eval.TopItems;
import org.palate.feature.UserMixture;
import org.palate.io.Nearest;
import org.palate.kernel.elementwise.FloatMath;
import org.palate.kernel.product.Precision;
import org.palate.model.ScoringModel;
import org.palate.nn.Layer;

/**
 * Recommends items from a trained model.
 *
 * <p>Immutable and safe for use by any number of threads. A call's work happens on the caller's
 * thread, helped by the engine's workers while they are idle.
 */
public final class Recommender {
  private final Bundle bundle;
  private final ScoringModel model;
  private final Vocabulary users;
  private final Vocabulary items;
  private final ItemLists seen;
  private final ItemLists liked;
  private final Neighbours neighbours;

  private Recommender(Bundle bundle) {
    this.bundle = bundle;
    this.model = bundle.model();
    this.users = bundle.space().users();
    this.items = bundle.space().items();
    this.seen = bundle.histories();
    this.liked = bundle.likedItems();
    this.neighbours = new Neighbours(liked, items.size());
  }

  /**
   * The recommender of a bundle file, as {@code palate train --out} and {@link Bundle#write} write
   * it. Its weights are packed for serving, which changes no bit of a score.
   *
   * @throws BundleException if it is no bundle, is damaged, is of a newer format, or says what
   *     cannot be
   * @throws IOException if it cannot be read
   */
  public static Recommender load(Path path) throws IOException {
    return load(path, Precision.FLOAT32);
  }

  /**
   * The recommender of a bundle file, with its weights packed for serving as {@link Layer#pack}
   * says. In bfloat16 models of many layers answer sooner, and scores change a little; {@code
   * models/README.md} says how much they did where it was measured.
   *
   * @param weights how the weights of linear maps are kept
   * @throws BundleException as for {@link #load(Path)}
   * @throws IOException if it cannot be read
   */
  public static Recommender load(Path path, Precision weights) throws IOException {
    Bundle bundle = Bundle.read(path);
    bundle.model().pack(weights);
    return of(bundle);
  }

  /** The recommender of a bundle in memory, with the model as it is: packed or not. */
  public static Recommender of(Bundle bundle) {
    return new Recommender(bundle);
  }

  /** The bundle that it recommends from. */
  public Bundle bundle() {
    return bundle;
  }

  /** Whether the model was trained on interactions of this user. */
  public boolean knowsUser(String id) {
    return users.contains(id);
  }

  /** Whether the model was trained on interactions with this item. */
  public boolean knowsItem(String id) {
    return items.contains(id);
  }

  /** What to call an item: its title, or the id itself where there is none. */
  public String title(String item) {
    int code = items.code(item);
    return code == Vocabulary.UNKNOWN ? item : bundle.title(code);
  }

  /**
   * The ids of the items that a user liked in the training data, newest first where times are
   * known.
   *
   * @throws NoSuchElementException if the user is not known
   */
  public List<String> liked(String user) {
    int code = userCode(user);
    Set<String> ids = new LinkedHashSet<>();
    for (int i = liked.offsets()[code + 1]; i-- > liked.offsets()[code]; ) {
      ids.add(items.key(liked.items()[i]));
    }
    return List.copyOf(ids);
  }

  /**
   * The best items for a user among those that the user has not seen in the training data, best
   * first.
   *
   * @param k how many, at least 1; fewer are returned if fewer are left
   * @throws NoSuchElementException if the user is not known
   */
  public List<Recommendation> recommend(String user, int k) {
    int code = userCode(user);
    float[] scores = new float[items.size()];
    model.scoreItems(new int[] {code}, 0, 1, scores);
    byte[] excluded = new byte[items.size()];
    for (int i = seen.offsets()[code]; i < seen.offsets()[code + 1]; i++) {
      excluded[seen.items()[i]] = 1;
    }
    return best(scores, excluded, k);
  }

  /**
   * The best items for a user whom the model does not know, best first. The user is represented by
   * a weighted mixture of the known users whose liked items are most similar to the history; see
   * {@link org.palate.feature.UserMixture}. An empty history asks for recommendations for a user of
   * whom nothing is known.
   *
   * @param history ids of items that the user liked; none of them is recommended, and ids that the
   *     model does not know are ignored
   * @param k how many, at least 1; fewer are returned if fewer are left
   */
  public List<Recommendation> recommend(Collection<String> history, int k) {
    int[] codes =
        history.stream()
            .mapToInt(items::code)
            .filter(code -> code != Vocabulary.UNKNOWN)
            .distinct()
            .toArray();
    UserMixture mixture = neighbours.of(codes);
    float[] scores = new float[items.size()];
    model.scoreItems(mixture, scores);
    byte[] excluded = new byte[items.size()];
    for (int code : codes) {
      excluded[code] = 1;
    }
    return best(scores, excluded, k);
  }

  private List<Recommendation> best(float[] scores, byte[] excluded, int k) {
    excluded[Vocabulary.UNKNOWN] = 1;
    TopItems top = new TopItems(Math.min(k, scores.length));
    int nan = top.select(scores, 0, scores.length, excluded);
    if (nan >= 0) {
      throw new ArithmeticException("the score of item '" + items.key(nan) + "' is not a number");
    }
    List<Recommendation> best = new ArrayList<>(top.size());
    for (int rank = 1; rank <= top.size(); rank++) {
      int code = top.id(rank);
      best.add(new Recommendation(items.key(code), bundle.title(code), meaning(top.score(rank))));
    }
    return best;
  }

  /** What a score stands for; see {@link Recommendation#score}. */
  private float meaning(float score) {
    return switch (bundle.objective()) {
      case LABEL, IMPLICIT -> FloatMath.sigmoid(score);
      case RATING -> bundle.base() + score;
      case RANK -> score;
    };
  }

  private int userCode(String user) {
    int code = users.code(user);
    if (code == Vocabulary.UNKNOWN) {
      throw new NoSuchElementException(
          "the model does not know user '%s'%s; recommend(history, k) is for users never seen"
              .formatted(user, Nearest.hint(user, users.keys())));
    }
    return code;
  }
}
