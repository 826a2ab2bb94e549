// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.palate.config.Settings;
import org.palate.io.JsonArray;
import org.palate.io.JsonObject;
import org.palate.io.Nearest;
import org.palate.kernel.product.Precision;
import org.palate.serve.Query;
import org.palate.serve.Recommendation;
import org.palate.serve.RecommendationFile;
import org.palate.serve.Recommender;

/**
 * Recommends items to a user of the training data, to a new user by the items liked, or to all
 * users; scores given items; finds similar ones.
 */
final class RecommendCommand implements Command {
  private static final int LIKED_SHOWN = 10;

  private static final String NOTHING_KNOWN =
      "the history is empty: recommendations for a new user of whom nothing is known";

  /** The options of which a call has exactly one. */
  private static final List<String> WHOM = List.of("user", "history", "similar", "all");

  /** Options that make no sense beside one of {@link #WHOM} or {@code --score}, and why. */
  private static final List<Clash> CLASHES =
      List.of(
          new Clash(
              "similar",
              List.of("score", "context", "at", "seen", "out"),
              "how similar items are does not depend on who asks, nor when"),
          new Clash(
              "all", List.of("score"), "items are scored for one user, of --user or --history"),
          new Clash("score", ItemChoice.names(), "the items of --score are scored, and no others"),
          new Clash("user", List.of("out"), "only the lists of --all are written into a file"),
          new Clash("history", List.of("out"), "only the lists of --all are written into a file"));

  /** An option and those that exclude it. */
  private record Clash(String option, List<String> others, String why) {
    void check(Arguments arguments) {
      for (String other : others) {
        if (arguments.has(option) && arguments.has(other)) {
          throw new UsageException(
              "%s and %s exclude each other: %s"
                  .formatted(Option.typed(option), Option.typed(other), why));
        }
      }
    }
  }

  /**
   * Who asks, and what is known of that.
   *
   * @param asked the same for JSON
   * @param likedBy in words
   * @param liked ids of the items liked
   * @param ifNone what to say where {@code liked} is empty
   * @param notes what a reader has to know
   */
  private record Asker(
      Query query,
      JsonObject asked,
      String likedBy,
      List<String> liked,
      String ifNone,
      List<String> notes) {}

  @Override
  public CommandSpec spec() {
    List<Option> options = new ArrayList<>();
    options.add(
        Option.text("bundle", "FILE.palate", "A bundle written by palate train --out.")
            .asRequired());
    options.add(Option.text("user", "ID", "The id of a user of the training data."));
    options.add(
        Option.text(
                "history",
                "ID,ID,…",
                "Ids of the items that a new user liked, oldest first; may be empty. An id with a"
                    + " comma in it is given alone, in a --history of its own.")
            .orEmpty()
            .asRepeated());
    options.add(Option.text("similar", "ID", "The id of an item: the items most similar to it."));
    options.add(Option.flag("all", "The lists of all users, into the file of --out."));
    options.add(
        Option.text(
                "score",
                "ID,ID,…",
                "Print the scores of these items in this order, in place of the best items; items"
                    + " that the user has seen have one too. An id with a comma as in --history.")
            .asRepeated());
    options.addAll(ItemChoice.options());
    options.addAll(RequestOptions.options());
    options.add(
        Option.text(
            "out",
            "FILE",
            "Where to write the lists of --all: the columns user, rank, item and score, delimited"
                + " by commas, or by tabs where the name ends in .tsv; a JSON object a line and"
                + " user where it ends in .jsonl."));
    options.add(Option.flag("force", "Replace the file of --out if it is there already."));
    options.add(
        Option.choice(
                "weights",
                "PRECISION",
                List.of("float32", "bfloat16"),
                "How the weights of linear layers are kept: as they are, or rounded to 8 bits of"
                    + " precision, in half the memory; scores then change a little.")
            .withDefault("float32"));
    options.add(Extensions.CLASS_PATH);
    return new CommandSpec(
        "recommend",
        "Recommend items to a user known or new, or to all; score items; find similar ones.",
        "Ranks all items for one user and prints the best. Give exactly one of --user, --history,"
            + " --similar and --all.\n\n"
            + "--user names a user of the training data, or of the table of users. Items that this"
            + " user has rows with in that data are not recommended.\n\n"
            + "--history is for a user whom the model has never seen: the items that this user"
            + " liked. They are not recommended again. An empty history, --history \"\", gives"
            + " recommendations for a new user of whom nothing is known.\n\n"
            + "--similar ranks the items by how similar they are to one of them, and says by what:"
            + " the vectors of the model where it has any, else what it offers someone who liked"
            + " that item alone, else who liked both.\n\n"
            + "--all writes the list of every user into the file of --out, whole or not at all.\n\n"
            + "With --json: recommendations is a list of {rank, item, title, score}; with --score,"
            + " scores is one of {item, title, score}; with --similar, similar is one of {rank,"
            + " item, title, score}, and similarity says what the score is; with --all there are"
            + " the figures of the file.\n\n"
            + "Where the model's lists were measured to be worse than recommending what is popular,"
            + " or were never measured, a note says so.",
        options,
        List.of(
            "palate recommend --bundle films.palate --user 42",
            "palate recommend --bundle films.palate --history 50,172,181 -k 20 --json",
            "palate recommend --bundle films.palate --history \"\"",
            "palate recommend --bundle films.palate --user 42 --where genres=Comedy --exclude 50",
            "palate recommend --bundle films.palate --user 42 --score 50,172 --context device=tv",
            "palate recommend --bundle films.palate --similar 50",
            "palate recommend --bundle films.palate --all --out lists.csv -k 20"));
  }

