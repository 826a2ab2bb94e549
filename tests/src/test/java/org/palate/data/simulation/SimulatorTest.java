// SPDX-License-Identifier: Apache-2.0
package org.palate.data.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.config.Settings;
import org.palate.config.SettingsException;
import org.palate.data.Column;
import org.palate.data.Entities;
import org.palate.data.Interactions;
import org.palate.data.read.DataFormat;
import org.palate.data.read.Delimited;
import org.palate.data.read.EntityReader;
import org.palate.data.read.OnBadRow;
import org.palate.data.read.Schema;

/**
 * The default service looks like a real one; ranges are those of MovieLens 100K and thereabouts.
 */
final class SimulatorTest {
  private static final Simulation SIMULATION = Simulator.run(SimulatorConfig.DEFAULT, 1);
  private static final Interactions ROWS = SIMULATION.interactions();
  private static final SimulatorConfig SMALL = SimulatorConfig.DEFAULT.withSize(40, 60);

  private static float[] numbers(String annotation) {
    return ((Column.Numeric) ROWS.column(annotation)).values();
  }

  private static float[] numbers(Entities entities, String column) {
    return ((Column.Numeric) entities.column(column)).values();
  }

  private static int[] countsBy(int[] codes, int size) {
    int[] counts = new int[size];
    for (int code : codes) {
      counts[code]++;
    }
    return Arrays.copyOfRange(counts, 1, size);
  }

  /** Gini coefficient: 0 if all are equal, towards 1 if one has all. */
  private static double gini(int[] counts) {
    int[] sorted = counts.clone();
    Arrays.sort(sorted);
    double weighted = 0;
    double total = 0;
    for (int i = 0; i < sorted.length; i++) {
      weighted += (2.0 * (i + 1) - sorted.length - 1) * sorted[i];
      total += sorted[i];
    }
    return weighted / (sorted.length * total);
  }

  @Test
  void oneSeedMakesOneService() {
    Interactions again = Simulator.run(SimulatorConfig.DEFAULT, 1).interactions();
    assertArrayEquals(ROWS.userCodes(), again.userCodes());
    assertArrayEquals(ROWS.itemCodes(), again.itemCodes());
    assertArrayEquals(ROWS.times(), again.times());
    assertArrayEquals(ROWS.ratings(), again.ratings());
    assertEquals(ROWS.annotations(), again.annotations());
    assertEquals(ROWS.users(), again.users());
    assertEquals(ROWS.items(), again.items());
    Interactions other = Simulator.run(SimulatorConfig.DEFAULT, 2).interactions();
    assertNotEquals(ROWS.size(), other.size());
  }

  @Test
  void itHasTheSizeAsked() {
    assertEquals(1000, ROWS.users().size() - 1);
    assertEquals(1200, ROWS.items().size() - 1);
    assertTrue(ROWS.size() > 80_000 && ROWS.size() < 130_000, ROWS.toString());
    long first = ROWS.times()[0];
    long last = ROWS.times()[ROWS.size() - 1];
    assertTrue(last - first > 720L * 86_400 && last - first < 735L * 86_400);
    assertTrue(SIMULATION.clickRate() > 0.05 && SIMULATION.clickRate() < 0.3);
  }

  @Test
  void popularityHasALongTail() {
    double gini = gini(countsBy(ROWS.itemCodes(), ROWS.itemVocabulary().size()));
    assertTrue(gini > 0.5 && gini < 0.75, "Gini of films " + gini);
  }

  @Test
  void activityIsAboutLogNormal() {
    int[] counts = countsBy(ROWS.userCodes(), ROWS.userVocabulary().size());
    double[] logs = Arrays.stream(counts).mapToDouble(Math::log).toArray();
    double mean = Arrays.stream(logs).average().orElseThrow();
    double variance = Arrays.stream(logs).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    double cubed = Arrays.stream(logs).map(x -> Math.pow(x - mean, 3)).average().orElseThrow();
    double deviation = Math.sqrt(variance);
    assertTrue(deviation > 0.6 && deviation < 1.1, "deviation " + deviation);
    double skew = cubed / Math.pow(deviation, 3);
    assertTrue(Math.abs(skew) < 0.7, "skew of the logarithms " + skew);
    double gini = gini(counts);
    assertTrue(gini > 0.3 && gini < 0.55, "Gini of users " + gini);
  }

