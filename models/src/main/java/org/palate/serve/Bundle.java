// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palate.config.Settings;
import org.palate.config.Version;
import org.palate.data.Entities;
import org.palate.data.Interactions;
import org.palate.data.ItemLists;
import org.palate.data.Vocabulary;
import org.palate.data.split.Split;
import org.palate.data.split.SplitSpec;
import org.palate.feature.FeatureSpace;
import org.palate.io.Json;
import org.palate.io.JsonNumber;
import org.palate.io.JsonObject;
import org.palate.io.JsonString;
import org.palate.io.JsonValue;
import org.palate.io.SafetensorsException;
import org.palate.io.SafetensorsFile;
import org.palate.io.StateDict;
import org.palate.recommender.Dataset;
import org.palate.recommender.Histories;
import org.palate.recommender.Model;
import org.palate.recommender.Objective;
import org.palate.train.Catalogue;
import org.palate.train.DivergedException;
import org.palate.train.ListQuality;
import org.palate.train.Recipe;
import org.palate.train.Soundness;
import org.palate.train.Trained;

/**
 * All of a trained model in one file, from which {@link Recommender} recommends by raw ids.
 *
 * <p>Sections of the {@link BundleFile}: {@code bundle.json} with the recipe and the facts, those
 * of {@link SpaceSections}, {@code weights.safetensors} with the parameters by PyTorch's names,
 * {@code histories.safetensors} (see {@link KeptHistories}), and, where items have titles, {@code
 * titles}. The same training writes the same bytes.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Bundle {
  private static final String JSON = "bundle.json";
  private static final String OBJECTIVE = "objective";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String HISTORIES = "histories.safetensors";
  private static final String TITLES = "titles";
  private static final String TEST = "test";
  private static final String POPULARITY = "popularity";

  private final Recipe recipe;
  private final Objective objective;
  private final Model model;
  private final KeptHistories histories;
  private final List<String> titles;
  private final JsonObject data;
  private final JsonObject training;

  private Bundle(
      Recipe recipe,
      Objective objective,
      Model model,
      KeptHistories histories,
      List<String> titles,
      JsonObject data,
      JsonObject training) {
    this.recipe = recipe;
    this.objective = objective;
    this.model = model;
    this.histories = histories;
    this.titles = titles;
    this.data = data;
    this.training = training;
  }

  /**
   * What is to be kept of a training.
   *
   * @throws DivergedException if a parameter of the model is not finite
   */
  public static Bundle of(Trained trained) {
    Soundness.requireFinite(trained.model().state());
    Interactions interactions = trained.data().interactions();
    JsonObject data =
        JsonObject.EMPTY
            .with("rows", interactions.size())
            .with("fingerprint", interactions.fingerprint());
    JsonObject training =
        JsonObject.EMPTY
            .with("split", json(trained.data().split().facts()))
            .with("epochs", trained.result().history().size())
            .with("bestEpoch", trained.result().bestEpoch())
            .with(TEST, metrics(trained.test()))
            .with(POPULARITY, metrics(trained.popularity()));
    return new Bundle(
        trained.recipe(),
        trained.objective(),
        trained.model(),
        KeptHistories.of(trained.data()),
        titles(interactions.items(), trained.model().space().items()),
        data,
        training);
  }

  /** Metrics without those that are not defined. */
  private static JsonObject metrics(Map<String, Double> metrics) {
    JsonObject json = JsonObject.EMPTY;
    for (Map.Entry<String, Double> metric : metrics.entrySet()) {
      if (!metric.getValue().isNaN()) {
        json = json.with(metric.getKey(), metric.getValue().doubleValue());
      }
    }
    return json;
  }

  private static JsonObject json(Map<String, Object> facts) {
    Map<String, JsonValue> json = new LinkedHashMap<>();
    facts.forEach(
        (name, fact) ->
            json.put(
                name,
                fact instanceof Number number
                    ? JsonNumber.of(number.longValue())
                    : new JsonString(fact.toString())));
    return JsonObject.of(json);
  }

  /** The titles of codes 1, 2, …; the empty text for an item without; empty if none has one. */
  private static List<String> titles(Entities entities, Vocabulary items) {
    if (!entities.hasTitle()) {
      return List.of();
    }
    return items.keys().stream().map(entities::title).toList();
  }

  /** What was chosen before training, every setting filled in. */
  public Recipe recipe() {
    return recipe;
  }

  /** The model. */
  public Model model() {
    return model;
  }

  /** The users, items and fields that the model knows. */
  public FeatureSpace space() {
    return model.space();
  }

  /** What the model was trained to do, and what its scores mean. */
  public Objective objective() {
    return objective;
  }

  /** The rating from which on a row counts as liked. */
  public double threshold() {
    return recipe.threshold();
  }

  /** By user code, what each user saw in all rows of the data, oldest first. */
  public ItemLists seenItems() {
    return histories.seen().lists();
  }

  /** By user code, what each user liked in all rows of the data, oldest first. */
  public Histories histories() {
    return histories.likedOnly();
  }

  /** The metrics of the test rows when the model had been trained. */
  public Map<String, Double> test() {
    return metrics(TEST);
  }

  /**
   * The metrics of ranking of popularity on the same rows; empty in bundles of Palate 0.1 from
   * before they were kept.
   */
  public Map<String, Double> popularity() {
    return training.has(POPULARITY) ? metrics(POPULARITY) : Map.of();
  }

  private Map<String, Double> metrics(String part) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    JsonObject json = training.getObject(part);
    json.names().forEach(name -> metrics.put(name, json.getDouble(name)));
    return Collections.unmodifiableMap(metrics);
  }

  /** How good the model's lists of recommendations were on the test rows. */
  public ListQuality listQuality() {
    return new ListQuality(recipe.model().spec().name(), objective.goal(), test(), popularity());
  }

  /** What to call the item of a code from 1: its title, or its id if it has none. */
  public String title(int item) {
    return titles.isEmpty() ? space().items().key(item) : titles.get(item - 1);
  }

  /** Whether these are the rows that the model was trained on and measured by, in their order. */
  public boolean isOf(Interactions interactions) {
    return interactions.size() == data.getLong("rows")
        && interactions.fingerprint().equals(data.getString("fingerprint"));
  }

  /**
   * The rows of a split of any data in the codes of this model, to measure it on them. The data
   * need not have what the model predicts.
   */
  public Dataset dataset(Interactions interactions, Split split) {
    return Dataset.of(space(), interactions, split, threshold());
  }

  /** All that can be said about the bundle without its large parts. */
  public JsonObject facts() {
    return head()
        .with("users", space().users().size() - 1)
        .with("items", space().items().size() - 1)
        .with("titles", !titles.isEmpty())
        .with("parameters", model.state().parameterCount());
  }

  /** The content of {@code bundle.json}. */
  private JsonObject head() {
    JsonObject settings = JsonObject.EMPTY;
    for (Map.Entry<String, String> setting : recipe.settings().entrySet()) {
      settings = settings.with(setting.getKey(), setting.getValue());
    }
    return JsonObject.EMPTY
        .with("palate", Version.PALATE)
        .with("model", recipe.model().spec().name())
        .with("settings", settings)
        .with("split", recipe.split().toString())
        .with("seed", recipe.seed())
        .with("base", objective.base())
        .with("data", data)
        .with("training", training)
        .with("learned", SpaceSections.learned(space()))
        .with("fields", SpaceSections.describe(space()));
  }

  /**
   * Writes the bundle, whole or not at all.
   *
   * @throws IOException if that fails; an existing file is then as it was
   * @throws DivergedException if a parameter of the model is not finite: no one could read it
   */
  public void write(Path path) throws IOException {
    Soundness.requireFinite(model.state());
    requireFiniteBase();
    BundleFile.write(
        path,
        bundle -> {
          bundle.section(JSON, Json.writeIndented(head()).getBytes(StandardCharsets.UTF_8));
          SpaceSections.write(bundle, space());
          bundle.section(WEIGHTS, StateDict.writer(model.state())::writeTo);
          bundle.section(HISTORIES, histories.writer()::writeTo);
          if (!titles.isEmpty()) {
            bundle.section(TITLES, out -> TextSection.write(out, titles));
          }
        });
  }

  /** As {@link #read(Path, Catalogue)}, of a model of Palate's own. */
  public static Bundle read(Path path) throws IOException {
    return read(path, Catalogue.STANDARD);
  }

  /**
   * Reads a bundle and checks all that it says.
   *
   * @param catalogue where its model, objective and fields are looked up by name
   * @throws BundleException if it is no bundle, is damaged, is of a newer format, or says what
   *     cannot be
   * @throws IOException if it cannot be read
   */
  public static Bundle read(Path path, Catalogue catalogue) throws IOException {
    try (BundleFile file = BundleFile.open(path)) {
      JsonObject head = in(JSON, path, () -> Json.parseObject(file.bytes(JSON)));
      Recipe recipe = in(JSON, path, () -> recipe(head, catalogue));
      FeatureSpace space =
          in(
              "features",
              path,
              () ->
                  SpaceSections.read(
                      file,
                      head.getArray("fields"),
                      head.has("learned") ? head.getObject("learned") : null,
                      catalogue));
      Model model = in(WEIGHTS, path, () -> model(file, recipe, space));
      KeptHistories histories =
          in(
              HISTORIES,
              path,
              () -> KeptHistories.read(SafetensorsFile.read(file.section(HISTORIES)), space));
      List<String> titles = in(TITLES, path, () -> titles(file, space));
      return in(
          JSON,
          path,
          () -> {
            Bundle bundle =
                new Bundle(
                    recipe,
                    recipe.objective().withBase(head.getFloat("base")),
                    model,
                    histories,
                    titles,
                    head.getObject("data"),
                    head.getObject("training"));
            bundle.check(head);
            return bundle;
          });
    }
  }

  private interface Part<T> {
    T read() throws IOException;
  }

  /** Reads a part; errors of its reader name the bundle and the part. */
  private static <T> T in(String part, Path path, Part<T> reader) throws IOException {
    try {
      return reader.read();
    } catch (BundleException e) {
      throw e;
    } catch (RuntimeException | SafetensorsException e) {
      throw new BundleException("%s, %s: %s".formatted(path, part, e.getMessage()), e);
    }
  }

  private static Recipe recipe(JsonObject head, Catalogue catalogue) {
    Map<String, String> given = new LinkedHashMap<>();
    JsonObject json = head.getObject("settings");
    json.names().forEach(name -> given.put(name, json.getString(name)));
    Settings settings = Settings.of(given);
    if (given.containsKey(OBJECTIVE)) {
      Named.objective(catalogue, given.get(OBJECTIVE));
    }
    Recipe recipe =
        Recipe.of(Named.model(catalogue, head.getString("model")))
            .withSplit(SplitSpec.parse(head.getString("split")))
            .withSeed(head.getLong("seed"))
            .with(settings, catalogue);
    settings.finish();
    if (recipe.objective() == null || recipe.threshold() == null) {
      throw new IllegalArgumentException(
          "settings: expected an objective and a threshold, found " + given.keySet());
    }
    return recipe;
  }

  private static Model model(BundleFile file, Recipe recipe, FeatureSpace space)
      throws IOException {
    Model model = recipe.modelToLoad().create(space, recipe.seed());
    SafetensorsFile weights = SafetensorsFile.read(file.section(WEIGHTS));
    StateDict.load(model.state(), weights);
    Soundness.requireFinite(model.state());
    return model;
  }

  private static List<String> titles(BundleFile file, FeatureSpace space) throws IOException {
    if (!file.has(TITLES)) {
      return List.of();
    }
    List<String> titles = TextSection.read(file.bytes(TITLES));
    if (titles.size() != space.items().size() - 1) {
      throw new IllegalArgumentException(
          "expected %d titles, found %d".formatted(space.items().size() - 1, titles.size()));
    }
    return titles;
  }

  /** Checks all that later calls rely on, and that there is no key that would not be read. */
  private void check(JsonObject head) {
    head.onlyKeys(
        "palate",
        "model",
        "settings",
        "split",
        "seed",
        "base",
        "data",
        "training",
        "learned",
        "fields");
    head.getString("palate");
    data.onlyKeys("rows", "fingerprint");
    data.getLong("rows");
    data.getString("fingerprint");
    training.onlyKeys("split", "epochs", "bestEpoch", TEST, POPULARITY);
    training.getObject("split");
    training.getInt("epochs");
    training.getInt("bestEpoch");
    test();
    popularity();
    requireFiniteBase();
  }

  private void requireFiniteBase() {
    if (!Float.isFinite(objective.base())) {
      throw new IllegalArgumentException(
          "base: expected a finite number, found " + objective.base());
    }
  }
}
