// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.palate.kernel.Kernels;

/** The guard looks at the allocation of every kernel there is. */
class KernelCallsTest {
  @Test
  void everyKernelIsCalledAndRuns() {
    Set<String> kernels = new TreeSet<>();
    for (RecordComponent family : Kernels.class.getRecordComponents()) {
      for (Method method : family.getType().getDeclaredMethods()) {
        boolean hasArguments = method.getParameterCount() > 0 && !method.getName().equals("equals");
        if (hasArguments && Modifier.isPublic(method.getModifiers())) {
          kernels.add(family.getName() + "." + method.getName());
        }
      }
    }
    kernels.remove("products.pack"); // It makes what gemmPacked takes, and so allocates.
    Set<String> called = new TreeSet<>();
    new KernelCalls()
        .byName()
        .forEach(
            (name, call) -> {
              call.run();
              called.add(name.split(" ")[0]);
            });
    assertEquals(kernels, called);
  }
}
