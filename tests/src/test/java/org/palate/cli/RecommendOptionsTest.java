// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palate.SmallShop;
import org.palate.io.Json;
import org.palate.io.JsonArray;
import org.palate.io.JsonObject;
import org.palate.serve.Query;
import org.palate.serve.Recommendation;
import org.palate.serve.Recommender;
import org.palate.serve.Wanted;

/** The options of {@code palate recommend} beside a user, a history and k. */
class RecommendOptionsTest {
  @TempDir private static Path folder;

  private static Path deep;
  private static Path factors;
  private static Recommender recommender;

  @BeforeAll
  static void writeBundles() throws IOException {
    deep = folder.resolve("deep.palate");
    factors = folder.resolve("factors.palate");
    SmallShop.train("deepfm", 3).write(deep);
    SmallShop.train("mf-bpr", 3).write(factors);
    recommender = Recommender.load(deep);
  }

  private static String[] call(Path bundle, String... more) {
    List<String> words = new ArrayList<>(List.of("recommend", "--bundle", bundle.toString()));
    words.addAll(Arrays.asList(more));
    return words.toArray(String[]::new);
  }

  private static JsonObject json(String... more) {
    return Call.json(call(deep, more));
  }

  private static String text(Path bundle, String... more) {
    Call call = Call.of(call(bundle, more));
    assertEquals(CommandLine.SUCCESS, call.status(), call::err);
    return call.out().replaceAll("\\s+", " ");
  }

  private static void fails(String said, String... more) {
    Call.assertEnds(CommandLine.FAILURE, said, call(deep, more));
  }

  private static void refused(String said, String... more) {
    Call.assertEnds(CommandLine.WRONG_CALL, said, call(deep, more));
  }

