// SPDX-License-Identifier: Apache-2.0
package org.palate.architecture;

import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a test may be skipped: a failed assumption is an exception on its way to JUnit, so it must
 * leave the test by the road on which it came.
 *
 * <p>Inside a lambda it may not arrive: {@code assertThrows} takes it for the wrong exception, a
 * worker thread keeps it to itself. A static initialiser turns it into an error that fails every
 * test of the class, and in the {@code main} of a JVM of its own nobody knows what it means. So
 * none of these may call an assumption, nor a method that calls one: what may skip the test comes
 * first, in the body of the test.
 */
final class SkipRules {
  private static final String ASSUMPTIONS = "org/junit/jupiter/api/Assumptions";

  /** A method's calls by name, and the methods that it makes lambdas of. */
  private record Method(String shown, String name, Set<String> calls, Set<String> lambdas) {}

  private SkipRules() {}

  /** What is wrong with classes that may call each other, one line each; empty if nothing. */
  static List<String> broken(List<ClassModel> types) {
    Map<String, Method> methods = new LinkedHashMap<>();
    for (ClassModel type : types) {
      for (MethodModel method : type.methods()) {
        add(type.thisClass().asInternalName(), method, methods);
      }
    }
    Set<String> skipping = skipping(methods);
    List<String> faults = new ArrayList<>();
    methods.forEach(
        (key, method) -> {
          if (method.lambdas.stream().anyMatch(skipping::contains)) {
            faults.add(method.shown + " may skip the test inside a lambda");
          }
          boolean alone = method.name.equals("<clinit>") || method.name.equals("main");
          if (alone && skipping.contains(key)) {
            faults.add(method.shown + " may skip a test, but no test runs it");
          }
        });
    return faults;
  }

  private static void add(String owner, MethodModel method, Map<String, Method> methods) {
    Set<String> calls = new LinkedHashSet<>();
    Set<String> lambdas = new LinkedHashSet<>();
    method
        .code()
        .ifPresent(
            code ->
                code.forEach(
                    element -> {
                      switch (element) {
                        case InvokeInstruction call -> calls.add(called(call));
                        case InvokeDynamicInstruction made -> lambdas.addAll(bodies(made));
                        default -> {}
                      }
                    }));
    String name = method.methodName().stringValue();
    String key = key(owner, name, method.methodType().stringValue());
    methods.put(key, new Method(owner.replace('/', '.') + "." + name, name, calls, lambdas));
  }

  /** Those that call an assumption, directly or through one another; lambdas are not yet calls. */
  private static Set<String> skipping(Map<String, Method> methods) {
    Set<String> skipping = new HashSet<>();
    boolean grows = true;
    while (grows) {
      grows = false;
      for (Map.Entry<String, Method> method : methods.entrySet()) {
        boolean skips =
            method.getValue().calls.stream()
                .anyMatch(call -> call.startsWith(ASSUMPTIONS) || skipping.contains(call));
        grows |= skips && skipping.add(method.getKey());
      }
    }
    return skipping;
  }

  private static String called(InvokeInstruction call) {
    return key(call.owner().asInternalName(), call.name().stringValue(), call.type().stringValue());
  }

  private static Set<String> bodies(InvokeDynamicInstruction made) {
    Set<String> bodies = new LinkedHashSet<>();
    for (ConstantDesc argument : made.bootstrapArgs()) {
      if (argument instanceof DirectMethodHandleDesc body) {
        String owner = body.owner().descriptorString();
        bodies.add(
            key(
                owner.substring(1, owner.length() - 1),
                body.methodName(),
                body.lookupDescriptor()));
      }
    }
    return bodies;
  }

  private static String key(String owner, String name, String descriptor) {
    return owner + "." + name + descriptor;
  }
}
