// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.palate.config.Settings;
import org.palate.io.JsonArray;
import org.palate.io.JsonNumber;
import org.palate.io.JsonObject;
import org.palate.io.Nearest;
import org.palate.kernel.product.Precision;
import org.palate.serve.Recommendation;
import org.palate.serve.Recommender;

/** Recommends items to a user of the training data, or to a new user by the items liked. */
final class RecommendCommand implements Command {
  private static final int LIKED_SHOWN = 10;

  private static final String NOTHING_KNOWN =
      "the history is empty: recommendations for a new user of whom nothing is known";

  /**
   * A list of recommendations, and for whom it is.
   *
   * @param ifNone what to say where {@code liked} is empty
   */
  private record Answer(
      JsonObject asked,
      String likedBy,
      List<String> liked,
      String ifNone,
      List<Recommendation> best) {}

  @Override
  public CommandSpec spec() {
    return new CommandSpec(
        "recommend",
        "Recommend items to a known user, or to a new one by a few liked items.",
        "Ranks all items for one user and prints the best. Give exactly one of --user and"
            + " --history.\n\n"
            + "--user names a user of the training data. Items that this user has rows with in"
            + " that data are not recommended.\n\n"
            + "--history is for a user whom the model has never seen: the items that this user"
            + " liked. They are not recommended again. An empty history, --history \"\", gives"
            + " recommendations for a new user of whom nothing is known.\n\n"
            + "Where the model's lists were measured to be worse than recommending what is popular,"
            + " or were never measured, a note says so.",
        List.of(
            Option.text("bundle", "FILE.palate", "A bundle written by palate train --out.")
                .asRequired(),
            Option.text("user", "ID", "The id of a user of the training data."),
            Option.text(
                    "history",
                    "ID,ID,…",
                    "Ids of the items that a new user liked; may be empty. An id with a comma in it"
                        + " is given alone, in a --history of its own.")
                .orEmpty()
                .asRepeated(),
            Option.whole("k", "N", 1, 1_000_000, "How many items to recommend.").withDefault("10"),
            Option.choice(
                    "weights",
                    "PRECISION",
                    List.of("float32", "bfloat16"),
                    "How the weights of linear layers are kept: as they are, or rounded to 8 bits"
                        + " of precision, in half the memory; scores then change a little.")
                .withDefault("float32"),
            Extensions.CLASS_PATH),
        List.of(
            "palate recommend --bundle films.palate --user 42",
            "palate recommend --bundle films.palate --history 50,172,181 -k 20 --json",
            "palate recommend --bundle films.palate --history \"\""));
  }

  @Override
  public Report run(Arguments arguments, Progress progress) throws IOException {
    if (arguments.has("user") == arguments.has("history")) {
      throw new UsageException(
          arguments.has("user")
              ? "--user and --history exclude each other: give one of them"
              : "missing --user ID or --history ID,ID,…: whom to recommend items to");
    }
    Path path = arguments.path("bundle");
    Precision weights = Settings.constant(Precision.class, arguments.text("weights"));
    Recommender recommender = Recommender.load(path, weights, Extensions.catalogue(arguments));
    int k = arguments.integer("k");
    Answer answer =
        arguments.has("user")
            ? forUser(recommender, arguments.text("user"), k)
            : forHistory(recommender, arguments.all("history"), k, progress);
    return report(path, recommender, answer, k);
  }

  private static Answer forUser(Recommender recommender, String user, int k) {
    if (!recommender.knowsUser(user)) {
      throw new NoSuchElementException(
          "the model does not know user '%s'%s; --history ID,ID,… is for users it has never seen"
              .formatted(user, Nearest.hint(user, recommender.bundle().space().users().keys())));
    }
    return new Answer(
        JsonObject.EMPTY.with("user", user),
        "user " + user,
        recommender.liked(user),
        "user " + user + " liked nothing in the training data",
        recommender.recommend(user, k));
  }

