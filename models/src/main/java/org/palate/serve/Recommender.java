// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.palate.data.ItemLists;
import org.palate.data.Vocabulary;
import org.palate.feature.EncodedColumns;
import org.palate.feature.FeatureSpace;
import org.palate.io.Nearest;
import org.palate.kernel.product.Precision;
import org.palate.metric.TopItems;
import org.palate.nn.Layer;
import org.palate.recommender.Candidates;
import org.palate.recommender.Histories;
import org.palate.recommender.Queries;
import org.palate.recommender.Scorer;
import org.palate.train.Catalogue;

/**
 * Recommends items from a trained model.
 *
 * <p>Someone whom the model does not know is answered by its history: by the model itself where it
 * reads histories, else by the known users who liked the same items ({@code NeighbourScorer}).
 * Without a history, by the fields that are known of that user; else as someone of whom nothing is
 * known.
 *
 * <p>Immutable and safe for use by any number of threads. A call's work happens on the caller's
 * thread, helped by the engine's workers while they are idle.
 */
public final class Recommender {
  /** How many scores {@link #recommendAll} holds at a time, at most, or one user's. */
  private static final int SCORES_AT_ONCE = 1 << 20;

  /** How many users it asks for together, at most: each may cost a vector. */
  private static final int USERS_AT_ONCE = 1024;

  private final Bundle bundle;
  private final FeatureSpace space;
  private final Scorer scorer;
  private final Vocabulary users;
  private final Vocabulary items;
  private final ItemLists seen;
  private final Histories liked;
  private final SimilarItems similar;
  private final Circumstances circumstances;

  private Recommender(Bundle bundle) {
    this.bundle = bundle;
    this.space = bundle.space();
    this.users = space.users();
    this.items = space.items();
    this.seen = bundle.seenItems();
    this.liked = bundle.histories();
    Scorer ready = bundle.model().ready();
    ItemLists likes = liked.lists().distinct();
    ItemLists usersByItem = likes.transposed(items.size());
    this.similar = new SimilarItems(ready, likes, usersByItem);
    this.scorer = ready.readsHistory() ? ready : new NeighbourScorer(ready, likes, usersByItem);
    this.circumstances = new Circumstances(space);
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
    return load(path, weights, Catalogue.STANDARD);
  }