  @Test
  void ratingsLookLikeRatings() {
    int[] stars = new int[6];
    double sum = 0;
    for (int row = 0; row < ROWS.size(); row++) {
      float rating = ROWS.ratings()[row];
      assertEquals(rating, Math.round(rating));
      assertEquals(rating >= 4 ? 1 : 0, ROWS.labels()[row]);
      stars[(int) rating]++;
      sum += rating;
    }
    assertEquals(0, stars[0]);
    double mean = sum / ROWS.size();
    assertTrue(mean > 3.3 && mean < 3.7, "mean " + mean);
    assertTrue(stars[1] < stars[2] && stars[2] < stars[3] && stars[5] < stars[4]);
    double liked = (double) (stars[4] + stars[5]) / ROWS.size();
    assertTrue(liked > 0.42 && liked < 0.6, "liked " + liked);
  }

  @Test
  void nothingIsWatchedBeforeItsReleaseOrTwice() {
    float[] released = numbers(ROWS.items(), "release_day");
    Set<Long> watched = new HashSet<>();
    for (int row = 0; row < ROWS.size(); row++) {
      assertTrue(ROWS.times()[row] / 86_400 >= released[ROWS.item(row)], "row " + row);
      assertTrue(watched.add((long) ROWS.user(row) << 32 | ROWS.item(row)), "row " + row);
    }
    int later = 0;
    for (int item = 1; item < released.length; item++) {
      later += released[item] > ROWS.times()[0] / 86_400 ? 1 : 0;
    }
    assertTrue(later > 240 && later < 480, later + " films are released while the service runs");
  }

  @Test
  void rowsAreInOrderOfTimeAndAUserWatchesOneFilmAtATime() {
    long[] free = new long[ROWS.userVocabulary().size()];
    float[] runtime = numbers(ROWS.items(), "runtime");
    float[] dwell = numbers("dwell");
    for (int row = 0; row < ROWS.size(); row++) {
      assertTrue(row == 0 || ROWS.times()[row] >= ROWS.times()[row - 1]);
      assertTrue(ROWS.times()[row] >= free[ROWS.user(row)], "row " + row);
      free[ROWS.user(row)] = ROWS.times()[row] + (long) dwell[row] * 60;
      assertTrue(dwell[row] >= 1 && dwell[row] <= runtime[ROWS.item(row)]);
    }
  }

  @Test
  void likedFilmsAreWatchedLonger() {
    double[] watched = new double[2];
    int[] count = new int[2];
    float[] runtime = numbers(ROWS.items(), "runtime");
    for (int row = 0; row < ROWS.size(); row++) {
      int liked = (int) ROWS.labels()[row];
      watched[liked] += numbers("dwell")[row] / runtime[ROWS.item(row)];
      count[liked]++;
    }
    double disliked = watched[0] / count[0];
    double liked = watched[1] / count[1];
    assertTrue(disliked > 0.3 && disliked < 0.8 && liked > 0.85, disliked + " and " + liked);
  }

  @Test
  void earlyPlacesOfAPageAreWatchedMore() {
    int[] places = new int[Simulator.PLACES + 1];
    for (float position : numbers("position")) {
      places[(int) position]++;
    }
    assertEquals(0, places[0]);
    assertTrue(places[1] > 1.4 * places[Simulator.PLACES], Arrays.toString(places));
  }

  @Test
  void shelvesAndSessionsAreSaid() {
    Column.Categorical shelves = (Column.Categorical) ROWS.column("shelf");
    assertEquals(Set.of("popular", "new", "genre"), new HashSet<>(shelves.values().keys()));
    float[] sessions = numbers("session");
    assertTrue(sessions[ROWS.size() - 1] <= SIMULATION.sessions());
    assertEquals(List.of(), ROWS.columns(), "what is known afterwards must be no feature");
  }

  @Test
  void tastesDependOnWhoOneIs() {
    // The share of westerns, war and film-noir among the views rises with age.
    Column.MultiCategorical genres = (Column.MultiCategorical) ROWS.items().column("genres");
    float[] age = numbers(ROWS.users(), "age");
    int[] views = new int[2];
    int[] old = new int[2];
    for (int row = 0; row < ROWS.size(); row++) {
      float years = age[ROWS.user(row)];
      if (years < 25 || years >= 50) {
        int group = years < 25 ? 0 : 1;
        List<String> named = List.of(genres.values(ROWS.item(row)));
        views[group]++;
        old[group] +=
            named.contains("Western") || named.contains("War") || named.contains("Film-Noir")
                ? 1
                : 0;
      }
    }
    double young = (double) old[0] / views[0];
    double elder = (double) old[1] / views[1];
    assertTrue(elder > 1.3 * young, young + " of the young, " + elder + " of the old");
  }

