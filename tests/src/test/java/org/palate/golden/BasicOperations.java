// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Products;
import org.palate.autograd.Variable;

/** Operations of {@code palate.autograd}. */
final class BasicOperations {
  private BasicOperations() {}

  static Map<String, GoldenOperation> operations() {
    Map<String, GoldenOperation> all = new LinkedHashMap<>();
    all.put("linear", BasicOperations::linear);
    all.put("elementwise", BasicOperations::elementwise);
    return all;
  }

  private static void linear(GoldenRun run) throws IOException {
    Variable bias = run.attrs().getBoolean("bias") ? run.param("bias") : null;
    run.output("y", Products.linear(run.input("x"), run.param("weight"), bias));
  }

  private static void elementwise(GoldenRun run) throws IOException {
    Variable a = run.input("a");
    Variable b = run.input("b");
    String fn = run.attrs().getString("fn");
    run.output(
        "y",
        switch (fn) {
          case "add" -> Arithmetic.add(a, b);
          case "sub" -> Arithmetic.sub(a, b);
          case "mul" -> Arithmetic.mul(a, b);
          case "div" -> Arithmetic.div(a, b);
          default -> throw new IllegalArgumentException("fn " + fn);
        });
  }
}