  /**
   * As above, of a model that may be yours.
   *
   * @param catalogue where its model, objective and fields are looked up by name
   * @throws BundleException as for {@link #load(Path)}
   * @throws IOException if it cannot be read
   */
  public static Recommender load(Path path, Precision weights, Catalogue catalogue)
      throws IOException {
    Bundle bundle = Bundle.read(path, catalogue);
    bundle.model().state().pack(weights);
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

  /** Whether the user stands in the training rows, or in the table of users. */
  public boolean knowsUser(String id) {
    return users.contains(id);
  }

  /**
   * Whether the item stands in the training rows or, for a model that looks at the fields of items,
   * in the table of items.
   */
  public boolean knowsItem(String id) {
    return isKnown(items.code(id));
  }

  private boolean isKnown(int item) {
    return item != Vocabulary.UNKNOWN && item < scorer.items();
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
    return recommend(Query.of(user), Wanted.top(k));
  }

  /**
   * The best items for a user whom the model does not know, best first. An empty history asks for
   * recommendations for a user of whom nothing is known.
   *
   * @param history ids of items that the user liked, oldest first; none of them is recommended, and
   *     ids that the model does not know are ignored
   * @param k how many, at least 1; fewer are returned if fewer are left
   */
  public List<Recommendation> recommend(Collection<String> history, int k) {
    return recommend(Query.ofHistory(history), Wanted.top(k));
  }

  /** Whether the circumstances of a query change the scores at all. */
  public boolean readsContext() {
    return scorer.readsContext();
  }

  /** Whether the moment of a query changes the scores at all. */
  public boolean readsTimes() {
    return scorer.readsTimes();
  }

  /**
   * Whether training saw a value of a context field; one that it did not see is served as unknown.
   * A number counts as seen.
   *
   * @throws NoSuchElementException if there is no such field
   * @throws IllegalArgumentException if the value is none for the field
   */
  public boolean knowsContext(String field, String value) {
    return circumstances.knows(field, value);
  }

  /**
   * The best items for whoever asks, best first.
   *
   * @throws NoSuchElementException if a user, a context field, a field of items or a value of one
   *     that is named is not known
   * @throws IllegalArgumentException if a value is none for its field
   */
  public List<Recommendation> recommend(Query query, Wanted wanted) {
    Queries queries = queries(query);
    Offer offer = offer(wanted);
    byte[] excluded = offer.excluded();
    if (!wanted.seenToo()) {
      excludeSeen(queries.users()[0], offer, excluded);
      excludeHistory(query, offer, excluded);
    }
    float[] scores = new float[offer.size()];
    offer.score(queries, scores);
    return best(scores, 0, offer, excluded, wanted.k());
  }

  /**
   * What the model says of some items, in their order, whether the user has seen them or not.
   *
   * @throws NoSuchElementException if it does not know one of them, a user or a context field
   * @throws IllegalArgumentException if a value is none for its field
   */
  public List<Recommendation> score(Query query, List<String> itemIds) {
    Queries queries = queries(query);
    int[] codes = itemIds.stream().mapToInt(this::itemCode).toArray();
    float[] scores = new float[codes.length];
    if (codes.length > 0) {
      scorer.score(queries, new Candidates.Each(codes, codes.length), scores);
    }
    return IntStream.range(0, codes.length)
        .mapToObj(i -> recommendation(codes[i], presented(codes[i], scores[i])))
        .toList();
  }

  /**
   * The items most similar to one of them, most similar first; the score says how similar, by
   * {@link #similarity}. Items that have nothing in common with it are left out.
   *
   * @throws NoSuchElementException if the model does not know the item, or a field of items or a
   *     value of one that is named
   * @throws IllegalArgumentException if a value is none for its field
   */
  public List<Recommendation> similar(String item, Wanted wanted) {
    int code = itemCode(item);
    byte[] excluded = ItemFilter.excluded(space, scorer.items(), wanted);
    excluded[code] = 1;
    float[] similarities = similar.to(code);
    for (int other = 0; other < excluded.length; other++) {
      if (similarities[other] == Float.NEGATIVE_INFINITY) {
        excluded[other] = 1;
      }
    }
    return ranked(similarities, 0, excluded, wanted.k(), IntUnaryOperator.identity()).stream()
        .map(found -> recommendation(found.item, found.score))
        .toList();
  }

  /** What the scores of {@link #similar} are, in words. */
  public String similarity() {
    return similar.measure();
  }

  /**
   * The best items for every user that the model knows, in the order of their codes, in unknown
   * circumstances.
   *
   * @param receiver gets each user's id and list, which is {@link #recommend}'s
   */
  public void recommendAll(Wanted wanted, BiConsumer<String, List<Recommendation>> receiver) {
    recommendAll(Query.ofAnyone(), wanted, receiver);
  }

  /**
   * As above in some circumstances. Lists come a batch of users at a time, and none is kept.
   *
   * @param circumstances context and time, without user and history
   * @throws NoSuchElementException as {@link #recommend}
   * @throws IllegalArgumentException as {@link #recommend}, or if the circumstances name a user or
   *     a history
   */
  public void recommendAll(
      Query circumstances, Wanted wanted, BiConsumer<String, List<Recommendation>> receiver) {
    if (circumstances.user() != null || circumstances.history() != null) {
      throw new IllegalArgumentException(
          "expected circumstances of all users, found those of one: " + circumstances);
    }
    Offer offer = offer(wanted);
    EncodedColumns context = context(circumstances);
    int n = offer.size();
    int together = Math.clamp(SCORES_AT_ONCE / Math.max(1, n), 1, USERS_AT_ONCE);
    float[] scores = new float[Math.multiplyExact(together, n)];
    for (int from = 1; from < users.size(); from += together) {
      int to = Math.min(users.size(), from + together);
      offer.score(queries(from, to, context, circumstances.time()), scores);
      for (int user = from; user < to; user++) {
        byte[] excluded = offer.excluded();
        if (!wanted.seenToo()) {
          excludeSeen(user, offer, excluded);
        }
        receiver.accept(
            users.key(user), best(scores, (user - from) * n, offer, excluded, wanted.k()));
      }
    }
  }

  /** The queries of users by their codes, in the same circumstances. */
  private Queries queries(int from, int to, EncodedColumns context, Long time) {
    int n = to - from;
    long[] times = null;
    if (time != null) {
      times = new long[n];
      Arrays.fill(times, time);
    }
    return new Queries(
        IntStream.range(from, to).toArray(),
        liked,
        Arrays.copyOfRange(liked.offsets(), from, to),
        Arrays.copyOfRange(liked.offsets(), from + 1, to + 1),
        context,
        new int[n],
        times);
  }

  /** A query in codes. */
  private Queries queries(Query query) {
    int user = query.user() == null ? Vocabulary.UNKNOWN : userCode(query.user());
    Queries known = queries(user, user + 1, context(query), query.time());
    if (query.history() == null) {
      return known;
    }
    int[] history = codes(query.history());
    return new Queries(
        known.users(),
        Histories.of(ItemLists.of(List.of(history))),
        new int[1],
        new int[] {history.length},
        known.context(),
        known.contextRows(),
        known.times());
  }

  private EncodedColumns context(Query query) {
    return circumstances.encode(query.context());
  }

  /** The codes of those items that the model knows. */
  private int[] codes(Collection<String> ids) {
    return ids.stream().mapToInt(items::code).filter(this::isKnown).toArray();
  }

  private Offer offer(Wanted wanted) {
    return new Offer(scorer, ItemFilter.excluded(space, scorer.items(), wanted));
  }

  private void excludeSeen(int user, Offer offer, byte[] excluded) {
    for (int i = seen.offsets()[user]; i < seen.offsets()[user + 1]; i++) {
      offer.exclude(seen.items()[i], excluded);
    }
  }

  private void excludeHistory(Query query, Offer offer, byte[] excluded) {
    if (query.history() != null) {
      for (int item : codes(query.history())) {
        offer.exclude(item, excluded);
      }
    }
  }

  private List<Recommendation> best(
      float[] scores, int offset, Offer offer, byte[] excluded, int k) {
    return ranked(scores, offset, excluded, k, offer::item).stream()
        .map(scored -> recommendation(scored.item, bundle.objective().present(scored.score)))
        .toList();
  }

  /** What the score of an item means to people. */
  private float presented(int item, float score) {
    if (Float.isNaN(score)) {
      throw notANumber(item);
    }
    return bundle.objective().present(score);
  }

  /** An item by its code. */
  private record Scored(int item, float score) {}

  /**
   * The items of the best scores, best first.
   *
   * @param itemOf the item at a position of the scores
   */
  private List<Scored> ranked(
      float[] scores, int offset, byte[] excluded, int k, IntUnaryOperator itemOf) {
    if (excluded.length == 0) {
      return List.of();
    }
    TopItems top = new TopItems(Math.min(k, excluded.length));
    int nan = top.select(scores, offset, excluded.length, excluded);
    if (nan >= 0) {
      throw notANumber(itemOf.applyAsInt(nan));
    }
    return IntStream.rangeClosed(1, top.size())
        .mapToObj(rank -> new Scored(itemOf.applyAsInt(top.id(rank)), top.score(rank)))
        .toList();
  }

  private Recommendation recommendation(int item, float score) {
    return new Recommendation(items.key(item), bundle.title(item), score);
  }

  private ArithmeticException notANumber(int item) {
    return new ArithmeticException(
        "item '%s': expected a number as its score, found NaN".formatted(items.key(item)));
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

  private int itemCode(String item) {
    int code = items.code(item);
    if (!isKnown(code)) {
      String hint =
          code == Vocabulary.UNKNOWN
              ? Nearest.hint(item, items.keys())
              : ", which stands in the table of items alone: it looks at no fields of items";
      throw new NoSuchElementException("the model does not know item '%s'%s".formatted(item, hint));
    }
    return code;
  }
}
