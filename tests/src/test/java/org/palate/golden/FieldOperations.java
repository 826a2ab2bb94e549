// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palate.autograd.Variable;
import org.palate.layer.CrossNetwork;
import org.palate.layer.FactorizationMachine;
import org.palate.tensor.RandomStream;

/** Layers of this field. */
final class FieldOperations {
  private FieldOperations() {}

  static Map<String, GoldenOperation> operations() {
    Map<String, GoldenOperation> all = new LinkedHashMap<>();
    all.put(
        "fm_interaction", run -> run.output("y", FactorizationMachine.interaction(run.input("x"))));
    all.put("dcn_v1", FieldOperations::crossOfVectors);
    all.put("dcn_v2", FieldOperations::crossOfMatrices);
    return all;
  }

  private static void crossOfVectors(GoldenRun run) throws IOException {
    Variable x = run.input("x");
    CrossNetwork.Vectors network =
        new CrossNetwork.Vectors(x.shape().last(), run.attrs().getInt("num_layers"), init());
    run.load("cross.", network);
    run.output("y", network.forward(x));
  }

  private static void crossOfMatrices(GoldenRun run) throws IOException {
    String variant = run.attrs().getString("variant");
    if (!variant.equals("full")) {
      throw new UnsupportedOperationException("variant " + variant);
    }
    Variable x = run.input("x");
    CrossNetwork.Matrices network =
        new CrossNetwork.Matrices(x.shape().last(), run.attrs().getInt("num_layers"), init());
    run.load("cross.", network);
    run.output("y", network.forward(x));
  }

  /** Parameters are overwritten by those of the file. */
  private static RandomStream init() {
    return RandomStream.of(0, "overwritten");
  }
}
