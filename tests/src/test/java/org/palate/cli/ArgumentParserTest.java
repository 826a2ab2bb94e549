// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArgumentParserTest {
  private static final CommandSpec BREW =
      new CommandSpec(
          "brew",
          "Make coffee.",
          "Makes coffee.",
          List.of(
              Option.choice("bean", "NAME", List.of("arabica", "robusta"), "Which bean.")
                  .asRequired(),
              Option.whole("k", "N", 1, 9, "How many cups.").withDefault("2"),
              Option.wholes("sips", "N,N,…", 1, 9, "After which sips to stop.").withDefault("3"),
              Option.real("grams", "G", 0, 30, "How strong.").withDefault("7.5"),
              Option.text("note", "TEXT", "What to write on it."),
              Option.keyValue("set", "A setting of the machine."),
              Option.flag("quiet", "Without the noise.")),
          List.of());

  private static Arguments parse(String... words) {
    return ArgumentParser.parse(BREW, List.of(words), List.of(BREW));
  }

  private static String refusal(String... words) {
    return assertThrows(UsageException.class, () -> parse(words)).getMessage();
  }

  @Test
  void valuesFollowTheirOptionOrAnEqualsSign() {
    Arguments arguments = parse("--bean=arabica", "-k", "3", "--grams", "1e1", "--note=a=b");
    assertEquals("arabica", arguments.text("bean"));
    assertEquals(3, arguments.integer("k"));
    assertEquals(10.0, arguments.number("grams"));
    assertEquals("a=b", arguments.text("note"));
    assertEquals(4, parse("--bean", "arabica", "-k=4").integer("k"));
    assertEquals(4, parse("--bean", "arabica", "--k", "4").integer("k"));
    assertEquals(4, parse("--bean", "arabica", "--k=4").integer("k"));
    assertEquals(4, parse("--bean", "arabica", "-k4").integer("k"));
    assertEquals("-5", parse("--bean", "arabica", "--note", "-5").text("note"));
  }

  @Test
  void whatIsNotGivenHasItsDefaultOrIsAbsent() {
    Arguments arguments = parse("--bean", "robusta");
    assertEquals(2, arguments.integer("k"));
    assertEquals(7.5, arguments.number("grams"));
    assertFalse(arguments.has("note"));
    assertFalse(arguments.flag("quiet"));
    assertTrue(parse("--bean", "robusta", "--quiet").flag("quiet"));
  }

  @Test
  void settingsKeepTheirOrderAndMayHoldEqualsSigns() {
    Arguments arguments = parse("--bean", "robusta", "--set", "b=1", "--set=a=x=y", "--set", "c=");
    assertEquals(List.of("b=1", "a=x=y", "c="), arguments.all("set"));
    assertEquals(Map.of("b", "1", "a", "x=y", "c", ""), arguments.keyValues("set"));
    Arguments twice = parse("--bean", "robusta", "--set", "b=1", "--set", "b=2");
    assertEquals(
        "--set b is given twice",
        assertThrows(UsageException.class, () -> twice.keyValues("set")).getMessage());
  }

  @Test
  void aMisspeltOptionOrValueSuggestsTheNearest() {
    assertEquals("unknown option --baen; did you mean --bean?", refusal("--baen", "arabica"));
    assertEquals("unknown option --qiuet; did you mean --quiet?", refusal("--qiuet"));
    assertEquals("unknown option --colour", refusal("--colour=red"));
    assertEquals(
        "unknown value 'arabcia' of --bean; did you mean 'arabica'? Accepted: arabica, robusta.",
        refusal("--bean", "arabcia"));
    assertEquals(
        "unknown value 'tea' of --bean. Accepted: arabica, robusta.", refusal("--bean", "tea"));
    assertEquals("unexpected argument 'bean'; did you mean --bean?", refusal("bean", "arabica"));
    assertEquals(
        "unexpected argument 'u.data'; values follow an option, such as --bean NAME",
        refusal("u.data"));
  }

  @Test
  void aLetterIsNearNoOtherLetter() {
    assertEquals("unknown option -x", refusal("-x"));
    assertEquals("unknown option -g", refusal("-g", "5"));
    assertEquals("unknown option -x5", refusal("-x5"));
    assertEquals("unknown option --", refusal("--"));
    assertEquals("unknown option -qiuet; did you mean --quiet?", refusal("-qiuet"));
  }

  @Test
  void whatIsMissingIsNamed() {
    assertEquals("missing --bean NAME", refusal());
    assertEquals("--bean expects NAME after it", refusal("--bean"));
    assertEquals("--note expects TEXT, found nothing", refusal("--note="));
    assertEquals("--set expects KEY=VALUE, found 'dim'", refusal("--set", "dim"));
    assertEquals("--set expects KEY=VALUE, found '=3'", refusal("--set", "=3"));
  }

  @Test
  void anOptionIsNeverTakenForAValue() {
    assertEquals(
        "--note expects TEXT after it, found the option --quiet (--note=--quiet if that is meant)",
        refusal("--note", "--quiet"));
    assertEquals("--quiet", parse("--bean=robusta", "--note=--quiet").text("note"));
    assertEquals("-", parse("--bean=robusta", "--note", "-").text("note"));
    for (String option : List.of("-k5", "-k=5", "--k", "-h")) {
      assertTrue(refusal("--note", option).contains("found the option " + option), option);
    }
  }

  @Test
  void numbersOutsideTheirRangeAreRefused() {
    String expected = "-k expects an integer from 1 to 9, found ";
    for (String wrong : List.of("0", "10", "ten", "3.0", "", "99999999999999999999")) {
      assertEquals(expected + "'" + wrong + "'", refusal("-k", wrong));
    }
    assertEquals(expected + "'-5'", refusal("-k", "-5"));
    assertEquals(expected + "'-5'", refusal("-k-5"));
    assertEquals(expected + "'5x'", refusal("-k5x"));
    for (String wrong : List.of("-1", "31", "NaN", "Infinity", "strong")) {
      assertEquals(
          "--grams expects a number from 0 to 30, found '" + wrong + "'",
          refusal("--grams", wrong));
    }
  }

  @Test
  void severalIntegersStandBetweenCommas() {
    assertArrayEquals(new int[] {3}, parse("--bean=robusta").integers("sips"));
    assertArrayEquals(
        new int[] {5, 1, 9}, parse("--bean=robusta", "--sips", "5,1,9,5").integers("sips"));
    for (String wrong : List.of("1,10", "1,", ",", "1;2", "1, 2", "one")) {
      assertEquals(
          "--sips expects integers from 1 to 9 joined by commas, found '" + wrong + "'",
          refusal("--sips", wrong));
    }
  }

  @Test
  void givenTwiceIsRefused() {
    assertEquals("-k is given twice: 1 and 2", refusal("-k", "1", "-k", "2"));
    assertEquals("--quiet takes no value, found '--quiet=yes'", refusal("--quiet=yes"));
    assertTrue(parse("--bean=robusta", "--quiet", "--quiet").flag("quiet"));
  }

  @Test
  void helpNeedsNothingElse() {
    assertTrue(parse("-h").flag("help"));
    assertTrue(parse("--note", "x", "--help").flag("help"));
    assertTrue(parse("help").flag("help"));
    assertFalse(parse("--bean=robusta", "--note", "help").flag("help"));
  }

  @Test
  void theHelpSaysWhatTheParserAccepts() {
    String help = HelpText.USUAL.of(BREW);
    assertTrue(help.startsWith("Usage: palate brew --bean NAME [OPTION ...]\n"), help);
    String oneLine = help.replaceAll("\\s+", " ");
    for (String part :
        List.of(
            "--bean NAME Which bean. One of: arabica, robusta. Required.",
            "-k N How many cups. Takes an integer from 1 to 9. Default: 2.",
            "--sips N,N,… After which sips to stop. Takes integers from 1 to 9 joined by commas.",
            "--grams G How strong. Takes a number from 0 to 30. Default: 7.5.",
            "--set KEY=VALUE A setting of the machine. May be repeated.",
            "--quiet Without the noise.",
            "--json")) {
      assertTrue(oneLine.contains(part), part + " in " + oneLine);
    }
  }
}
