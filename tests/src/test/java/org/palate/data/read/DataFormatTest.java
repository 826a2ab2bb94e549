// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.TestData;
import org.palate.data.DataException;
import org.palate.data.Interactions;

final class DataFormatTest {
  @TempDir Path folder;

  private DataFormat detect(String content) throws IOException {
    return DataFormat.detect(Files.writeString(folder.resolve("some.file"), content));
  }

  @Test
  void movieLensIsKnownByItsFirstLine() throws IOException {
    assertEquals(DataFormat.MOVIELENS, detect("196\t242\t3\t881250949\n"));
    assertEquals(DataFormat.MOVIELENS, detect("1::1193::5::978300760\n"));
    assertEquals(DataFormat.MOVIELENS, detect("\uFEFFuserId,movieId,rating,timestamp\r\n"));
    assertEquals(DataFormat.DELIMITED, detect("user,item,rating\n"));
    assertEquals(DataFormat.DELIMITED, detect("1\t2\t3\n"));
    assertEquals(DataFormat.DELIMITED, detect("1\t2\tx\t4\n"));
    assertEquals(DataFormat.DELIMITED, detect(""));
    assertEquals(
        DataFormat.MOVIELENS,
        DataFormat.detect(TestData.assumePresent("movietweetings/demo5core/ratings.tsv")));
    assertEquals(
        DataFormat.DELIMITED,
        DataFormat.detect(TestData.assumePresent("ctr-samples/movielens_sample.txt")));
  }

  @Test
  void aSchemaSettlesTheFormat() throws IOException {
    Path file = Files.writeString(folder.resolve("u.data"), "1\t2\t3\t4\n");
    Interactions items = DataFormat.AUTO.read(file, Schema.parse("user=2,item=1"), OnBadRow.FAIL);
    assertEquals("2", items.userVocabulary().key(1));
    assertEquals(
        "1", DataFormat.AUTO.read(file, Schema.AUTO, OnBadRow.FAIL).userVocabulary().key(1));
    assertThrows(
        IllegalArgumentException.class,
        () -> DataFormat.MOVIELENS.read(file, Schema.parse("user=2,item=1"), OnBadRow.FAIL));
  }

  @Test
  void foldersSayWhatIsInThem() throws IOException {
    Files.writeString(folder.resolve("u.data"), "1\t2\t3\t4\n");
    DataException e =
        assertThrows(
            DataException.class, () -> DataFormat.AUTO.read(folder, Schema.AUTO, OnBadRow.FAIL));
    assertEquals(
        folder + ": expected a file, found a directory; inside it is u.data", e.getMessage());
  }

  @Test
  void namesAreParsed() {
    assertEquals(DataFormat.MOVIELENS, DataFormat.parse("movielens"));
    assertEquals(OnBadRow.SKIP, OnBadRow.parse("skip"));
    assertThrows(IllegalArgumentException.class, () -> DataFormat.parse("csv"));
    assertThrows(IllegalArgumentException.class, () -> OnBadRow.parse("ignore"));
  }
}
