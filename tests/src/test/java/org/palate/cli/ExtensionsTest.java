// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.OwnJar;
import org.palate.TestData;
import org.palate.TestProcess;
import org.palate.io.Json;
import org.palate.io.JsonArray;
import org.palate.io.JsonObject;
import org.palate.model.Models;

/** {@code --class-path}, with jars made as models/README.md says. */
final class ExtensionsTest {
  private static final String MODULES = "org.palate.models/org.palate.cli.Main";
  private static final List<String> VECTORS = List.of("--add-modules=jdk.incubator.vector");

  @TempDir private static Path folder;

  private static String data;
  private static String page;
  private static String jar;
  private static String bundle;
  private static JsonObject trained;

  /** The model of the page, trained by Palate as named modules. */
  @BeforeAll
  static void trainTheModelOfThePage() throws Exception {
    data = SmallFilms.write(folder).toString();
    page = OwnJar.of(folder, "page", "com.example.Mine", OwnJar.sourcesOfThePage()).toString();
    jar = everything();
    bundle = folder.resolve("mine.palate").toString();
    trained = modules("train", "--data", data, "--model=hybrid", "--set=epochs=3", "--out", bundle);
  }

  private static String everything() throws IOException {
    List<String> sources = new ArrayList<>();
    for (String name :
        List.of(
            "HybridFactorization",
            "TwoHeads",
            "HashedTrigrams",
            "NumberList",
            "LikeAndRating",
            "Hinge",
            "RankBiasedPrecision",
            "Everything")) {
      String source =
          Files.readString(
              TestData.checkout().resolve("tests/src/test/java/com/example/" + name + ".java"));
      // Classes that the tests themselves do not have.
      sources.add(source.replace("package com.example;", "package org.example;"));
    }
    return OwnJar.of(folder, "everything", "org.example.Everything", sources).toString();
  }

  private static JsonObject modules(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--class-path", page, "--json"));
    return json(TestProcess.javaModule(VECTORS, MODULES, all.toArray(String[]::new)));
  }

