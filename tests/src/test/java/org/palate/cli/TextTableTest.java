// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void numbersStandToTheRight() {
    assertEquals(
        """
        model      ndcg
        -----  --------
        pop      0.0194
        dcnv2  0.254455
        """,
        TextTable.of("model", ">ndcg").row("pop", "0.0194").row("dcnv2", "0.254455").toString());
  }

  /** Each ideograph takes two cells, the combining acute none. */
  @Test
  void wideAndCombiningCharactersKeepTheColumns() {
    assertEquals(
        """
        title     year
        --------  ----
        七人の侍  1954
        Ame\u0301lie    2001
        Seven     1995
        """,
        TextTable.of("title", "year")
            .row("七人の侍", "1954")
            .row("Ame\u0301lie", "2001")
            .row("Seven", "1995")
            .toString());
  }

  @Test
  void aLongTitleEndsInAnEllipsis() {
    String title = "x".repeat(60);
    String line = TextTable.of("t").row(title).toString().lines().toList().get(2);
    assertEquals("x".repeat(47) + "…", line);
    String wide = TextTable.of("t").row("侍".repeat(60)).toString().lines().toList().get(2);
    assertEquals("侍".repeat(23) + "…", wide);
  }

  @Test
  void aTitleCannotMoveTheCursor() {
    String line = TextTable.of("t").row("a\u001b[2Jb\nc\u202ed").toString().lines().toList().get(2);
    assertEquals("a [2Jb c d", line);
    assertEquals(
        "liked by a [2Jb",
        TextTable.of("liked by a\u001b[2Jb").toString().lines().findFirst().get());
  }
}
