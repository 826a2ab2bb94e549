// SPDX-License-Identifier: Apache-2.0
package org.palate.architecture;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.constant.ConstantDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Messages say what they were meant to say: a format has a placeholder for every value, and no
 * placeholder is left standing in a text that nobody formats.
 *
 * <p>The compiler passes {@code format.formatted(a, b)} as the constant, the length of an array of
 * objects, and the array; {@code "x %s " + "y %s".formatted(a, b)} shows there as a second constant
 * that has fewer placeholders than values.
 */
final class FormatRule {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("%[-#+ 0,(]*\\d*(?:\\.\\d+)?[a-zA-Z&&[^n]]");

  /** A call's array of values: the format before it, null if that is no constant. */
  private record Values(String format, int count) {}

  private FormatRule() {}

  static List<String> faults(ClassModel type) {
    List<String> faults = new ArrayList<>();
    for (MethodModel method : type.methods()) {
      method.code().ifPresent(code -> faults(code, faults));
    }
    return faults;
  }

  private static void faults(CodeModel code, List<String> faults) {
    List<Instruction> all =
        code.elementStream()
            .filter(Instruction.class::isInstance)
            .map(Instruction.class::cast)
            .toList();
    Deque<Values> open = new ArrayDeque<>();
    for (int at = 0; at < all.size(); at++) {
      int i = at;
      switch (all.get(i)) {
        case NewReferenceArrayInstruction array
            when array.componentType().asInternalName().equals("java/lang/Object") -> {
          int count = constant(all, i - 1) instanceof Integer n ? n : -1;
          open.push(new Values(constant(all, i - 2) instanceof String s ? s : null, count));
        }
        case InvokeInstruction call
            when call.type().stringValue().contains("[Ljava/lang/Object;") && !open.isEmpty() -> {
          Values values = open.pop();
          boolean formats =
              call.owner().asInternalName().equals("java/lang/String")
                  && call.name().stringValue().startsWith("format");
          if (formats && values.format != null && values.count >= 0) {
            check(values, faults);
          }
        }
        case ConstantInstruction text
            when text.constantValue() instanceof String s && isMessage(all, i + 1) ->
            checkPlain(s, faults);
        case InvokeDynamicInstruction concat when !isFormat(all, i + 1) -> {
          for (ConstantDesc argument : concat.bootstrapArgs()) {
            if (argument instanceof String s) {
              checkPlain(s, faults);
            }
          }
        }
        default -> {}
      }
    }
  }

  private static void check(Values values, List<String> faults) {
    if (placeholders(values.format) != values.count && !values.format.contains("$")) {
      faults.add("formats %d values by \"%s\"".formatted(values.count, values.format));
    }
  }

  private static void checkPlain(String text, List<String> faults) {
    if (placeholders(text) > 0) {
      faults.add("leaves placeholders in \"" + text + "\"");
    }
  }

  private static long placeholders(String format) {
    return PLACEHOLDER.matcher(format.replace("%%", "")).results().count();
  }

  private static ConstantDesc constant(List<Instruction> all, int at) {
    return at >= 0 && all.get(at) instanceof ConstantInstruction c ? c.constantValue() : null;
  }

  /** Whether a string before this instruction becomes the message of an exception. */
  private static boolean isMessage(List<Instruction> all, int at) {
    return at < all.size()
        && all.get(at) instanceof InvokeInstruction call
        && call.name().equalsString("<init>")
        && call.owner().asInternalName().matches(".*(Exception|Error)");
  }

  /** Whether a string before this instruction is a format: an array of values follows. */
  private static boolean isFormat(List<Instruction> all, int at) {
    return constant(all, at) instanceof Integer
        && at + 1 < all.size()
        && all.get(at + 1) instanceof NewReferenceArrayInstruction;
  }
}