  @Override
  public Report run(Arguments arguments, Progress progress) throws IOException {
    check(arguments);
    Path path = arguments.path("bundle");
    if (arguments.has("out")) {
      List<Path> inputs =
          Stream.concat(Stream.of(path), ItemChoice.files(arguments).stream()).toList();
      new OutputFile("--out", arguments.path("out"))
          .check(
              arguments.flag("force") ? OutputFile.Replaces.ANY_FILE : OutputFile.Replaces.NOTHING,
              inputs);
    }
    Query circumstances = RequestOptions.read(arguments);
    Precision weights = Settings.constant(Precision.class, arguments.text("weights"));
    Recommender recommender = Recommender.load(path, weights, Extensions.catalogue(arguments));
    JsonObject json =
        JsonObject.EMPTY
            .with("bundle", path.toString())
            .with("model", recommender.bundle().recipe().model().spec().name());
    if (arguments.has("similar")) {
      return similar(json, recommender, arguments);
    }
    List<String> notes = RequestOptions.notes(recommender, circumstances);
    if (arguments.has("all")) {
      return all(json, recommender, circumstances, notes, arguments, progress);
    }
    Asker asker =
        arguments.has("user")
            ? user(recommender, circumstances, arguments.text("user"), notes)
            : newUser(recommender, circumstances, arguments, notes, progress);
    for (String name : asker.asked.names()) {
      json = json.with(name, asker.asked.get(name));
    }
    return arguments.has("score")
        ? scores(json, recommender, asker, arguments)
        : best(json, recommender, asker, arguments);
  }

  /** Refuses a call whose options make no sense together. */
  private static void check(Arguments arguments) {
    List<String> whom = WHOM.stream().filter(arguments::has).toList();
    if (whom.isEmpty()) {
      throw new UsageException(
          "missing --user ID or --history ID,ID,…: whom to recommend items to; or --similar ID, or"
              + " --all");
    }
    if (whom.size() > 1) {
      throw new UsageException(
          "--%s and --%s exclude each other: give one of them".formatted(whom.get(0), whom.get(1)));
    }
    CLASHES.forEach(clash -> clash.check(arguments));
    if (arguments.has("all") && !arguments.has("out")) {
      throw new UsageException("missing --out FILE: where to write the lists of --all");
    }
    if (arguments.has("force") && !arguments.has("out")) {
      throw new UsageException("--force replaces the file of --out, and there is no --out");
    }
  }

  private static Asker user(
      Recommender recommender, Query circumstances, String user, List<String> notes) {
    if (!recommender.knowsUser(user)) {
      throw new NoSuchElementException(
          "the model does not know user '%s'%s; --history ID,ID,… is for users it has never seen"
              .formatted(user, Nearest.hint(user, recommender.bundle().space().users().keys())));
    }
    return new Asker(
        circumstances.withUser(user),
        RequestOptions.json(JsonObject.EMPTY.with("user", user), circumstances),
        "user " + user,
        recommender.liked(user),
        "user " + user + " liked nothing in the training data",
        notes);
  }

  private static Asker newUser(
      Recommender recommender,
      Query circumstances,
      Arguments arguments,
      List<String> notes,
      Progress progress) {
    ItemIds history = ItemIds.orNothing(recommender, arguments, "history").orNone(recommender);
    for (String id : history.unknown()) {
      progress.line(
          "the model does not know item '%s'%s".formatted(id, ItemIds.hint(recommender, id)));
    }
    JsonObject whom =
        JsonObject.EMPTY
            .with("history", JsonArray.ofStrings(history.known()))
            .with("unknownItems", JsonArray.ofStrings(history.unknown()));
    return new Asker(
        circumstances.withHistory(history.known()),
        RequestOptions.json(whom, circumstances),
        "the new user",
        List.copyOf(history.known()),
        NOTHING_KNOWN,
        notes);
  }

