// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The arguments of {@code bench/peers}. */
final class CallTest {
  private static final Path TABLE = Path.of("PEERS.md");

  private static Call parse(String... arguments) {
    return Call.parse(List.of(arguments), TABLE);
  }

  @Test
  void onlyAFullRunOnOneThreadWritesTheTableUnasked() {
    assertEquals(TABLE, parse().out());
    assertNull(parse("--quick").out());
    assertNull(parse("--only", "bag").out());
    assertNull(parse("--threads", "2").out());
    assertEquals(Path.of("x.md"), parse("--quick", "--out", "x.md").out());
  }

  @Test
  void aPatternChoosesTasks() {
    assertEquals(List.of("bpr.step"), names(parse("--only", "^bpr")));
    assertEquals(Task.all(), parse().tasks());
  }

  @Test
  void aFamilyIsHandedOnWithAllOptions() {
    Call call = parse("--quick", "--only", "step", "--threads", "2");
    Call child = Call.parse(call.forFamily("dcnv2"), TABLE);
    assertTrue(child.quick());
    assertEquals(2, child.threads());
    assertEquals(
        List.of("dcnv2.step-256", "dcnv2.step-2048", "dcnv2.step-2048-own-adam"), names(child));
  }

  @Test
  void aWrongCallSaysWhatWasExpected() {
    assertMessage("unknown option --fast", "--fast");
    assertMessage("expected a value after --only", "--only");
    assertMessage(
        "expected a number of threads from 1 to 9999 after --threads, came '0'", "--threads", "0");
    assertMessage("expected a regular expression", "--only", "(");
    assertMessage("no task's name matches 'nothing'", "--only", "nothing");
  }

  @Test
  void tasksHaveNamesOfTheirOwn() {
    Set<String> names = new HashSet<>(Task.all().stream().map(Task::name).toList());
    assertEquals(Task.all().size(), names.size());
  }

  private static List<String> names(Call call) {
    return call.tasks().stream().map(Task::name).collect(Collectors.toList());
  }

  private static void assertMessage(String expected, String... arguments) {
    var e = assertThrows(IllegalArgumentException.class, () -> parse(arguments));
    assertTrue(e.getMessage().startsWith(expected), e.getMessage());
  }
}
