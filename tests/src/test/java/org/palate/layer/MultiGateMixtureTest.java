// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palate.autograd.GradientCheck.random;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Layout;
import org.palate.autograd.Variable;
import org.palate.nn.Parameter;
import org.palate.tensor.RandomStream;

final class MultiGateMixtureTest {
  @Test
  void gradientsAndNames() {
    MultiGateMixture mixture = new MultiGateMixture(5, 4, 3, 2, RandomStream.of(1, "init"));
    GradientCheck.check(
        (tape, x) -> Layout.concat(1, mixture.forward(x[0]).toArray(Variable[]::new)),
        mixture.parameters(),
        random("x", 6, 5));
    assertEquals(
        List.of(
            "experts.0.weight",
            "experts.0.bias",
            "experts.1.weight",
            "experts.1.bias",
            "experts.2.weight",
            "experts.2.bias",
            "gates.0.weight",
            "gates.1.weight"),
        mixture.parameters().stream().map(Parameter::name).toList());
  }
}