  /** The best items for one user. */
  private static Report best(
      JsonObject json, Recommender recommender, Asker asker, Arguments arguments)
      throws IOException {
    ItemChoice choice = ItemChoice.read(arguments, recommender);
    List<Recommendation> best = recommender.recommend(asker.query, choice.wanted());
    List<JsonObject> liked = new ArrayList<>();
    TextTable likedTable = TextTable.of("liked by " + asker.likedBy, "id");
    for (String item : asker.liked.subList(0, Math.min(LIKED_SHOWN, asker.liked.size()))) {
      String title = recommender.title(item);
      liked.add(JsonObject.EMPTY.with("item", item).with("title", title));
      likedTable.row(title, item);
    }
    List<String> shown = new ArrayList<>(asker.notes);
    shown.addAll(choice.notes());
    shown.addAll(recommender.bundle().listQuality().warnings());
    List<String> notes = new ArrayList<>(liked.isEmpty() ? List.of(asker.ifNone) : List.of());
    notes.addAll(shown);
    StringBuilder text = new StringBuilder();
    if (liked.isEmpty()) {
      text.append(asker.ifNone).append('\n');
    } else {
      text.append(likedTable);
      if (asker.liked.size() > liked.size()) {
        text.append("and %,d more%n".formatted(asker.liked.size() - liked.size()));
      }
    }
    text.append('\n').append(ScoredItems.rankedTable("recommended", best));
    if (best.size() < choice.wanted().k()) {
      text.append("%nno more than %,d items are left to recommend%n".formatted(best.size()));
    }
    return new Report(
        json.with("liked", JsonArray.of(liked))
            .with("recommendations", ScoredItems.ranked(best))
            .with("notes", JsonArray.ofStrings(notes)),
        text + Notes.text(shown));
  }

  /** The scores of given items for one user. */
  private static Report scores(
      JsonObject json, Recommender recommender, Asker asker, Arguments arguments) {
    ItemIds items = ItemIds.of(recommender, arguments, "score").orNone(recommender);
    List<Recommendation> scored = recommender.score(asker.query, List.copyOf(items.known()));
    List<String> notes = new ArrayList<>(asker.liked.isEmpty() ? List.of(asker.ifNone) : List.of());
    notes.addAll(asker.notes);
    items.note().ifPresent(notes::add);
    notes.addAll(recommender.bundle().listQuality().warnings());
    return new Report(
        json.with("unknownScored", JsonArray.ofStrings(items.unknown()))
            .with("scores", ScoredItems.unranked(scored))
            .with("notes", JsonArray.ofStrings(notes)),
        ScoredItems.table("scored for " + asker.likedBy, scored) + Notes.text(notes));
  }

  private static Report similar(JsonObject json, Recommender recommender, Arguments arguments)
      throws IOException {
    ItemChoice choice = ItemChoice.read(arguments, recommender);
    String item = arguments.text("similar");
    List<Recommendation> similar = recommender.similar(item, choice.wanted());
    String title = recommender.title(item);
    String text =
        "similarity: %s%n%n%s"
            .formatted(
                recommender.similarity(), ScoredItems.rankedTable("similar to " + title, similar));
    if (similar.size() < choice.wanted().k()) {
      text +=
          "%nno more than %,d items have anything in common with it%n".formatted(similar.size());
    }
    return new Report(
        json.with("item", item)
            .with("title", title)
            .with("similarity", recommender.similarity())
            .with("similar", ScoredItems.ranked(similar))
            .with("notes", JsonArray.ofStrings(choice.notes())),
        text + Notes.text(choice.notes()));
  }

  /** The lists of all users, in a file. */
  private static Report all(
      JsonObject json,
      Recommender recommender,
      Query circumstances,
      List<String> notes,
      Arguments arguments,
      Progress progress)
      throws IOException {
    ItemChoice choice = ItemChoice.read(arguments, recommender);
    Path out = arguments.path("out");
    RecommendationFile.Summary written =
        RecommendationFile.write(
            out,
            RecommendationFile.Format.of(out),
            recommender,
            circumstances,
            choice.wanted(),
            (users, all) -> progress.update("recommending", users, all, "users", ""));
    double coverage = written.items() / (recommender.bundle().space().items().size() - 1.0);
    notes.addAll(choice.notes());
    if (written.shorter() > 0) {
      notes.add(
          "users for whom fewer than %,d items are left: %,d"
              .formatted(choice.wanted().k(), written.shorter()));
    }
    notes.addAll(recommender.bundle().listQuality().warnings());
    return new Report(
        RequestOptions.json(json, circumstances)
            .with("out", out.toString())
            .with("bytes", written.bytes())
            .with("users", written.users())
            .with("rows", written.rows())
            .with("k", choice.wanted().k())
            .with("itemsListed", written.items())
            .with("coverage", coverage)
            .with("notes", JsonArray.ofStrings(notes)),
        "lists of %,d users, %,d rows: %,d different items, coverage %.4f%nkept in %s, %,d bytes%n%s"
            .formatted(
                written.users(),
                written.rows(),
                written.items(),
                coverage,
                out,
                written.bytes(),
                Notes.text(notes)));
  }
}
