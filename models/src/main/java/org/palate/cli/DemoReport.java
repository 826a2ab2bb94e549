// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palate.data.Column;
import org.palate.data.Entities;
import org.palate.data.Interactions;
import org.palate.data.Vocabulary;
import org.palate.data.simulation.Simulation;
import org.palate.data.split.Split;
import org.palate.eval.RankingResult;
import org.palate.io.JsonArray;
import org.palate.io.JsonNull;
import org.palate.io.JsonNumber;
import org.palate.io.JsonObject;
import org.palate.io.JsonString;
import org.palate.io.JsonValue;
import org.palate.recommender.Queries;
import org.palate.serve.Recommendation;
import org.palate.serve.Recommender;
import org.palate.train.Trained;
import org.palate.train.TrainingResult;

/**
 * What the demo tells in the end: how well three rankings do, and what one user is recommended
 * beside what that user liked.
 *
 * <p>The user is the one in the middle when users are ordered by their number of views: neither the
 * one who shows the model at its best, nor one of whom hardly anything is known.
 *
 * @param rankings the rankings by name, the best possible one last
 * @param data the folder to which the data were written, if they were
 */
record DemoReport(
    Simulation simulation,
    Trained trained,
    Map<String, RankingResult> rankings,
    TruthScorer truth,
    Recommender recommender,
    Optional<Path> data) {
  static final int K = 10;
  static final String BEST = "best possible";

  private static final int TITLE_WIDTH = 30;
  private static final int GENRES_WIDTH = 11;

  /** A recommended film and its place among those not watched, by the simulator's knowledge. */
  private record Offer(Recommendation film, int trueRank) {}

  Report report() {
    String user = medianUser();
    List<String> liked = recommender.liked(user);
    liked = liked.subList(0, Math.min(K, liked.size()));
    List<Offer> offers = offers(user);
    return new Report(json(user, liked, offers), text(user, liked, offers));
  }

  // ---------------------------------------------------------------- whom, and what

  private String medianUser() {
    Interactions views = simulation.interactions();
    int[] counts = counts();
    List<Integer> known =
        IntStream.range(1, counts.length)
            .filter(code -> recommender.knowsUser(views.userVocabulary().key(code)))
            .boxed()
            .sorted(Comparator.comparingInt((Integer code) -> counts[code]).thenComparing(c -> c))
            .toList();
    return views.userVocabulary().key(known.get((known.size() - 1) / 2));
  }

  /** The number of views of each user code. */
  private int[] counts() {
    int[] counts = new int[simulation.interactions().userVocabulary().size()];
    for (int user : simulation.interactions().userCodes()) {
      counts[user]++;
    }
    return counts;
  }

  private int views(String user) {
    return counts()[simulation.interactions().userVocabulary().code(user)];
  }

  private List<Offer> offers(String user) {
    Vocabulary items = trained.data().space().items();
    int code = trained.data().space().users().code(user);
    float[] chances = new float[items.size()];
    truth.score(Queries.of(trained.data().space(), code), 0, chances.length, chances);
    Split split = trained.data().split();
    boolean[] watched = new boolean[items.size()];
    for (int[] rows : List.of(split.train(), split.validation(), split.test())) {
      for (int row : rows) {
        if (trained.data().examples().users()[row] == code) {
          watched[trained.data().examples().items()[row]] = true;
        }
      }
    }
    List<Offer> offers = new ArrayList<>();
    for (Recommendation film : recommender.recommend(user, K)) {
      float chance = chances[items.code(film.item())];
      int better = 0;
      for (int item = 1; item < chances.length; item++) {
        better += !watched[item] && chances[item] > chance ? 1 : 0;
      }
      offers.add(new Offer(film, better + 1));
    }
    return offers;
  }

  private List<String> genres(String item) {
    Entities films = simulation.interactions().items();
    Column.MultiCategorical genres = (Column.MultiCategorical) films.column("genres");
    return List.of(genres.values(films.ids().code(item)));
  }

  // ---------------------------------------------------------------- JSON

  private JsonObject json(String user, List<String> liked, List<Offer> offers) {
    TrainingResult result = trained.result();
    JsonObject settings = JsonObject.EMPTY;
    for (Map.Entry<String, String> setting : trained.recipe().settings().entrySet()) {
      settings = settings.with(setting.getKey(), setting.getValue());
    }
    JsonObject metrics = JsonObject.EMPTY;
    for (Map.Entry<String, RankingResult> ranking : rankings.entrySet()) {
      metrics =
          metrics.with(
              ranking.getKey().equals(BEST) ? "bestPossible" : ranking.getKey(),
              new Metrics(ranking.getValue().means()).json());
    }
    List<JsonObject> likes = new ArrayList<>();
    for (String item : liked) {
      likes.add(film(item));
    }
    List<JsonObject> recommendations = new ArrayList<>();
    for (Offer offer : offers) {
      recommendations.add(
          film(offer.film.item())
              .with("rank", recommendations.size() + 1)
              .with("score", JsonNumber.of(offer.film.score()))
              .with("trueRank", offer.trueRank));
    }
    return JsonObject.EMPTY
        .with("simulation", simulationFacts())
        .with("model", trained.recipe().model().spec().name())
        .with("parameters", trained.model().state().parameterCount())
        .with("settings", settings)
        .with("seed", trained.recipe().seed())
        .with("split", trained.recipe().split().toString())
        .with("trainRows", trained.data().split().train().length)
        .with("validationRows", trained.data().split().validation().length)
        .with("testRows", trained.data().split().test().length)
        .with("epochs", result.history().size())
        .with("bestEpoch", result.bestEpoch())
        .with("rankedUsers", rankings.get(BEST).users().length)
        .with("metrics", metrics)
        .with("user", JsonObject.EMPTY.with("id", user).with("views", views(user)))
        .with("liked", JsonArray.of(likes))
        .with("recommendations", JsonArray.of(recommendations))
        .with("notes", JsonArray.ofStrings(trained.warnings()))
        .with("data", data.<JsonValue>map(DemoReport::pathOf).orElse(JsonNull.NULL))
        .with("bundle", JsonNull.NULL);
  }

  private JsonObject simulationFacts() {
    return JsonObject.EMPTY
        .with("users", simulation.config().users())
        .with("films", simulation.config().films())
        .with("days", simulation.config().days())
        .with("sessions", simulation.sessions())
        .with("shown", simulation.shown())
        .with("views", simulation.interactions().size());
  }

  private JsonObject film(String item) {
    return JsonObject.EMPTY
        .with("item", item)
        .with("title", recommender.title(item))
        .with("genres", JsonArray.ofStrings(genres(item)));
  }

  static JsonValue pathOf(Path path) {
    return new JsonString(path.toString());
  }

  // ---------------------------------------------------------------- text

  private String text(String user, List<String> liked, List<Offer> offers) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%,d users, %,d films, %,d views of %,d films shown; %,d views held out, %,d users ranked%n%n"
            .formatted(
                simulation.config().users(),
                simulation.config().films(),
                simulation.interactions().size(),
                simulation.shown(),
                trained.data().split().test().length,
                rankings.get(BEST).users().length));
    text.append(measured()).append('\n');
    text.append(
        "User %s, the median by number of views (%,d); true: place by the best possible ranking%n%n"
            .formatted(user, views(user)));
    text.append(sideBySide(liked, offers));
    text.append(Notes.text(trained.warnings()));
    data.ifPresent(
        folder -> text.append("%nusers, films and views written to %s%n".formatted(folder)));
    return text.toString();
  }

  private TextTable measured() {
    TextTable table = TextTable.of("all films ranked", ">hr@10", ">recall@10", ">ndcg@10");
    for (Map.Entry<String, RankingResult> ranking : rankings.entrySet()) {
      Map<String, Double> means = new LinkedHashMap<>(ranking.getValue().means());
      table.row(
          ranking.getKey(),
          "%.4f".formatted(means.get("hr@" + K)),
          "%.4f".formatted(means.get("recall@" + K)),
          "%.4f".formatted(means.get("ndcg@" + K)));
    }
    return table;
  }

  private TextTable sideBySide(List<String> liked, List<Offer> offers) {
    TextTable table =
        TextTable.of("liked, newest first", "genres", ">#", "recommended", "genres", ">true");
    for (int i = 0; i < Math.max(liked.size(), offers.size()); i++) {
      String left = i < liked.size() ? liked.get(i) : null;
      Offer right = i < offers.size() ? offers.get(i) : null;
      table.row(
          left == null ? "" : titleOf(left),
          left == null ? "" : genresOf(left),
          right == null ? "" : Integer.toString(i + 1),
          right == null ? "" : titleOf(right.film.item()),
          right == null ? "" : genresOf(right.film.item()),
          right == null ? "" : Integer.toString(right.trueRank));
    }
    return table;
  }

  /** The title; of a long one, its beginning and the year in brackets at its end. */
  private String titleOf(String item) {
    String title = recommender.title(item);
    int year = title.lastIndexOf(" (");
    if (year < 0) {
      return TextTable.cut(title, TITLE_WIDTH);
    }
    String tail = title.substring(year);
    return TextTable.cut(title.substring(0, year), TITLE_WIDTH - TextTable.width(tail)) + tail;
  }

  private String genresOf(String item) {
    return TextTable.cut(String.join(", ", genres(item)), GENRES_WIDTH);
  }
}