  @Test
  void titlesAreUniqueAndCarryTheYear() {
    Set<String> titles = new HashSet<>();
    float[] years = numbers(ROWS.items(), "year");
    for (int item = 1; item < ROWS.items().size(); item++) {
      String title = ROWS.items().title(item);
      assertTrue(titles.add(title), title);
      assertTrue(title.endsWith("(" + (int) years[item] + ")"), title);
      assertTrue(years[item] >= 1945 && years[item] <= 2025, title);
      assertFalse(title.matches(".*\\bA [AEIOU].*"), title);
    }
  }

  @Test
  void smallAndStrangeServicesRun() {
    assertEquals(40, Simulator.run(SMALL, 3).interactions().users().size() - 1);
    SimulatorConfig tiny = new SimulatorConfig(1, 20, 28, 1000, 0, 0, 0, 0.01);
    Interactions rows = Simulator.run(tiny, 1).interactions();
    assertTrue(rows.size() > 0 && rows.size() <= 20);
  }

  @Test
  void wrongConfigurationsAreRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> SimulatorConfig.DEFAULT.withSize(0, 100));
    assertEquals("users: expected a number from 1.0 to 1000000.0, found 0.0", e.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> SimulatorConfig.DEFAULT.withTaste(Double.NaN));
    assertEquals(SimulatorConfig.DEFAULT, SimulatorConfig.of(Settings.defaults()));
    assertEquals(SMALL, SimulatorConfig.of(Settings.of(Map.of("users", "40", "films", "60"))));
    assertThrows(
        SettingsException.class, () -> SimulatorConfig.of(Settings.of(Map.of("users", "many"))));
  }

  @Test
  void writtenFilesAreReadBack(@TempDir Path folder) throws IOException {
    Simulation small = Simulator.run(SMALL, 3);
    SimulationFiles.write(small, folder.resolve("out"));
    Path file = folder.resolve("out/interactions.csv");
    Interactions before = small.interactions();
    Interactions after =
        Delimited.read(file, SimulationFiles.INTERACTIONS, OnBadRow.FAIL)
            .withUsers(
                EntityReader.read(
                        folder.resolve("out/users.csv"), SimulationFiles.USERS, OnBadRow.FAIL)
                    .entities())
            .withItems(
                EntityReader.read(
                        folder.resolve("out/films.csv"), SimulationFiles.FILMS, OnBadRow.FAIL)
                    .entities());
    assertEquals(before.userVocabulary(), after.userVocabulary());
    assertEquals(before.itemVocabulary(), after.itemVocabulary());
    assertArrayEquals(before.userCodes(), after.userCodes());
    assertArrayEquals(before.itemCodes(), after.itemCodes());
    assertArrayEquals(before.times(), after.times());
    assertArrayEquals(before.ratings(), after.ratings());
    assertArrayEquals(before.labels(), after.labels());
    assertSameFacts(before.users(), after.users());
    assertSameFacts(before.items(), after.items());
    assertEquals(
        before.itemCodes().length,
        DataFormat.AUTO.read(file, Schema.AUTO, OnBadRow.FAIL).itemCodes().length);
  }

  /** The same columns with the same values; the codes of the values may differ. */
  private static void assertSameFacts(Entities before, Entities after) {
    assertEquals(before.columns().size(), after.columns().size());
    for (Column column : before.columns()) {
      for (String id : before.ids().keys()) {
        assertEquals(
            text(column, before.ids().code(id)),
            text(after.column(column.name()), after.ids().code(id)),
            column.name() + " of " + id);
      }
    }
  }

  private static String text(Column column, int row) {
    return switch (column) {
      case Column.Categorical c -> c.value(row);
      case Column.MultiCategorical m -> String.join("|", m.values(row));
      case Column.Numeric n -> Float.toString(n.values()[row]);
      case Column.Text t -> t.values()[row];
    };
  }
}