  private static Answer forHistory(
      Recommender recommender, List<String> given, int k, Progress progress) {
    Set<String> known = new LinkedHashSet<>();
    Set<String> unknown = new LinkedHashSet<>();
    for (String id : ids(recommender, given)) {
      (recommender.knowsItem(id) ? known : unknown).add(id);
    }
    List<String> items = recommender.bundle().space().items().keys();
    if (known.isEmpty() && !unknown.isEmpty()) {
      String first = unknown.stream().findFirst().orElseThrow();
      throw new NoSuchElementException(
          "the model knows none of the items of --history: no '%s'%s"
              .formatted(String.join("', '", unknown), Nearest.hint(first, items)));
    }
    for (String id : unknown) {
      progress.line("the model does not know item '%s'%s".formatted(id, Nearest.hint(id, items)));
    }
    return new Answer(
        JsonObject.EMPTY
            .with("history", JsonArray.ofStrings(known))
            .with("unknownItems", JsonArray.ofStrings(unknown)),
        "the new user",
        List.copyOf(known),
        NOTHING_KNOWN,
        recommender.recommend(known, k));
  }

  /**
   * What stands between commas, but a text that is itself the id of an item is left whole; none if
   * every text is blank.
   */
  private static List<String> ids(Recommender recommender, List<String> given) {
    List<String> ids = new ArrayList<>();
    for (String text : given) {
      if (recommender.knowsItem(text)) {
        ids.add(text);
        continue;
      }
      for (String part : text.split(",")) {
        if (!part.isBlank()) {
          ids.add(part.strip());
        }
      }
    }
    if (ids.isEmpty() && !given.stream().allMatch(String::isBlank)) {
      throw new UsageException(
          "--history expects ids joined by commas, or nothing, found '"
              + String.join("', '", given)
              + "'");
    }
    return ids;
  }

  private static Report report(Path path, Recommender recommender, Answer answer, int k) {
    List<JsonObject> liked = new ArrayList<>();
    TextTable likedTable = TextTable.of("liked by " + answer.likedBy, "id");
    for (String item : answer.liked.subList(0, Math.min(LIKED_SHOWN, answer.liked.size()))) {
      String title = recommender.title(item);
      liked.add(JsonObject.EMPTY.with("item", item).with("title", title));
      likedTable.row(title, item);
    }
    List<JsonObject> best = new ArrayList<>();
    TextTable table = TextTable.of(">rank", "recommended", "id", ">score");
    for (Recommendation item : answer.best) {
      int rank = best.size() + 1;
      best.add(
          JsonObject.EMPTY
              .with("rank", rank)
              .with("item", item.item())
              .with("title", item.title())
              .with("score", JsonNumber.of(item.score())));
      table.row(Integer.toString(rank), item.title(), item.item(), "%.4f".formatted(item.score()));
    }
    JsonObject json =
        JsonObject.EMPTY
            .with("bundle", path.toString())
            .with("model", recommender.bundle().recipe().model().spec().name());
    for (String name : answer.asked.names()) {
      json = json.with(name, answer.asked.get(name));
    }
    List<String> warnings = recommender.bundle().listQuality().warnings();
    List<String> notes = new ArrayList<>(liked.isEmpty() ? List.of(answer.ifNone) : List.of());
    notes.addAll(warnings);
    json =
        json.with("liked", JsonArray.of(liked))
            .with("recommendations", JsonArray.of(best))
            .with("notes", JsonArray.ofStrings(notes));
    StringBuilder text = new StringBuilder();
    if (liked.isEmpty()) {
      text.append(answer.ifNone).append('\n');
    } else {
      text.append(likedTable);
      if (answer.liked.size() > liked.size()) {
        text.append("and %,d more%n".formatted(answer.liked.size() - liked.size()));
      }
    }
    text.append('\n').append(table);
    if (best.size() < k) {
      text.append("%nno more than %,d items are left to recommend%n".formatted(best.size()));
    }
    text.append(Notes.text(warnings));
    return new Report(json, text.toString());
  }
}
