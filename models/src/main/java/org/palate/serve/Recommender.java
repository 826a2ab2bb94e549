// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.palate.data.Column;
import org.palate.data.ItemLists;
import org.palate.data.Vocabulary;
import org.palate.feature.Encoded;
import org.palate.feature.EncodedColumns;
import org.palate.feature.FeatureSpace;
import org.palate.feature.Field;
import org.palate.feature.Field.Side;
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

  private final Bundle bundle;
  private final FeatureSpace space;
  private final Scorer scorer;
  private final Vocabulary users;
  private final Vocabulary items;
  private final ItemLists seen;
  private final Histories liked;
  private final SimilarItems similar;

  private Recommender(Bundle bundle) {
    this.bundle = bundle;
    this.space = bundle.space();
    this.users = space.users();
    this.items = space.items();
    this.seen = bundle.seenItems();
    this.liked = bundle.histories();
    Scorer ready = bundle.model().ready();
    this.similar = new SimilarItems(ready, liked.lists());
    this.scorer = ready.readsHistory() ? ready : new NeighbourScorer(ready, liked.lists());
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

  /** Whether the item stands in the training rows, or in the table of items. */
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

  /**
   * The best items for whoever asks, best first.
   *
   * @throws NoSuchElementException if a user, a context field or a field of items that is named is
   *     not known
   * @throws IllegalArgumentException if a value is none for its field
   */
  public List<Recommendation> recommend(Query query, Wanted wanted) {
    Queries queries = queries(query);
    byte[] excluded = notWanted(wanted);
    exclude(query, queries, wanted, excluded);
    float[] scores = new float[scorer.items()];
    scorer.score(queries, 0, scores.length, scores);
    return best(scores, 0, excluded, wanted.k());
  }

  /**
   * What the model says of some items, in their order.
   *
   * @throws NoSuchElementException if it does not know one of them, or as for {@link #recommend}
   */
  public List<Recommendation> score(Query query, List<String> itemIds) {
    int[] codes = itemIds.stream().mapToInt(this::itemCode).toArray();
    float[] scores = new float[codes.length];
    if (codes.length > 0) {
      scorer.score(queries(query), new Candidates.Each(codes, codes.length), scores);
    }
    return IntStream.range(0, codes.length)
        .mapToObj(
            i ->
                new Recommendation(
                    itemIds.get(i), bundle.title(codes[i]), bundle.objective().present(scores[i])))
        .toList();
  }

  /**
   * The items most similar to one of them, most similar first; the score says how similar, by
   * {@link #similarity}.
   *
   * @throws NoSuchElementException if the model does not know the item, or as for {@link
   *     #recommend}
   */
  public List<Recommendation> similar(String item, Wanted wanted) {
    int code = itemCode(item);
    byte[] excluded = notWanted(wanted);
    if (code >= scorer.items()) {
      throw new NoSuchElementException(
          "item '%s': expected an item with training rows, found one that only the table of items knows, of which this model has learned nothing"
              .formatted(item));
    }
    excluded[code] = 1;
    return ranked(similar.to(code), 0, excluded, wanted.k(), false);
  }

  /** What the scores of {@link #similar} are, in words. */
  public String similarity() {
    return similar.measure();
  }

  /**
   * The best items for every user of the training rows, in their order.
   *
   * @param receiver gets each user's id and list
   */
  public void recommendAll(Wanted wanted, BiConsumer<String, List<Recommendation>> receiver) {
    int n = scorer.items();
    int together = Math.max(1, SCORES_AT_ONCE / n);
    byte[] notWanted = notWanted(wanted);
    float[] scores = new float[Math.multiplyExact(together, n)];
    for (int from = 1; from < space.learnedUsers(); from += together) {
      int to = Math.min(space.learnedUsers(), from + together);
      Queries asked = Queries.of(space, IntStream.range(from, to).toArray(), liked);
      scorer.score(asked, 0, n, scores);
      for (int user = from; user < to; user++) {
        byte[] excluded = notWanted.clone();
        if (!wanted.seenToo()) {
          excludeSeen(user, excluded);
        }
        receiver.accept(users.key(user), best(scores, (user - from) * n, excluded, wanted.k()));
      }
    }
  }

  /** A query in codes. */
  private Queries queries(Query query) {
    int user = query.user() == null ? Vocabulary.UNKNOWN : userCode(query.user());
    Histories histories = liked;
    int start = liked.offsets()[user];
    int end = liked.offsets()[user + 1];
    if (query.history() != null) {
      histories = Histories.of(ItemLists.of(List.of(known(query.history()))));
      start = 0;
      end = histories.items().length;
    }
    return new Queries(
        new int[] {user},
        histories,
        new int[] {start},
        new int[] {end},
        context(query.context()),
        new int[1],
        query.time() == null ? null : new long[] {query.time()});
  }

  /** The codes of the items that the model knows. */
  private int[] known(Collection<String> ids) {
    return ids.stream()
        .mapToInt(items::code)
        .filter(code -> code != Vocabulary.UNKNOWN && code < scorer.items())
        .toArray();
  }

  private EncodedColumns context(Map<String, String> values) {
    List<Field> fields = space.fields(Side.CONTEXT);
    List<Column> columns = new ArrayList<>();
    values.forEach(
        (name, value) -> columns.add(field(fields, "context field", name).parse(List.of(value))));
    return EncodedColumns.encode(fields, columns, new int[1]);
  }

  private static Field field(List<Field> fields, String what, String name) {
    List<String> names = fields.stream().map(Field::name).toList();
    return fields.stream()
        .filter(field -> field.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new NoSuchElementException(
                    "expected a %s of the training data, %s, found '%s'%s"
                        .formatted(
                            what,
                            names.isEmpty() ? "of which it has none" : String.join(", ", names),
                            name,
                            Nearest.hint(name, names))));
  }

  /** Which items are not wanted, whoever asks: a byte for each that the scorer knows. */
  private byte[] notWanted(Wanted wanted) {
    byte[] excluded = new byte[scorer.items()];
    if (wanted.among() != null) {
      Arrays.fill(excluded, (byte) 1);
      for (int code : known(wanted.among())) {
        excluded[code] = 0;
      }
    }
    for (int code : known(wanted.except())) {
      excluded[code] = 1;
    }
    wanted.where().forEach((name, values) -> excludeWithout(name, values, excluded));
    excluded[Vocabulary.UNKNOWN] = 1;
    return excluded;
  }

  private void excludeWithout(String name, Set<String> values, byte[] excluded) {
    List<Field> fields = space.fields(Side.ITEM);
    Field field = field(fields, "field of items", name);
    Encoded wanted =
        field.encode(field.parse(List.copyOf(values)), IntStream.range(0, values.size()).toArray());
    Set<Integer> codes = new LinkedHashSet<>();
    Encoded facts = space.itemFacts().columns().get(fields.indexOf(field));
    switch (wanted) {
      case Encoded.Codes(int[] own) -> Arrays.stream(own).forEach(codes::add);
      case Encoded.Lists lists -> Arrays.stream(lists.codes()).forEach(codes::add);
      case Encoded.Numbers _ ->
          throw new IllegalArgumentException(
              "field %s: expected a field of values to choose items by, found one of numbers"
                  .formatted(name));
    }
    codes.remove(Vocabulary.UNKNOWN);
    if (codes.isEmpty()) {
      throw new NoSuchElementException(
          "field %s: expected a value that items of the training data have, found '%s'"
              .formatted(name, String.join("', '", values)));
    }
    for (int item = 0; item < excluded.length; item++) {
      if (!hasAny(facts, item, codes)) {
        excluded[item] = 1;
      }
    }
  }

  private static boolean hasAny(Encoded facts, int item, Set<Integer> codes) {
    return switch (facts) {
      case Encoded.Codes(int[] own) -> codes.contains(own[item]);
      case Encoded.Lists lists ->
          IntStream.range(lists.offsets()[item], lists.offsets()[item + 1])
              .anyMatch(i -> codes.contains(lists.codes()[i]));
      case Encoded.Numbers _ -> false;
    };
  }

  /** Excludes what whoever asks has seen. */
  private void exclude(Query query, Queries queries, Wanted wanted, byte[] excluded) {
    if (wanted.seenToo()) {
      return;
    }
    if (query.user() != null) {
      excludeSeen(queries.users()[0], excluded);
    }
    if (query.history() != null) {
      for (int item : known(query.history())) {
        excluded[item] = 1;
      }
    }
  }

  private void excludeSeen(int user, byte[] excluded) {
    for (int i = seen.offsets()[user]; i < seen.offsets()[user + 1]; i++) {
      if (seen.items()[i] < excluded.length) {
        excluded[seen.items()[i]] = 1;
      }
    }
  }

  private List<Recommendation> best(float[] scores, int offset, byte[] excluded, int k) {
    return ranked(scores, offset, excluded, k, true);
  }

  private List<Recommendation> ranked(
      float[] scores, int offset, byte[] excluded, int k, boolean present) {
    TopItems top = new TopItems(Math.min(k, excluded.length));
    int nan = top.select(scores, offset, excluded.length, excluded);
    if (nan >= 0) {
      throw new ArithmeticException(
          "item '%s': expected a number as its score, found NaN".formatted(items.key(nan)));
    }
    List<Recommendation> best = new ArrayList<>(top.size());
    for (int rank = 1; rank <= top.size(); rank++) {
      int code = top.id(rank);
      float score = top.score(rank);
      best.add(
          new Recommendation(
              items.key(code),
              bundle.title(code),
              present ? bundle.objective().present(score) : score));
    }
    return best;
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
    if (code == Vocabulary.UNKNOWN) {
      throw new NoSuchElementException(
          "the model does not know item '%s'%s".formatted(item, Nearest.hint(item, items.keys())));
    }
    return code;
  }
}
