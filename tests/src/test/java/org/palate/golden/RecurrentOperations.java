// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.palate.autograd.Variable;
import org.palate.autograd.recurrence.RecurrentOutput;
import org.palate.autograd.recurrence.RnnSequence.Nonlinearity;
import org.palate.io.JsonObject;
import org.palate.nn.AttentionGru;
import org.palate.nn.Gru;
import org.palate.nn.Lstm;
import org.palate.nn.RecurrentOptions;
import org.palate.nn.Rnn;
import org.palate.tensor.RandomStream;

/** Recurrent layers, also with attention. */
final class RecurrentOperations {
  private RecurrentOperations() {}

  static Map<String, GoldenOperation> operations() {
    Map<String, GoldenOperation> all = new LinkedHashMap<>();
    all.put("rnn", RecurrentOperations::rnn);
    all.put("gru", RecurrentOperations::gru);
    all.put("lstm", RecurrentOperations::lstm);
    all.put("attention_gru", RecurrentOperations::attentionGru);
    return all;
  }

  private static void rnn(GoldenRun run) throws IOException {
    JsonObject attrs = run.attrs();
    Nonlinearity nonlinearity =
        Nonlinearity.valueOf(attrs.getString("nonlinearity").toUpperCase(Locale.ROOT));
    Rnn rnn = new Rnn(in(attrs), hidden(attrs), nonlinearity, options(attrs), random());
    run.load("", rnn);
    give(run, rnn.forward(run.input("x"), lengths(run), state(run, "h0")));
  }

  private static void gru(GoldenRun run) throws IOException {
    JsonObject attrs = run.attrs();
    Gru gru = new Gru(in(attrs), hidden(attrs), options(attrs), random());
    run.load("", gru);
    give(run, gru.forward(run.input("x"), lengths(run), state(run, "h0")));
  }

  private static void lstm(GoldenRun run) throws IOException {
    JsonObject attrs = run.attrs();
    Lstm lstm = new Lstm(in(attrs), hidden(attrs), options(attrs), random());
    run.load("", lstm);
    RecurrentOutput output =
        lstm.forward(run.input("x"), lengths(run), state(run, "h0"), state(run, "c0"));
    give(run, output);
    run.output("c_n", output.cell());
  }

  private static void attentionGru(GoldenRun run) throws IOException {
    JsonObject attrs = run.attrs();
    AttentionGru.Kind kind =
        AttentionGru.Kind.valueOf(attrs.getString("kind").toUpperCase(Locale.ROOT));
    int in = run.shape("input.x")[2];
    AttentionGru gru = new AttentionGru(in, hidden(attrs), kind, random());
    run.load("", gru);
    give(run, gru.forward(run.input("x"), run.input("attention"), lengths(run)));
  }

  private static void give(GoldenRun run, RecurrentOutput output) throws IOException {
    run.output("y", output.y());
    run.output("h_n", output.hidden());
  }

  private static RecurrentOptions options(JsonObject attrs) {
    if (!attrs.getBoolean("batch_first")) {
      throw new IllegalArgumentException("the files' sequences are [batch, steps, in]");
    }
    return RecurrentOptions.DEFAULT
        .withLayers(attrs.getInt("num_layers"))
        .withBias(attrs.getBoolean("bias"))
        .withBidirectional(attrs.getBoolean("bidirectional"));
  }

  private static int in(JsonObject attrs) {
    return attrs.getInt("input_size");
  }

  private static int hidden(JsonObject attrs) {
    return attrs.getInt("hidden_size");
  }

  private static int[] lengths(GoldenRun run) throws IOException {
    return run.has("input.lengths") ? run.ints("input.lengths").data() : null;
  }

  private static Variable state(GoldenRun run, String name) throws IOException {
    return run.has("input." + name) ? run.input(name) : null;
  }

  private static RandomStream random() {
    return RandomStream.of(1, "replaced by the file");
  }
}
