// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HelpTextTest {
  private static final List<CommandSpec> SPECS = Call.COMMANDS.stream().map(Command::spec).toList();

  private static void assertFits(int width, String text) {
    for (String line : text.lines().toList()) {
      assertTrue(TextTable.width(line) <= width, () -> width + " columns: " + line);
      assertEquals(line.stripTrailing(), line);
    }
  }

  @Test
  void allHelpFitsInEightyColumns() {
    assertFits(80, HelpText.USUAL.overall(SPECS));
    for (CommandSpec spec : SPECS) {
      assertFits(80, HelpText.USUAL.of(spec));
      assertFits(80, Call.of(spec.name(), "--help").out());
    }
    assertFits(80, Call.of("models").out());
  }

  @Test
  void aWiderTerminalIsUsed() {
    for (CommandSpec spec : SPECS) {
      String help = new HelpText(100).of(spec);
      assertFits(100, help);
      assertTrue(help.lines().anyMatch(line -> line.length() > 85), help);
    }
  }

  /** A shell joins lines that end in a backslash; joined, the calls are those that are declared. */
  @Test
  void aLongExampleIsSplitAsAShellReadsIt() {
    for (CommandSpec spec : SPECS) {
      String help = HelpText.USUAL.of(spec);
      String examples = help.substring(help.indexOf("\nExamples:\n") + "\nExamples:\n".length());
      List<String> calls = new ArrayList<>();
      examples.replaceAll(" \\\\\n +", " ").lines().forEach(line -> calls.add(line.strip()));
      assertEquals(spec.examples(), calls);
    }
    String train = HelpText.USUAL.of(new TrainCommand().spec());
    assertTrue(train.contains("clicks.csv \\\n      --schema user=visitor,"), train);
  }

  @Test
  void meaningsStandInOneColumnAndLongNamesOnALineOfTheirOwn() {
    CommandSpec.Section section =
        new CommandSpec.Section(
            "Keys",
            List.of(
                new CommandSpec.Entry("dim", "length of the vectors. Default:\u00a016."),
                new CommandSpec.Entry("weight-decay-of-all", "pull towards 0.")));
    assertEquals(
        """
        Keys:
          dim      length of the vectors.
                   Default: 16.
          weight-decay-of-all
                   pull towards 0.
        """,
        new HelpText(33).of(section));
  }

  @Test
  void requiredOptionsComeFirst() {
    CommandSpec spec =
        new CommandSpec(
            "brew",
            "Make coffee.",
            "Makes coffee.",
            List.of(
                Option.text("note", "TEXT", "What to write on it."),
                Option.text("bean", "NAME", "Which bean.").asRequired()),
            List.of());
    String help = HelpText.USUAL.of(spec);
    assertTrue(help.indexOf("  --bean NAME") < help.indexOf("  --note TEXT"), help);
    assertFalse(help.contains("Examples"), help);
  }
}