  private static JsonObject onClassPath(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of(TestProcess.javaProgram()));
    all.addAll(VECTORS);
    all.addAll(List.of("-cp", TestProcess.modulePath(), "org.palate.cli.Main"));
    all.addAll(List.of(words));
    all.addAll(List.of("--class-path", page, "--json"));
    return json(new TestProcess(all, Map.of(), folder, Duration.ofMinutes(2)));
  }

  private static JsonObject json(TestProcess process) throws Exception {
    TestProcess.Result result = process.run();
    assertEquals(0, result.status(), result::err);
    return Json.parseObject(result.out());
  }

  @Test
  void theModelOfThePageTrainsEvaluatesAndRecommends() throws Exception {
    assertEquals("hybrid", trained.getString("model"));
    JsonObject evaluated = modules("evaluate", "--bundle", bundle, "--data", data);
    assertEquals(
        trained.getObject("test").getDouble("ndcg@10"),
        evaluated.getObject("metrics").getDouble("ndcg@10"));
    JsonArray best =
        modules("recommend", "--bundle", bundle, "--user", "2").getArray("recommendations");
    assertTrue(best.size() > 0);
    assertEquals(
        "hybrid", modules("info", "--bundle", bundle).getObject("facts").getString("model"));
  }

  @Test
  void onAClassPathItDoesTheSameToTheBit() throws Exception {
    String[] words = {"recommend", "--bundle", bundle, "--user", "3"};
    assertEquals(modules(words), onClassPath(words));
  }

  @Test
  void withoutTheJarABundleSaysWhatIsMissing() {
    Call.assertEnds(
        CommandLine.FAILURE,
        "expected a model that is Palate's own, or that --class-path JAR adds (in Java: the"
            + " catalogue), found 'hybrid'",
        "recommend",
        "--bundle",
        bundle,
        "--user=2");
    Call.assertEnds(
        CommandLine.WRONG_CALL,
        "unknown model 'hybrid'",
        "train",
        "--data",
        data,
        "--model=hybrid");
  }

  @Test
  void fieldsObjectivesAndMetricsOfAJarGoToABundleAndBack() {
    String path = folder.resolve("all.palate").toString();
    String classes = "--class-path=" + jar;
    JsonObject two =
        Call.json(
            "train",
            "--data",
            data,
            "--model=two-heads",
            "--set=epochs=2",
            "--set=rating-share=2",
            "--out",
            path,
            classes);
    assertEquals("like-and-rating", two.getString("objective"));
    assertTrue(two.getObject("test").has("rbp@10"), two::toString);
    JsonObject info = Call.json("info", "--bundle", path, classes).getObject("facts");
    assertEquals("2.0", info.getObject("settings").getString("rating-share"));
    assertTrue(info.getArray("fields").toString().contains("trigrams"), info::toString);
    JsonObject metrics =
        Call.json("evaluate", "--bundle", path, "--data", data, classes).getObject("metrics");
    assertEquals(two.getObject("test").getDouble("rbp@10"), metrics.getDouble("rbp@10"));
    assertEquals(
        10,
        Call.json("recommend", "--bundle", path, "--history=2,4", classes)
            .getArray("recommendations")
            .size());
    JsonObject hinge =
        Call.json(
            "train",
            "--data",
            data,
            "--model=mf",
            "--set=objective=hinge",
            "--set=epochs=1",
            classes);
    assertEquals("hinge", hinge.getString("objective"));
  }

  @Test
  void listsAndHelpShowWhatAJarAdds() throws IOException {
    int own = Models.STANDARD.size();
    assertEquals(own, Call.json("models").getArray("models").size());
    JsonArray models = Call.json("models", "--class-path", jar).getArray("models");
    assertEquals(own + 2, models.size());
    JsonObject hybrid = models.getObject(own);
    assertEquals("hybrid", hybrid.getString("name"));
    assertEquals("rank", hybrid.getString("objective"));
    assertEquals("64", hybrid.getArray("settings").getObject(0).getString("default"));
    for (String command : List.of("info", "models", "train --help")) {
      String text = Call.of((command + " --class-path " + jar).split(" ")).out();
      assertTrue(text.contains("two-heads"), text);
    }
    String help = Call.of("train", "--help", "--class-path", jar).out();
    assertTrue(help.contains("like-and-rating") && help.contains("hinge"), help);
    assertFalse(Call.of("models").out().contains("hybrid"));
  }

  @Test
  void severalJarsAndFoldersAreJoined() throws IOException {
    Path classes = folder.resolve("page.d/classes");
    Path services = Files.createDirectories(classes.resolve("META-INF/services"));
    Files.writeString(services.resolve("org.palate.train.Extension"), "com.example.Mine\n");
    Path plain = OwnJar.of(folder, "plain", null, List.of("public final class Plain {}"));
    String joined = plain + File.pathSeparator + classes;
    assertTrue(Call.of("models", "--class-path", joined).out().contains("hybrid"));
  }

  private static void assertRefused(String said, String classPath) {
    Call.assertEnds(CommandLine.FAILURE, said, "models", "--class-path", classPath);
  }

  @Test
  void whatIsNoJarIsRefused() throws IOException {
    assertRefused(
        "--class-path: expected a jar or a folder of classes, found nothing at 'gone.jar'",
        "gone.jar");
    assertRefused("found nothing at ''", page + File.pathSeparator + File.pathSeparator + page);
    assertRefused("which is neither", data);
    Path plain = OwnJar.of(folder, "nothing", null, List.of("public final class Nothing {}"));
    assertRefused(
        "expected a jar with the file META-INF/services/org.palate.train.Extension, which names"
            + " the class that implements it, found none",
        plain.toString());
  }

  private static Path extension(String name, String body) throws IOException {
    String source =
        """
        import java.util.List;
        import org.palate.model.DeepFm;
        import org.palate.recommender.ModelSpec;
        public final class %s implements org.palate.train.Extension {
          @Override
          public List<ModelSpec<?>> models() {
            %s
          }
        }
        """
            .formatted(name, body);
    return OwnJar.of(folder, name, name, List.of(source));
  }

  @Test
  void anExtensionThatThrowsOrTakesANameIsRefused() throws IOException {
    assertRefused(
        "expected an extension that can be used, found one that throws"
            + " java.lang.IllegalStateException: no licence",
        extension("Throwing", "throw new IllegalStateException(\"no licence\");").toString());
    assertRefused("NullPointerException", extension("Forgetful", "return null;").toString());
    assertRefused(
        "expected one model of each name, found two named 'deepfm'; give yours another name",
        extension("Clashing", "return List.of(DeepFm.SPEC);").toString());
    Path absent =
        OwnJar.of(folder, "absent", "com.gone.Absent", List.of("public final class Any {}"));
    assertRefused("com.gone.Absent not found", absent.toString());
    Path other = OwnJar.of(folder, "other", "Other", List.of("public final class Other {}"));
    assertRefused("Other not a subtype", other.toString());
  }

  @Test
  void aFaultInSomebodyElsesClassIsNotCalledOneOfPalate() {
    RuntimeException theirs = new NullPointerException();
    theirs.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("java.util.Objects", "requireNonNull", "Objects.java", 1),
          new StackTraceElement("org.example.Mine", "scores", "Mine.java", 2),
          new StackTraceElement("org.palate.train.Training", "step", "Training.java", 3)
        });
    assertTrue(
        Failure.describe(theirs)
            .startsWith("this is a fault in org.example.Mine, which is not Palate's own: "),
        Failure.describe(theirs));
  }
}