  private static Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  /** The items of a list in a report, with their scores, as Java has them. */
  private static List<Recommendation> list(JsonObject report, String name) {
    JsonArray array = report.getArray(name);
    List<Recommendation> list = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      JsonObject item = array.getObject(i);
      list.add(
          new Recommendation(
              item.getString("item"), item.getString("title"), item.getFloat("score")));
    }
    return list;
  }

  private static List<Recommendation> recommended(String... more) {
    return list(json(more), "recommendations");
  }

  private static String notes(JsonObject report) {
    return String.join("\n", report.getArray("notes").toStrings());
  }

  @Test
  void theContextIsTheRequests() {
    Query query = Query.of("u2").with("device", "tv").with("hour", "5");
    JsonObject report = json("--user=u2", "--context", "device=tv", "--context", "hour=5", "-k4");
    assertEquals(recommender.recommend(query, Wanted.top(4)), list(report, "recommendations"));
    assertEquals("tv", report.getObject("context").getString("device"));
    assertFalse(notes(report).contains("context"), report::toString);
    Query newcomer = Query.ofHistory(List.of("t1", "t2")).with("device", "phone");
    assertEquals(
        recommender.recommend(newcomer, Wanted.top(10)),
        recommended("--history", "t1,t2", "--context=device=phone"));
    assertFalse(json("--user=u2").has("context"));
  }

  @Test
  void aContextThatIsUnknownIsNamed() {
    JsonObject report = json("--user=u2", "--context", "device=radio");
    assertEquals(recommender.recommend("u2", 10), list(report, "recommendations"));
    String note = "the training data have no device 'radio': it counts as unknown";
    assertTrue(notes(report).contains(note), report::toString);
    assertTrue(text(deep, "--user=u2", "--context", "device=radio").contains("note: " + note));
    fails(
        "expected a context field of the training data, device, hour, found 'devise' (did you mean"
            + " 'device'?)",
        "--user=u2",
        "--context=devise=tv");
    fails("expected a finite number, found 'noon'", "--user=u2", "--context", "hour=noon");
    refused("--context expects KEY=VALUE", "--user=u2", "--context", "tv");
    refused(
        "--context device is given twice", "--user=u2", "--context=device=a", "--context=device=b");
  }

  @Test
  void aNoteSaysWhatAModelDoesNotLookAt() {
    JsonObject report = Call.json(call(factors, "--user=u2", "--context=device=tv", "--at=7"));
    assertTrue(
        notes(report).contains("--context changes nothing: mf-bpr does not look at the context"));
    assertTrue(notes(report).contains("--at changes nothing: mf-bpr does not look at the time"));
    assertEquals(
        list(Call.json(call(factors, "--user=u2")), "recommendations"),
        list(report, "recommendations"));
  }

  @Test
  void aMomentIsSecondsOrADate() {
    assertEquals(86_400, json("--user=u1", "--at", "1970-01-02").getLong("at"));
    assertEquals(12, json("--history=", "--at=12").getLong("at"));
    refused("--at: expected seconds since 1970 or an ISO 8601 date", "--user=u1", "--at=soon");
  }

  @Test
  void itemsAreExcludedOrAllowedByNameAndByFile() throws IOException {
    Query query = Query.of("u2");
    Wanted all = Wanted.top(10);
    List<String> some = List.of("t1", "t7,red", "t12");
    assertEquals(
        recommender.recommend(query, all.withSeen().among(some)),
        recommended("--user=u2", "--seen", "--among", "t1,t12", "--among", "t7,red"));
    assertEquals(
        recommender.recommend(query, all.except(some)),
        recommended("--user=u2", "--exclude", "t7,red", "--exclude=t1,t12"));
    Path ids = file("ids.txt", "\uFEFFt1\r\n\r\n  t7,red \nt12");
    assertEquals(
        recommender.recommend(query, all.withSeen().among(some)),
        recommended("--user=u2", "--seen", "--among-file", ids.toString()));
    assertEquals(
        recommender.recommend(query, all.except(some).except(List.of("t20"))),
        recommended("--user=u2", "--exclude-file", ids.toString(), "--exclude=t20"));
    assertEquals(
        recommender.recommend(query, all),
        recommended("--user=u2", "--exclude-file", file("none.txt", "\n").toString()));
  }

  @Test
  void unknownIdsAreCountedAndNamed() throws IOException {
    JsonObject report = json("--user=u2", "--among=t1,a,b,c,d,e,f", "--exclude", "nothing");
    assertTrue(
        notes(report)
            .contains(
                "the model does not know 6 of the 7 items of --among: 'a', 'b', 'c', 'd', 'e', …"),
        report::toString);
    assertTrue(
        notes(report).contains("the model does not know 1 of the 1 items of --exclude: 'nothing'"));
    fails("knows none of the items of --among: no 'thing 1'", "--user=u2", "--among", "thing 1");
    Path wrong = file("wrong.txt", "T1\n");
    fails(
        "knows none of the items of --among-file: no 'T1' (did you mean 't1'?)",
        "--user=u2",
        "--among-file",
        wrong.toString());
    Path empty = file("empty.txt", " \n");
    fails(
        "expected ids of items, one a line, found none",
        "--user=u2",
        "--among-file",
        empty.toString());
    fails("no such file", "--user=u2", "--exclude-file", folder.resolve("gone.txt").toString());
    Path bytes = Files.write(folder.resolve("bytes.txt"), new byte[] {'t', (byte) 0xE9, '\n'});
    fails("expected ids in UTF-8", "--user=u2", "--exclude-file", bytes.toString());
    refused("--among expects ids joined by commas, found ' , '", "--user=u2", "--among", " , ");
    refused("--exclude expects ID,ID,…", "--user=u2", "--exclude=");
  }

  @Test
  void itemsAreChosenByTheirFields() {
    Wanted wanted =
        Wanted.top(10).withSeen().where("kind", "lamp").where("kind", "toy").where("maker", "Acme");
    assertEquals(
        recommender.recommend(Query.of("u2"), wanted),
        recommended(
            "--user=u2",
            "--seen",
            "--where=kind=lamp",
            "--where",
            "maker=Acme",
            "--where=kind=toy"));
    fails(
        "expected a field of items of the training data, kind, maker, year, found 'make' (did you"
            + " mean 'maker'?)",
        "--user=u2",
        "--where=make=Acme");
    fails(
        "expected a value that some item has, found 'Acne' (did you mean 'Acme'?)",
        "--history=",
        "--where=maker=Acne");
    refused("--where expects KEY=VALUE", "--user=u2", "--where=kind");
    String none = text(deep, "--user=u2", "--among=t1", "--where=maker=Bolt");
    assertTrue(none.contains("no more than 0 items are left to recommend"), none);
  }

  @Test
  void givenItemsAreScoredInTheirOrder() {
    List<String> items = List.of("t9", "t7,red", "t25", "t1");
    JsonObject report = json("--user=u2", "--score=t9", "--score=t7,red", "--score=t25,t1,gone");
    assertEquals(recommender.score(Query.of("u2"), items), list(report, "scores"));
    assertFalse(report.has("recommendations"));
    assertEquals(List.of("gone"), report.getArray("unknownScored").toStrings());
    assertTrue(
        notes(report).contains("the model does not know 1 of the 5 items of --score: 'gone'"));
    Query newcomer = Query.ofHistory(List.of("t2", "t4")).with("device", "tv");
    assertEquals(
        recommender.score(newcomer, List.of("t2", "t3")),
        list(json("--history=t2,t4", "--score=t2,t3", "--context=device=tv"), "scores"));
    String text = text(deep, "--user=u2", "--score=t25");
    assertTrue(text.contains("scored for user u2 id score"), text);
    assertTrue(text.contains("Thing 25 t25 "), text);
    fails("knows none of the items of --score: no 'gone'", "--user=u2", "--score=gone");
    refused("--score expects ids joined by commas", "--user=u2", "--score", ",");
  }

  @Test
  void similarItemsSayByWhatTheyAre() {
    JsonObject report = json("--similar", "t7,red", "-k", "3", "--where=maker=Bolt");
    assertEquals(
        recommender.similar("t7,red", Wanted.top(3).where("maker", "Bolt")),
        list(report, "similar"));
    assertEquals("t7,red", report.getString("item"));
    assertEquals("Thing 7", report.getString("title"));
    assertEquals(1, report.getArray("similar").getObject(0).getInt("rank"));
    assertEquals("cosine of the users who liked both", report.getString("similarity"));
    String text = text(factors, "--similar=t7,red", "--exclude=t1");
    assertTrue(
        text.startsWith("similarity: cosine of the items' vectors rank similar to Thing 7"), text);
    assertFalse(text.contains(" t1 "), text);
    String nobody = text(deep, "--similar=t25");
    assertTrue(nobody.contains("no more than 0 items have anything in common with it"), nobody);
    fails("the model does not know item 'T7' (did you mean", "--similar=T7");
    Call.assertEnds(
        CommandLine.FAILURE, "stands in the table of items alone", call(factors, "--similar=t25"));
  }

  @Test
  void theListsOfAllUsersGoIntoAFile() throws IOException {
    Path out = folder.resolve("all.csv");
    Call call =
        Call.of(
            call(deep, "--all", "--out", out.toString(), "-k5", "--context=device=tv", "--json"));
    assertEquals(CommandLine.SUCCESS, call.status(), call::err);
    JsonObject report = Json.parseObject(call.out());
    List<String> expected = new ArrayList<>(List.of("user,rank,item,score"));
    Set<String> items = new HashSet<>();
    recommender.recommendAll(
        Query.ofAnyone().with("device", "tv"),
        Wanted.top(5),
        (user, list) -> {
          for (int i = 0; i < list.size(); i++) {
            String id = list.get(i).item();
            items.add(id);
            String quoted = id.contains(",") ? '"' + id + '"' : id;
            expected.add("%s,%d,%s,%s".formatted(user, i + 1, quoted, list.get(i).score()));
          }
        });
    assertEquals(expected, Files.readAllLines(out));
    assertEquals(SmallShop.CUSTOMERS + 1, report.getInt("users"));
    assertEquals(expected.size() - 1, report.getInt("rows"));
    assertEquals(5, report.getInt("k"));
    assertEquals(items.size(), report.getInt("itemsListed"));
    assertEquals(items.size() / 25.0, report.getDouble("coverage"));
    assertEquals(Files.size(out), report.getLong("bytes"));
    assertEquals(out.toString(), report.getString("out"));
    assertEquals("tv", report.getObject("context").getString("device"));
  }

  @Test
  void theEndingOfTheNameSaysHowTheListsAreWritten() throws IOException {
    Path tsv = folder.resolve("all.tsv");
    String text = text(factors, "--all", "--out", tsv.toString());
    assertTrue(text.startsWith("lists of 31 users, 310 rows: "), text);
    assertTrue(text.contains("kept in " + tsv + ", "), text);
    assertEquals("user\trank\titem\tscore", Files.readAllLines(tsv).getFirst());
    Path lines = folder.resolve("all.jsonl");
    String few = text(factors, "--all", "--out", lines.toString(), "--among=t1,t2", "-k2");
    assertTrue(few.contains("users for whom fewer than 2 items are left: "), few);
    assertEquals(31, Files.readAllLines(lines).size());
    assertEquals("u1", Json.parseObject(Files.readAllLines(lines).getFirst()).getString("user"));
  }

  @Test
  void noFileIsLostToTheLists() throws IOException {
    Path there = file("there.csv", "mine");
    String[] words = {"--all", "--out", there.toString()};
    fails("there is a file already; name another, or add --force", words);
    assertEquals("mine", Files.readString(there));
    text(deep, Stream.concat(Stream.of(words), Stream.of("--force")).toArray(String[]::new));
    assertTrue(Files.readString(there).startsWith("user,rank,item,score\n"));
    fails("which this command reads", "--all", "--force", "--out", deep.toString());
    Path ids = file("own.txt", "t1\n");
    fails("which this command reads", "--all", "--force", "--out=" + ids, "--among-file=" + ids);
    fails("there is no directory", "--all", "--out", folder.resolve("no/x.csv").toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--k=3 | missing --user ID or --history ID,ID,…",
        "--user=u1 --similar=t1 | --user and --similar exclude each other: give one of them",
        "--history= --all | --history and --all exclude each other: give one of them",
        "--all | missing --out FILE: where to write the lists of --all",
        "--all --out=x.csv --score=t1 | --all and --score exclude each other: items are scored for",
        "--user=u1 --out=x.csv | --user and --out exclude each other: only the lists of --all",
        "--history=t1 --out=x.csv | --history and --out exclude each other: only the lists of",
        "--user=u1 --force | --force replaces the file of --out, and there is no --out",
        "--similar=t1 --score=t2 | --similar and --score exclude each other: how similar",
        "--similar=t1 --context=device=tv | --similar and --context exclude each other",
        "--similar=t1 --at=5 | --similar and --at exclude each other",
        "--similar=t1 --seen | --similar and --seen exclude each other",
        "--similar=t1 --out=x.csv | --similar and --out exclude each other",
        "--user=u1 --score=t1 -k 3 | --score and -k exclude each other: the items of --score are",
        "--user=u1 --score=t1 --among=t2 | --score and --among exclude each other",
        "--user=u1 --score=t1 --among-file=f | --score and --among-file exclude each other",
        "--user=u1 --score=t1 --exclude=t2 | --score and --exclude exclude each other",
        "--user=u1 --score=t1 --exclude-file=f | --score and --exclude-file exclude each other",
        "--user=u1 --score=t1 --where=kind=toy | --score and --where exclude each other",
        "--user=u1 --score=t1 --seen | --score and --seen exclude each other",
      })
  void whatMakesNoSenseTogetherIsRefusedWithAReason(String words, String said) {
    refused(said, words.split(" "));
  }

  @Test
  void theHelpNamesWhatTheJsonHolds() {
    String help = Call.of("recommend", "--help").out().replaceAll("\\s+", " ");
    for (String said :
        List.of(
            "recommendations is a list of {rank, item, title, score}",
            "with --score, scores is one of {item, title, score}",
            "How many items to recommend; 10 if not given.")) {
      assertTrue(help.contains(said), help);
    }
  }
}
