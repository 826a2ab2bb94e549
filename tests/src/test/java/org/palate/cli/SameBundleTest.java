// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.TestProcess;
import org.palate.kernel.Engine;
import org.palate.tensor.RandomStream;
import org.palate.train.Recipe;

/**
 * The promise of {@code palate train}: the same file and seed give the same bundle, byte by byte.
 */
class SameBundleTest {
  private static final List<String> MODELS =
      List.of("dcnv2", "mf-bpr", "ease", "itemknn", "two-tower");

  @TempDir private Path folder;

  /** Trains each model of {@link #MODELS} in a JVM of its own. */
  static final class Training {
    private Training() {}

    /** The data and the folder for the bundles. */
    public static void main(String[] words) {
      for (String model : MODELS) {
        List<String> arguments = new ArrayList<>(List.of("train", "--data", words[0]));
        arguments.addAll(List.of("--model", model, "--out", words[1] + model, "--seed", "9"));
        if (Recipe.of(model).settings().containsKey("dim")) {
          arguments.addAll(List.of("--set=dim=12", "--set=epochs=2", "--set=batch=512"));
        }
        Call call = Call.of(arguments.toArray(String[]::new));
        System.err.print(call.err());
        System.out.print(call.out());
        if (call.status() != 0) {
          System.exit(call.status());
        }
      }
    }
  }

  /** 90 users with 40 of 70 films each: enough rows for work to be split among threads. */
  private Path data() throws IOException {
    RandomStream random = RandomStream.of(5, "ratings");
    StringBuilder films = new StringBuilder();
    for (int film = 1; film <= 70; film++) {
      String genre = List.of("Drama", "Comedy|Crime", "Western").get(random.nextInt(3));
      films.append("%d::Film (%d)::%s\n".formatted(film, 1950 + random.nextInt(60), genre));
    }
    Files.writeString(folder.resolve("movies.dat"), films);
    StringBuilder rows = new StringBuilder();
    for (int user = 1; user <= 90; user++) {
      int first = random.nextInt(70);
      for (int i = 0; i < 40; i++) {
        int film = 1 + (first + 3 * i) % 70;
        int rating = 1 + (film % 5 + random.nextInt(3) + user) % 5;
        rows.append("%d::%d::%d::%d\n".formatted(user, film, rating, 1000 + i));
      }
    }
    return Files.writeString(folder.resolve("ratings.dat"), rows);
  }

  private List<byte[]> bundles(Path data, String... flags) throws Exception {
    List<String> all = new ArrayList<>(List.of(flags));
    all.addAll(List.of("--add-modules=jdk.incubator.vector", "-XX:+UseSerialGC"));
    String out = folder.resolve("bundle-").toString();
    TestProcess.Result result = TestProcess.java(all, Training.class, data.toString(), out).run();
    assertEquals(0, result.status(), result::err);
    List<byte[]> bundles = new ArrayList<>();
    for (String model : MODELS) {
      bundles.add(Files.readAllBytes(Path.of(out + model)));
      Files.delete(Path.of(out + model));
    }
    return bundles;
  }

  @Test
  void neitherKernelsNorWidthNorThreadsChangeAByte() throws Exception {
    Path data = data();
    List<byte[]> expected = bundles(data, "-Dpalate.kernels=scalar", "-Dpalate.threads=1");
    assertFalse(Arrays.equals(expected.get(0), expected.get(1)));
    List<String[]> others = new ArrayList<>();
    others.add(new String[] {"-Dpalate.kernels=scalar", "-Dpalate.threads=2"});
    if (Engine.describe().startsWith("vector")) {
      others.add(new String[] {"-Dpalate.kernels=vector", "-Dpalate.threads=2"});
      others.add(new String[] {"-Dpalate.vector.bits=128", "-Dpalate.threads=1"});
      if (!Engine.describe().contains(" 128 bits")) {
        others.add(new String[] {"-Dpalate.vector.bits=256", "-Dpalate.threads=2"});
      }
    }
    for (String[] flags : others) {
      List<byte[]> bundles = bundles(data, flags);
      for (int i = 0; i < MODELS.size(); i++) {
        String of = MODELS.get(i) + " with " + String.join(" ", flags);
        assertArrayEquals(expected.get(i), bundles.get(i), of);
      }
    }
  }
}
