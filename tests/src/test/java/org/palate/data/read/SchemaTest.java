// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SchemaTest {
  @Test
  void textFormsAreReadAndWritten() {
    for (String text :
        List.of(
            "",
            "user=userId,item=movieId",
            "user=1,item=2,rating=3,time=4,label=5,weight=6",
            "user=u,item=i,categorical=city,device,numeric=price",
            "user=u,item=i,delimiter=tab,header=no,quotes=yes,charset=ISO-8859-1",
            "delimiter=::")) {
      assertEquals(text, Schema.parse(text).toString());
      assertEquals(Schema.parse(text), Schema.parse(Schema.parse(text).toString()));
    }
    assertEquals(Schema.AUTO, Schema.parse(" "));
    assertTrue(Schema.parse("header=yes").isAuto());
  }

  @Test
  void entriesMeanWhatTheySay() {
    Schema schema =
        Schema.parse("user = u, item=i, numeric=a, b, delimiter=comma, header=yes, charset=UTF-8");
    assertEquals(
        Schema.of("u", "i")
            .withNumeric("a", "b")
            .withLayout(
                new TextLayout(
                    ",", TextLayout.Choice.YES, TextLayout.Choice.AUTO, StandardCharsets.UTF_8)),
        schema);
    assertEquals("|", Schema.parse("delimiter=bar").layout().delimiter());
    assertEquals("@@", Schema.parse("delimiter=@@").layout().delimiter());
  }

  @Test
  void wrongFormsSayWhatWasExpected() {
    assertEquals(
        "schema \"usr=a\": unknown key \"usr\"; expected one of user, item, rating, time, label,"
            + " weight, categorical, numeric, delimiter, header, quotes, charset; did you mean"
            + " user?",
        message("usr=a"));
    assertEquals(
        "schema \"user=a,b\": expected key=column, found \"b\"; only categorical and numeric take"
            + " lists",
        message("user=a,b"));
    assertEquals(
        "schema \"user=,item=b\": expected a column after user=, found nothing",
        message("user=,item=b"));
    assertEquals("schema \"user=a,user=b\": user is given twice", message("user=a,user=b"));
    assertEquals(
        "schema \"header=maybe\": header: expected yes, no or auto, found \"maybe\"",
        message("header=maybe"));
    assertEquals(
        "schema \"charset=klingon\": charset: expected a character set such as UTF-8 or"
            + " ISO-8859-1, found \"klingon\"",
        message("charset=klingon"));
    assertEquals("schema: expected both user and item, found only user=a", message("user=a"));
    assertEquals(
        "schema: expected different columns for user and item, found a for both",
        message("user=a,item=a"));
    assertEquals(
        "schema \"delimiter=\"\": delimiter: expected a delimiter without line end or quote, found"
            + " \"\"\"",
        message("delimiter=\""));
  }

  private static String message(String text) {
    return assertThrows(IllegalArgumentException.class, () -> Schema.parse(text)).getMessage();
  }
}
