// SPDX-License-Identifier: Apache-2.0
package org.palate.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.palate.TestProcess;

/** Messages have one form: what was expected, then what was found. */
final class MessagesTest {
  private static final Pattern OTHER_FORMS =
      Pattern.compile("\\bwants?\\b|\\bcame\\b|, (?:was|got) |must be ");

  @Test
  void messagesSayWhatWasExpectedAndWhatWasFound() throws IOException {
    List<String> other = new ArrayList<>();
    int texts = 0;
    List<ClassModel> classes = new ArrayList<>(CompiledClasses.in(TestProcess.engine()));
    classes.addAll(CompiledClasses.in(TestProcess.models()));
    for (ClassModel type : classes) {
      String name = type.thisClass().asInternalName();
      for (PoolEntry entry : type.constantPool()) {
        if (entry instanceof Utf8Entry text) {
          texts++;
          if (OTHER_FORMS.matcher(text.stringValue()).find()) {
            other.add(name + ": " + text.stringValue());
          }
        }
      }
    }
    assertFalse(texts == 0);
    assertEquals(List.of(), other);
  }
}
