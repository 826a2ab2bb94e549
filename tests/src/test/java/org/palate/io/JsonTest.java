// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palate.tensor.RandomStream;

class JsonTest {
  @Test
  void everyKindOfValueIsRead() {
    JsonObject object =
        Json.parseObject(
            " { \"a\" : [ 1 , -2.5e+3 , true , false , null ] ,\r\n"
                + "\t\"b\":{\"c\":\"d\"}, \"\":0 } ");
    JsonArray a = object.getArray("a");
    assertEquals(5, a.size());
    assertEquals(1, a.getInt(0));
    assertEquals(-2500.0, a.getDouble(1));
    assertTrue(a.getBoolean(2));
    assertFalse(a.getBoolean(3));
    assertEquals(JsonNull.NULL, a.get(4));
    assertEquals("d", object.getObject("b").getString("c"));
    assertEquals(0, object.getInt(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "\"x\"", "true", "null", "[]", "{}", " \n[ ]\t"})
  void anyValueMayBeOutermost(String text) {
    assertEquals(text.replaceAll("\\s", ""), Json.write(Json.parse(text)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|line 1, column 1: expected a value, found the end of the text",
        "{\"a\":1,}|line 1, column 8: expected a name in quotes, found '}'",
        "[1,]|line 1, column 4: expected a value, found ']'",
        "[1 2]|line 1, column 4: expected ',' or ']', found '2'",
        "{\"a\" 1}|line 1, column 6: expected ':' after the name \"a\", found '1'",
        "{a:1}|line 1, column 2: expected a name in quotes, found 'a'",
        "{\"a\":1 \"b\":2}|line 1, column 8: expected ',' or '}', found '\"'",
        "[1] x|line 1, column 5: expected the end of the text after the value, found 'x'",
        "{} {}|line 1, column 4: expected the end of the text after the value, found '{'",
        "01|line 1, column 2: a number must not start with a zero that another digit follows",
        "1.|line 1, column 3: expected a digit, found the end of the text",
        ".5|line 1, column 1: expected a value, found '.'",
        "+1|line 1, column 1: expected a value, found '+'",
        "-|line 1, column 2: expected a digit, found the end of the text",
        "1e|line 1, column 3: expected a digit, found the end of the text",
        "NaN|line 1, column 1: expected a value, found 'NaN'",
        "truth|line 1, column 1: expected a value, found 'truth'",
        "nul|line 1, column 1: expected a value, found 'nul'",
        "'a'|line 1, column 1: expected a value, found '''",
        "[1, // two|line 1, column 5: expected a value, found '/'",
        "\"ab|line 1, column 4: expected '\"' at the end of the string, found the end of the text",
        "\"\\x\"|line 1, column 3: expected one of \" \\ / b f n r t u after a backslash, found"
            + " 'x'",
        "\"\\u12G4\"|line 1, column 6: expected four hexadecimal digits after \\u, found 'G4'",
      })
  void whatIsNotJsonIsRefusedWithItsPlace(String text, String message) {
    assertEquals(message, assertThrows(JsonException.class, () -> Json.parse(text)).getMessage());
  }

  @Test
  void errorsCountLinesAndColumnsFromOne() {
    String text = "{\n  \"a\": 1,\r\n  \"b\": 2,\r  \"c\": oops\n}";
    String message = assertThrows(JsonException.class, () -> Json.parse(text)).getMessage();
    assertEquals("line 4, column 8: expected a value, found 'oops'", message);
  }

  @Test
  void controlCharactersAndMarksAreNamedInErrors() {
    String tab = assertThrows(JsonException.class, () -> Json.parse("\"a\tb\"")).getMessage();
    assertTrue(tab.startsWith("line 1, column 3: expected an escape"), tab);
    assertTrue(tab.endsWith("found U+0009"), tab);
    String mark = assertThrows(JsonException.class, () -> Json.parse("\uFEFF{}")).getMessage();
    assertTrue(mark.endsWith("found a byte order mark (U+FEFF)"), mark);
  }

  @Test
  void aNameThatAppearsTwiceIsRefused() {
    String text = "{\"a\": 1, \"b\": {\"a\": 2}, \"\\u0061\": 3}";
    String message = assertThrows(JsonException.class, () -> Json.parse(text)).getMessage();
    assertEquals("line 1, column 25: the name \"a\" appears twice in this object", message);
  }

  @Test
  void nestingIsBounded() {
    String deepest = "[".repeat(64) + "]".repeat(64);
    assertEquals(deepest, Json.write(Json.parse(deepest)));
    String deeper = "[".repeat(10_000_000);
    String message = assertThrows(JsonException.class, () -> Json.parse(deeper)).getMessage();
    assertEquals("line 1, column 65: arrays and objects nest deeper than 64 levels", message);
  }

  @Test
  void malformedUtf8IsRefused() {
    assertEquals("ä€😀", ((JsonString) Json.parse(utf8("\"ä€😀\""))).value());
    for (byte[] bad :
        List.of(
            bytes('"', 0xC3, '"'), // cut short
            bytes('"', 0xFF, '"'),
            bytes('"', 0xC0, 0x80, '"'), // overlong
            bytes('"', 0xED, 0xA0, 0x80, '"'))) { // half a surrogate pair
      String message = assertThrows(JsonException.class, () -> Json.parse(bad)).getMessage();
      assertEquals("expected UTF-8, found malformed bytes at byte 1", message);
    }
  }

  @Test
  void escapesAreReadAndWritten() {
    String text = "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\ud83D\\uDE00\\u0000\"";
    JsonString string = assertInstanceOf(JsonString.class, Json.parse(text));
    assertEquals("\"\\/\b\f\n\r\tA😀\0", string.value());
    assertEquals("\"\\\"\\\\/\\u0008\\u000c\\n\\r\\tA😀\\u0000\"", string.toJson());
  }

  @Test
  void halfASurrogatePairSurvivesUtf8AsAnEscape() {
    for (String half : List.of("\ud83d", "\ude00", "x\ud83dx", "\ude00\ud83d", "\ud83d😀\ude00")) {
      byte[] bytes = utf8(Json.write(new JsonString(half)));
      assertEquals(half, ((JsonString) Json.parse(bytes)).value());
    }
  }

  @Test
  void numbersKeepEveryDigit() {
    String text =
        "[0,-0,9223372036854775807,-9223372036854775808,18446744073709551616,"
            + "0.1000000000000000055511151231257827,1E400,1.0,1e0]";
    JsonArray numbers = (JsonArray) Json.parse(text);
    assertEquals(text, Json.write(numbers));
    assertEquals(Long.MAX_VALUE, numbers.getLong(2));
    assertEquals(Long.MIN_VALUE, numbers.getLong(3));
    assertEquals(
        Double.doubleToRawLongBits(-0.0), Double.doubleToRawLongBits(numbers.getDouble(1)));
    assertEquals(0x1p64, numbers.getDouble(4));
    assertEquals(0.1, numbers.getDouble(5));
  }

  @Test
  void integersAreNeverRoundedOrCut() {
    JsonArray numbers = (JsonArray) Json.parse("[9223372036854775808, 2147483648, 1.0, 1e400]");
    assertEquals(
        "[0]: expected an integer, found the number 9223372036854775808",
        assertThrows(JsonException.class, () -> numbers.getLong(0)).getMessage());
    assertEquals(
        "[1]: expected an integer between -2^31 and 2^31-1, found the number 2147483648",
        assertThrows(JsonException.class, () -> numbers.getInt(1)).getMessage());
    assertEquals(
        "[2]: expected an integer, found the number 1.0",
        assertThrows(JsonException.class, () -> numbers.getInt(2)).getMessage());
    assertEquals(
        "[3]: expected a number in the range of doubles, found the number 1e400",
        assertThrows(JsonException.class, () -> numbers.getDouble(3)).getMessage());
  }

  @Test
  void floatsAndDoublesComeBackToTheBit() {
    RandomStream random = RandomStream.of(1, "json numbers");
    for (int i = 0; i < 20_000; i++) {
      float f = Float.intBitsToFloat((int) random.nextLong());
      double d = Double.longBitsToDouble(random.nextLong());
      if (Float.isFinite(f) && Double.isFinite(d)) {
        String text = JsonObject.EMPTY.with("f", f).with("d", d).toJson();
        JsonObject read = Json.parseObject(text);
        assertEquals(Float.floatToRawIntBits(f), Float.floatToRawIntBits(read.getFloat("f")));
        assertEquals(
            Double.doubleToRawLongBits(d), Double.doubleToRawLongBits(read.getDouble("d")));
      }
    }
    assertEquals("{\"f\":0.1}", JsonObject.EMPTY.with("f", 0.1f).toJson());
  }

  @Test
  void nanAndInfinityAreNotWritten() {
    for (double value : new double[] {Double.NaN, 1 / 0.0, -1 / 0.0}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> JsonObject.EMPTY.with("loss", value))
              .getMessage();
      assertTrue(message.contains("JSON has no number for " + value), message);
      assertThrows(IllegalArgumentException.class, () -> JsonArray.ofFloats((float) value));
    }
  }

  @Test
  void aWrongTypeIsNamedWithItsPath() {
    JsonObject config =
        Json.parseObject("{\"model\": {\"layers\": [{\"units\": 8}, {\"units\": \"many\"}]}}");
    JsonArray layers = config.getObject("model").getArray("layers");
    assertEquals(8, layers.getObject(0).getInt("units"));
    assertEquals(
        "model.layers[1].units: expected an integer, found the string \"many\"",
        assertThrows(JsonException.class, () -> layers.getObject(1).getInt("units")).getMessage());
    assertEquals(
        "model.layers[2]: no such element; the array has 2 elements",
        assertThrows(JsonException.class, () -> layers.getObject(2)).getMessage());
    assertEquals(
        "model.layers[0].bias: expected true or false, but the field is missing; present are:"
            + " units",
        assertThrows(JsonException.class, () -> layers.getObject(0).getBoolean("bias"))
            .getMessage());
    assertEquals(
        "model: expected a string, found an object",
        assertThrows(JsonException.class, () -> config.getString("model")).getMessage());
    assertEquals(
        "expected an object as the outermost value, found an empty array",
        assertThrows(JsonException.class, () -> Json.parseObject("[]")).getMessage());
  }

  @Test
  void oddNamesAreQuotedInPaths() {
    JsonObject object = Json.parseObject("{\"user id\": {\"a.b\": 1}}");
    assertEquals(
        "[\"user id\"][\"a.b\"]: expected an array, found the number 1",
        assertThrows(JsonException.class, () -> object.getObject("user id").getArray("a.b"))
            .getMessage());
  }

  @Test
  void defaultsStandInForAbsentFieldsButNotForWrongOnes() {
    JsonObject object = Json.parseObject("{\"dim\": 8, \"name\": null}");
    assertEquals(8, object.getInt("dim", 16));
    assertEquals(0.5, object.getDouble("rate", 0.5));
    assertEquals(
        "name: expected a string, found null",
        assertThrows(JsonException.class, () -> object.getString("name", "x")).getMessage());
  }

  @Test
  void unknownKeysAreRefusedWithTheNearestKnown() {
    JsonObject object = Json.parseObject("{\"train\": {\"learning_rte\": 1, \"seed\": 2}}");
    JsonObject train = object.getObject("train");
    train.onlyKeys("seed", "learning_rte", "more");
    String message =
        assertThrows(JsonException.class, () -> train.onlyKeys("seed", "epochs", "learning_rate"))
            .getMessage();
    assertEquals(
        "train.learning_rte: unknown key; did you mean 'learning_rate'?"
            + " Known are: seed, epochs, learning_rate",
        message);
  }

  @Test
  void objectsKeepTheirOrderAndAreImmutable() {
    JsonObject one = JsonObject.EMPTY.with("z", 1).with("a", "x").with("m", true);
    assertEquals("{\"z\":1,\"a\":\"x\",\"m\":true}", one.toString());
    assertEquals("{\"z\":1,\"a\":2.5,\"m\":true}", one.with("a", 2.5).toString());
    assertEquals("{\"z\":1,\"a\":\"x\",\"m\":true}", one.toString());
    assertEquals("{}", JsonObject.EMPTY.toString());
    assertThrows(UnsupportedOperationException.class, () -> one.fields().put("b", JsonNull.NULL));
    assertEquals(one, Json.parse(one.toString()));
    assertEquals(List.of("z", "a", "m"), List.copyOf(one.names()));
  }

  @Test
  void arraysConvertAsAWhole() {
    JsonObject object =
        Json.parseObject("{\"n\": [1, 2], \"s\": [\"a\", \"b\"], \"x\": [1, null]}");
    assertArrayEquals(new int[] {1, 2}, object.getArray("n").toInts());
    assertArrayEquals(new long[] {1, 2}, object.getArray("n").toLongs());
    assertArrayEquals(new float[] {1, 2}, object.getArray("n").toFloats());
    assertArrayEquals(new double[] {1, 2}, object.getArray("n").toDoubles());
    assertEquals(List.of("a", "b"), object.getArray("s").toStrings());
    assertEquals(
        "x[1]: expected an integer, found null",
        assertThrows(JsonException.class, () -> object.getArray("x").toInts()).getMessage());
  }

  @Test
  void indentedTextIsForPeople() {
    JsonObject object =
        JsonObject.EMPTY
            .with("name", "dcnv2")
            .with("dims", JsonArray.ofInts(64, 32))
            .with("none", JsonArray.EMPTY)
            .with("empty", JsonObject.EMPTY)
            .with("fields", JsonArray.of(List.of(JsonObject.of(Map.of("id", JsonNumber.of(1))))));
    String expected =
        """
        {
          "name": "dcnv2",
          "dims": [64, 32],
          "none": [],
          "empty": {},
          "fields": [
            {
              "id": 1
            }
          ]
        }\
        """;
    assertEquals(expected, Json.writeIndented(object));
    assertEquals(object, Json.parse(expected));
  }

  @Test
  void damagedTextsAreReadOrRefusedButNeverBreakTheParser() {
    String whole =
        "{\"a\":[1,-2.5e3,true,null,\"\\u00e4\\n\"],\"b\":{\"c\":\"😀\",\"d\":[[],{}]},\"e\":0}";
    byte[] valid = utf8(whole);
    RandomStream random = RandomStream.of(2, "json fuzz");
    for (int round = 0; round < 30_000; round++) {
      byte[] bytes = Mutation.of(valid, random);
      JsonValue value;
      try {
        value = Json.parse(bytes);
      } catch (JsonException refused) {
        continue;
      }
      assertEquals(value, Json.parse(Json.write(value)));
      assertEquals(value, Json.parse(Json.writeIndented(value)));
    }
  }

  @Test
  void nearestSuggestsOnlyWhatIsNear() {
    List<String> known = List.of("dim", "epochs", "learning_rate", "l2");
    assertEquals("epochs", Nearest.of("epoch", known).orElseThrow());
    assertEquals("epochs", Nearest.of("Epcohs", known).orElseThrow());
    assertEquals("l2", Nearest.of("l1", known).orElseThrow());
    assertTrue(Nearest.of("q", known).isEmpty());
    assertTrue(Nearest.of("batch", known).isEmpty());
    assertTrue(Nearest.of("x".repeat(1_000_000), known).isEmpty());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
