// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.TestData;
import org.palate.data.Column;
import org.palate.data.DataException;
import org.palate.data.Interactions;
import org.palate.data.Vocabulary;

final class DelimitedTest {
  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("data.csv"), content);
  }

  private Interactions read(String content, String schema) throws IOException {
    return Delimited.read(file(content), Schema.parse(schema), OnBadRow.FAIL);
  }

  /** What is wrong with the content, without the folder's name. */
  private String error(String content, String schema) throws IOException {
    Path file = file(content);
    DataException e =
        assertThrows(
            DataException.class, () -> Delimited.read(file, Schema.parse(schema), OnBadRow.FAIL));
    return e.getMessage().replace(folder + "/", "");
  }

  @Test
  void columnsAreFoundByNameInAnyOrder() throws IOException {
    Interactions read =
        read(
            "price,who,what,when,stars,clicked,w,city\n"
                + "1.5,ann,x,2000-12-01,4.5,1,2,Paris\n"
                + ",bob,y,2000-12-01T00:01:00Z,3,-1,0.5,\n"
                + "NA,ann,y,975628920,1e0,0.25,0,Rome\n",
            "user=who,item=what,rating=stars,time=when,label=clicked,weight=w,categorical=city,"
                + "numeric=price");
    assertEquals(List.of("ann", "bob"), read.userVocabulary().keys());
    assertArrayEquals(new int[] {1, 2, 1}, read.userCodes());
    assertArrayEquals(new int[] {1, 2, 2}, read.itemCodes());
    assertArrayEquals(new float[] {4.5f, 3, 1}, read.ratings());
    assertArrayEquals(new long[] {975_628_800, 975_628_860, 975_628_920}, read.times());
    assertArrayEquals(new float[] {1, 0, 0.25f}, read.labels());
    assertArrayEquals(new float[] {2, 0.5f, 0}, read.weights());
    assertEquals(
        new Column.Categorical(
            "city", Vocabulary.of(List.of("Paris", "Rome")), new int[] {1, 0, 2}),
        read.column("city"));
    assertEquals(
        new Column.Numeric("price", new float[] {1.5f, Float.NaN, Float.NaN}),
        read.column("price"));
    assertEquals(0, read.skipped().count());
  }

  @Test
  void columnsAreFoundByNumberWithoutAHeader() throws IOException {
    Interactions read = read("a\tx\t5\nb\ty\t4\n", "user=1,item=2,rating=3");
    assertEquals(2, read.size());
    assertEquals(List.of("a", "b"), read.userVocabulary().keys());
    assertFalse(read.hasTime());
  }

  @Test
  void aHeaderIsSeenByItsNumberColumnsHoldingWords() throws IOException {
    assertEquals(1, read("who,what,stars\na,x,5\n", "user=1,item=2,rating=3").size());
    assertEquals(2, read("who,what,stars\na,x,5\n", "user=1,item=2").size());
    assertEquals(1, read("who,what,stars\na,x,5\n", "user=1,item=2,header=yes").size());
    assertEquals(2, read("7,x,5\n8,x,4\n", "user=1,item=2,rating=3").size());
  }

  @Test
  void columnsByNumberNeedNoDistinctFirstRow() throws IOException {
    Interactions read = read("1,1,4\n1,2,5\n2,1,3\n", "user=1,item=2");
    assertEquals(3, read.size());
    assertEquals(List.of("1", "2"), read.userVocabulary().keys());
    assertEquals(3, read("3,3,3,3\n1,2,5,9\n2,1,3,9\n", "user=1,item=3,rating=4").size());
    // The text 1 is the number of a column and the name of two.
    assertEquals(
        List.of("7"), read("1,1,4\n7,8,5\n", "user=1,item=2,header=yes").userVocabulary().keys());
  }

  @Test
  void aFirstRowWithNumbersForIdsIsNoHeader() throws IOException {
    assertEquals(
        "data.csv, line 1, column 3 (rating): expected a finite number, found \"five\"",
        error("1,2,five\n1,3,4\n", "user=1,item=2,rating=3"));
  }

  @Test
  void aFirstRowOfUsualNamesIsAHeaderUnlessTheSchemaSaysNo() throws IOException {
    String content = "User_Id,movieId,stars\na,x,5\n";
    assertEquals(List.of("a"), read(content, "user=1,item=2").userVocabulary().keys());
    assertEquals(2, read(content, "user=1,item=2,header=no").size());
    assertEquals(2, read("user,x\na,x\n", "user=1,item=2").size());
    assertEquals(
        "data.csv, line 1: expected the number of the column \"who\" (user), for header=no says"
            + " that columns have no names",
        error("who,what\na,x\n", "user=who,item=2,header=no"));
  }

  @Test
  void usualNamesNeedNoSchema() throws IOException {
    Interactions read = read("Timestamp;movie_id;userId;Rating\n10;m;u;3\n11;n;u;4\n", "");
    assertEquals(List.of("u"), read.userVocabulary().keys());
    assertEquals(List.of("m", "n"), read.itemVocabulary().keys());
    assertArrayEquals(new long[] {10, 11}, read.times());
    assertArrayEquals(new float[] {3, 4}, read.ratings());
    assertEquals(
        "data.csv, line 1: expected a header with columns such as user, item, rating, time, found"
            + " \"1 2 3\"; say which columns are user and item, by name or by number from 1",
        error("1,2,3\n", ""));
  }

  @Test
  void theDelimiterIsFoundOut() throws IOException {
    for (String delimiter : List.of("::", "\t", ",", ";", "|")) {
      String content = "u1-i1-5\nu2-i2-4\n".replace("-", delimiter);
      assertEquals(2, read(content, "user=1,item=2,rating=3").size(), delimiter);
    }
    // A comma in some of the titles does not make the bar a comma.
    assertEquals(
        2, read("u|a, b|5\nu|c|4\n", "user=1,item=2,rating=3").itemVocabulary().size() - 1);
    assertEquals(1, read("u - i\n", "user=1,item=2,delimiter= - ").size());
    assertEquals(1, read("u~i\n", "user=1,item=2,delimiter=~").size());
    assertEquals(
        "data.csv, line 1: expected columns between tabs, commas, semicolons, bars or ::, found"
            + " \"1 2 3\"; give the delimiter",
        error("1 2 3\n", "user=1,item=2"));
  }

  @Test
  void quotedFieldsKeepDelimitersQuotesAndLineEnds() throws IOException {
    Interactions read =
        read(
            "user,item,rating\r\n"
                + "\"a,b\",\"say \"\"hi\"\"\",1\r\n"
                + "\"two\nlines\",\" kept \",2\r\n"
                + "\"\"\"\",\"crlf\r\nin\",3\r\n"
                + "plain\"quote, trimmed ,\"4\"\r\n",
            "user=user,item=item,rating=rating");
    assertEquals(List.of("a,b", "two\nlines", "\"", "plain\"quote"), read.userVocabulary().keys());
    assertEquals(
        List.of("say \"hi\"", " kept ", "crlf\r\nin", "trimmed"), read.itemVocabulary().keys());
    assertArrayEquals(new float[] {1, 2, 3, 4}, read.ratings());
  }

  @Test
  void quotesCanBeOrdinaryCharacters() throws IOException {
    Interactions read = read("\"a\"\tx\n\"b\ty\n", "user=1,item=2");
    assertEquals(List.of("\"a\"", "\"b"), read.userVocabulary().keys());
    assertEquals(
        List.of("a"), read("\"a\"\tx\n", "user=1,item=2,quotes=yes").userVocabulary().keys());
    assertEquals(
        List.of("\"a\""), read("\"a\",x\n", "user=1,item=2,quotes=no").userVocabulary().keys());
  }

  @Test
  void byteOrderMarkEmptyLinesAndMissingLastLineEndAreNoRows() throws IOException {
    Interactions read = read("\uFEFFuser,item\r\n\r\na,x\r\n\n\nb,y", "user=user,item=item");
    assertEquals(2, read.size());
    assertEquals(List.of("a", "b"), read.userVocabulary().keys());
    assertEquals(List.of("x", "y"), read.itemVocabulary().keys());
  }

  @Test
  void badValuesNameFileLineColumnExpectationAndValue() throws IOException {
    String schema = "user=user,item=item,rating=stars,time=when,label=ok,weight=w,numeric=n";
    String header = "user,item,stars,when,ok,w,n\n";
    assertEquals(
        "data.csv, line 3, column 3 (stars): expected a finite number, found \"abc\"",
        error(header + "a,x,1,1,1,1,1\na,x,abc,1,1,1,1\n", schema));
    for (String wrong : List.of("NaN", "Infinity", "-inf", "1f", "0x10", "1e99", "1.2.3", "--1")) {
      assertEquals(
          "data.csv, line 2, column 3 (stars): expected a finite number, found \"" + wrong + "\"",
          error(header + "a,x," + wrong + ",1,1,1,1\n", schema));
    }
    assertEquals(
        "data.csv, line 2, column 3 (stars): expected a finite number, found nothing",
        error(header + "a,x,,1,1,1,1\n", schema));
    assertEquals(
        "data.csv, line 2, column 1 (user): expected an id, found nothing",
        error(header + "  ,x,1,1,1,1,1\n", schema));
    assertEquals(
        "data.csv, line 2, column 2 (item): expected an id, found nothing",
        error(header + "a,\"\",1,1,1,1,1\n", schema));
    assertEquals(
        "data.csv, line 2, column 4 (when): expected a time in or after 1970, found \"-1\"",
        error(header + "a,x,1,-1,1,1,1\n", schema));
    assertEquals(
        "data.csv, line 2, column 5 (ok): expected a label from 0 to 1, or -1, found \"2\"",
        error(header + "a,x,1,1,2,1,1\n", schema));
    assertEquals(
        "data.csv, line 2, column 6 (w): expected a weight not below 0, found \"-0.5\"",
        error(header + "a,x,1,1,1,-0.5,1\n", schema));
    assertEquals(
        "data.csv, line 2, column 7 (n): expected a finite number or nothing, found"
            + " \"a long value, which goes on and on, beyo…\"",
        error(
            header + "a,x,1,1,1,1,\"a long value, which goes on and on, beyond all reason\"\n",
            schema));
    assertEquals(
        "data.csv, line 2, column 3 (rating): expected a finite number, found \"x\\ty\"",
        error("a,x,5\na,x,\"x\ty\"\n", "user=1,item=2,rating=3"));
  }

  @Test
  void raggedRowsAreBadRows() throws IOException {
    assertEquals(
        "data.csv, line 3: expected 3 columns as in the header, found 2",
        error("user,item,rating\na,x,1\na,x\n", ""));
    assertEquals(
        "data.csv, line 2: expected 2 columns as in the first row, found 3",
        error("a,x\na,x,1\n", "user=1,item=2"));
  }

  @Test
  void linesAreCountedThroughQuotedLineEnds() throws IOException {
    assertEquals(
        "data.csv, line 5, column 3 (rating): expected a finite number, found \"?\"",
        error("user,item,rating\n\n\"a\nb\",x,1\na,x,?\n", ""));
  }

  @Test
  void badQuotesAreBadRows() throws IOException {
    assertEquals(
        "data.csv, line 2, column 2 (item): expected a closing quote within 200 lines and 1,048,576"
            + " bytes, found the end of the file; if quotes are ordinary characters, say quotes=no"
            + " in the schema",
        error("user,item\na,\"x\nb,y\n", ""));
    assertEquals(
        "data.csv, line 2, column 1 (user): expected the delimiter or the line end after the"
            + " closing quote, found \"b,x\"; if quotes are ordinary characters, say quotes=no in"
            + " the schema",
        error("user,item\n\"a\"b,x\n", ""));
  }

  @Test
  void skippedRowsAreCountedAndTheFirstFewExplained() throws IOException {
    StringBuilder content = new StringBuilder("user,item,rating\na,x,1\n");
    for (int i = 0; i < 7; i++) {
      content.append("b,y,bad").append(i).append('\n');
    }
    content.append("\"c\"c,z,1\na,x\nd,w,2\n");
    Interactions read = Delimited.read(file(content.toString()), Schema.AUTO, OnBadRow.SKIP);
    assertEquals(2, read.size());
    // Nothing of a bad row stays behind.
    assertEquals(List.of("a", "d"), read.userVocabulary().keys());
    assertEquals(List.of("x", "w"), read.itemVocabulary().keys());
    assertEquals(9, read.skipped().count());
    assertEquals(5, read.skipped().messages().size());
    assertTrue(
        read.skipped()
            .messages()
            .getFirst()
            .endsWith(
                "data.csv, line 3, column 3 (rating): expected a finite number, found \"bad0\""));
  }

  @Test
  void aFileWithoutAReadableRowIsAnError() throws IOException {
    assertEquals("data.csv: expected rows, found none", error("", ""));
    assertEquals("data.csv: expected rows, found none", error("\n\r\n\n", ""));
    assertEquals("data.csv: expected rows after the header, found none", error("user,item\n", ""));
    Path file = file("user,item,rating\na,x,?\n");
    DataException e =
        assertThrows(DataException.class, () -> Delimited.read(file, Schema.AUTO, OnBadRow.SKIP));
    assertEquals(
        file
            + ": none of 1 rows can be read; the first: "
            + file
            + ", line 2, column 3 (rating): expected a finite number, found \"?\"",
        e.getMessage());
  }

  @Test
  void unknownColumnsListTheKnownOnes() throws IOException {
    assertEquals(
        "data.csv, line 1: expected a column named \"usr\" (user), found \"user\", \"item\"; did"
            + " you mean user?",
        error("user,item\na,x\n", "user=usr,item=item"));
    assertEquals(
        "data.csv, line 1: expected column 3 (rating), but columns are numbered from 1 to 2 here",
        error("a,x\n", "user=1,item=2,rating=3"));
    assertEquals(
        "data.csv, line 1: expected column 0 (item), but columns are numbered from 1 to 2 here",
        error("a,x\n", "user=1,item=0"));
    assertEquals(
        "data.csv, line 1: two columns are named \"item\" (item); give the number of the one that"
            + " is meant",
        error("user,item,item\na,x,y\n", "user=user,item=item"));
    assertEquals(
        "data.csv: column \"city\" cannot be read as a further column: the name is taken",
        error("user,item,city\na,x,y\n", "user=user,item=item,categorical=city,city"));
  }

  @Test
  void textThatIsNotUtf8NamesLineColumnAndByte() throws IOException {
    Path file = folder.resolve("latin.csv");
    Files.write(file, "user,item\nann,x\nandré,y\n".getBytes(StandardCharsets.ISO_8859_1));
    DataException e =
        assertThrows(DataException.class, () -> Delimited.read(file, Schema.AUTO, OnBadRow.FAIL));
    assertEquals(
        file
            + ", line 3, column 1 (user): expected UTF-8, found the byte 0xE9; if the text is not"
            + " UTF-8, give its charset",
        e.getMessage());
    Interactions skipped = Delimited.read(file, Schema.AUTO, OnBadRow.SKIP);
    assertEquals(1, skipped.skipped().count());
    Interactions given =
        Delimited.read(file, Schema.parse("user=user,item=item,charset=ISO-8859-1"), OnBadRow.FAIL);
    assertEquals(List.of("ann", "andré"), given.userVocabulary().keys());
  }

  @Test
  void otherCharsetsAreRead() throws IOException {
    for (String name : List.of("UTF-16", "UTF-16LE", "windows-1252", "UTF-32BE")) {
      Path file = folder.resolve("other.csv");
      Files.write(file, "user,item\nandré,ñ|ü\n".getBytes(Charset.forName(name)));
      Interactions read =
          Delimited.read(
              file,
              Schema.parse("user=user,item=item,delimiter=comma,charset=" + name),
              OnBadRow.FAIL);
      assertEquals(List.of("andré"), read.userVocabulary().keys(), name);
      assertEquals(List.of("ñ|ü"), read.itemVocabulary().keys(), name);
    }
    Path file = folder.resolve("emoji.csv");
    Files.write(file, "user,item\n😀,x\n".repeat(9000).getBytes(StandardCharsets.UTF_16BE));
    Interactions read =
        Delimited.read(
            file, Schema.parse("user=1,item=2,header=no,charset=UTF-16BE"), OnBadRow.FAIL);
    assertEquals(List.of("user", "😀"), read.userVocabulary().keys());
    assertEquals(18_000, read.size());
  }

  @Test
  void bytesThatAreNoTextOfTheGivenCharsetAreABadRow() throws IOException {
    Path file = folder.resolve("ascii.csv");
    Files.write(file, "user,item\nann,x\nandré,y\nbob,z\n".getBytes(StandardCharsets.UTF_8));
    Schema schema = Schema.parse("user=user,item=item,charset=US-ASCII");
    DataException e =
        assertThrows(DataException.class, () -> Delimited.read(file, schema, OnBadRow.FAIL));
    assertEquals(
        file + ", line 3, column 1 (user): expected text in US-ASCII, found bytes that are none",
        e.getMessage());
    assertEquals(2, Delimited.read(file, schema, OnBadRow.SKIP).size());
  }

  @Test
  void whatIsNoTextFileSaysWhatItIs() throws IOException {
    Path missing = folder.resolve("missing.csv");
    assertEquals(missing + ": no such file", message(missing));
    assertEquals(folder + ": expected a file, found a directory", message(folder));
    Path gzip = folder.resolve("ratings.csv.gz");
    Files.write(gzip, new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0});
    assertEquals(gzip + ": expected text, found a gzip archive; unpack it first", message(gzip));
    Path zip = folder.resolve("ml.zip");
    Files.write(zip, new byte[] {'P', 'K', 3, 4, 0, 0});
    assertEquals(zip + ": expected text, found a zip archive; unpack it first", message(zip));
    Path wide = folder.resolve("wide.csv");
    Files.write(wide, "user,item\n".getBytes(StandardCharsets.UTF_16));
    assertEquals(
        wide + ": expected UTF-8, found the byte order mark of UTF-16; give the charset UTF-16",
        message(wide));
    Path device = Path.of("/dev/zero");
    if (Files.exists(device)) {
      assertEquals("/dev/zero: expected a regular file", message(device));
    }
  }

  @Test
  void bytesThatAreNoLinesOfTextSayWhatTheyLookLike() throws IOException {
    Path wide = folder.resolve("wide.csv");
    Files.write(wide, "user,item\na,x\n".getBytes(StandardCharsets.UTF_16LE));
    assertEquals(
        wide
            + ", line 1, column 1: expected text, found a NUL byte; if the text is UTF-16, give its"
            + " charset, such as UTF-16LE",
        message(wide));
    Path returns = file("user,item\ra,x\rb,y\r");
    assertEquals(
        returns + ", line 1: expected lines that end with LF or CRLF, found CR alone",
        message(returns));
  }

  @Test
  void aFirstLineThatIsNoTextDoesNotHideTheDelimiter() throws IOException {
    Path file = folder.resolve("latin.tsv");
    Files.write(file, "é\nuser\titem\na\tx\n".getBytes(StandardCharsets.ISO_8859_1));
    Interactions read = Delimited.read(file, Schema.AUTO, OnBadRow.SKIP);
    assertEquals(List.of("a"), read.userVocabulary().keys());
    assertEquals(1, read.skipped().count());
  }

  @Test
  void aFileOfBadRowsShowsTheFirst() throws IOException {
    Path file = folder.resolve("nul.csv");
    Files.writeString(file, "\0,\0\n".repeat(3));
    DataException e =
        assertThrows(DataException.class, () -> Delimited.read(file, Schema.AUTO, OnBadRow.SKIP));
    String start = file + ": none of 3 rows can be read; the first: " + file + ", line 1, column 1";
    assertTrue(e.getMessage().startsWith(start), e.getMessage());
  }

  private static String message(Path file) {
    return assertThrows(DataException.class, () -> Delimited.read(file, Schema.AUTO, OnBadRow.FAIL))
        .getMessage();
  }

  @Test
  void rowsLongerThanOneMegabyteAreBadRows() throws IOException {
    String longest = "x".repeat(RowReader.MAX_ROW - 2);
    Interactions read = read("user,item\na," + longest + "\n", "");
    assertEquals(longest, read.itemVocabulary().key(1));
    String expected = "data.csv, line 2: expected at most 1,048,576 bytes in a row, found more";
    assertEquals(expected, error("user,item\na," + longest + "y\n", ""));
    Interactions skipped =
        Delimited.read(
            file("user,item\na," + "x".repeat(3_000_000) + "\nb,y\n"), Schema.AUTO, OnBadRow.SKIP);
    assertEquals(List.of("b"), skipped.userVocabulary().keys());
    assertEquals(1, skipped.skipped().count());
  }

  @Test
  void aFileWithoutLineEndsIsGivenUp() throws IOException {
    Path file = folder.resolve("blob.csv");
    Files.write(file, new byte[70_000_000]);
    DataException e =
        assertThrows(
            DataException.class,
            () -> Delimited.read(file, Schema.parse("user=1,item=2,delimiter=tab"), OnBadRow.SKIP));
    assertEquals(
        file + ", line 1: no line end in 67,108,864 bytes; expected lines of text", e.getMessage());
  }

  @Test
  void rowsLieAcrossBufferEdges() throws IOException {
    // Rows of all lengths up to 700 bytes, with quotes, commas and multi-byte letters, over many
    // buffers of 64 kB.
    StringBuilder content = new StringBuilder("user,item,rating\n");
    for (int i = 0; i < 3000; i++) {
      content.append("\"é").append("ab".repeat(i % 350)).append("\"\",\n").append(i).append("\",");
      content.append('i').append(i).append(',').append(i / 8).append(i % 8 == 4 ? ".5" : "");
      content.append('\n');
    }
    Interactions read = read(content.toString(), "");
    assertEquals(3000, read.size());
    for (int i = 0; i < 3000; i++) {
      assertEquals(
          "é" + "ab".repeat(i % 350) + "\",\n" + i, read.userVocabulary().key(read.user(i)));
      assertEquals("i" + i, read.itemVocabulary().key(read.item(i)));
      assertEquals(i / 8 + (i % 8 == 4 ? 0.5f : 0), read.ratings()[i]);
    }
  }

  @Test
  void numbersAreReadAsJavaReadsThem() throws IOException {
    List<String> numbers =
        List.of(
            "0.1",
            "-0.1",
            "3.14159265",
            "16777217",
            "0.000001",
            "123456.7",
            "1e-45",
            "-2.5E3",
            "9999999999",
            "0.30000001",
            ".5",
            "5.",
            "+7",
            "00012",
            "0.00000000001",
            "3.4028235e38");
    StringBuilder content = new StringBuilder("user,item,rating\n");
    numbers.forEach(number -> content.append("u,i,").append(number).append('\n'));
    Interactions read = read(content.toString(), "");
    for (int i = 0; i < numbers.size(); i++) {
      assertEquals(Float.parseFloat(numbers.get(i)), read.ratings()[i], numbers.get(i));
    }
  }

  @Test
  void realClickLogsAreRead() {
    Interactions avazu =
        Delimited.read(
            TestData.assumePresent("ctr-samples/avazu_sample.txt"),
            Schema.parse("user=device_ip,item=site_id,label=click,categorical=C1,banner_pos"),
            OnBadRow.FAIL);
    assertEquals(100, avazu.size());
    assertTrue(avazu.hasLabel());
    Interactions movies =
        Delimited.read(
            TestData.assumePresent("ctr-samples/movielens_sample.txt"), Schema.AUTO, OnBadRow.FAIL);
    assertEquals("3299", movies.userVocabulary().key(movies.user(0)));
    assertEquals(968_035_345, movies.times()[0]);
    assertEquals(4, movies.ratings()[0]);
  }
}
