// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.palate.autograd.SequencePooling;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.Attention;
import org.palate.autograd.attention.AttentionMask;
import org.palate.autograd.attention.Heads;
import org.palate.layer.SasRecBlock;
import org.palate.layer.SasRecEncoder;
import org.palate.nn.Activation;
import org.palate.nn.Bert;
import org.palate.nn.BertEmbeddings;
import org.palate.nn.BertLayer;
import org.palate.nn.BertOptions;
import org.palate.nn.MultiheadAttention;
import org.palate.nn.TransformerEncoderLayer;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;

/** Attention layers, and the pooling of sequences. */
final class AttentionOperations {
  private AttentionOperations() {}

  static Map<String, GoldenOperation> operations() {
    Map<String, GoldenOperation> all = new LinkedHashMap<>();
    all.put("sdpa", AttentionOperations::scaledDotProduct);
    all.put("mha", AttentionOperations::multihead);
    all.put("transformer_encoder_layer", AttentionOperations::encoderLayer);
    all.put("sasrec_block", AttentionOperations::sasRecBlock);
    all.put("sasrec_model", AttentionOperations::sasRecModel);
    all.put("bert_layer", AttentionOperations::bertLayer);
    all.put("bert_embeddings", AttentionOperations::bertEmbeddings);
    all.put("bert_pooler", AttentionOperations::bertPooler);
    all.put("pooling", AttentionOperations::pooling);
    return all;
  }

  /** Parameters are overwritten by those of the file. */
  private static RandomStream init() {
    return RandomStream.of(0, "overwritten");
  }

  private static AttentionMask mask(GoldenRun run) throws IOException {
    AttentionMask mask = AttentionMask.NONE;
    if (run.attrs().getBoolean("causal", false)) {
      mask = AttentionMask.CAUSAL;
    }
    if (run.has("input.key_padding_mask")) {
      mask = mask.withKeyPadding(run.flags("input.key_padding_mask"));
    }
    if (run.has("input.attn_mask")) {
      mask = mask.withBlocked(run.flags("input.attn_mask"));
    }
    return mask;
  }

  /** Both ways at once: the output without weights must have the bits of the one with them. */
  private static void scaledDotProduct(GoldenRun run) throws IOException {
    Heads q = Heads.apart(run.input("q"));
    Heads k = Heads.apart(run.input("k"));
    Heads v = Heads.apart(run.input("v"));
    Variable bias = run.has("input.attn_bias") ? run.input("attn_bias") : null;
    float scale = (float) run.attrs().getDouble("scale");
    AttentionMask mask = mask(run);
    Variable weights = Attention.weights(q, k, bias, scale, mask, 0);
    run.output("y", Attention.attend(q, k, v, bias, scale, mask, 0));
    run.output("weights", weights);
  }

  private static void multihead(GoldenRun run) throws IOException {
    MultiheadAttention attention =
        new MultiheadAttention(
            MultiheadAttention.Options.of(
                    run.attrs().getInt("embed_dim"), run.attrs().getInt("num_heads"))
                .withKeysAndValues(run.attrs().getInt("kdim"), run.attrs().getInt("vdim"))
                .withBias(run.attrs().getBoolean("bias")),
            init());
    run.load("", attention);
    boolean self = run.attrs().getBoolean("self");
    Variable query = run.input(self ? "x" : "query");
    Variable key = self ? query : run.input("key");
    Variable value = self ? query : run.input("value");
    MultiheadAttention.Result result = attention.forwardWithWeights(query, key, value, mask(run));
    run.output("y", result.output());
    run.output("attn_weights", result.meanWeights());
  }

  private static void encoderLayer(GoldenRun run) throws IOException {
    Activation activation =
        Activation.valueOf(run.attrs().getString("activation").toUpperCase(Locale.ROOT));
    TransformerEncoderLayer layer =
        new TransformerEncoderLayer(
            TransformerEncoderLayer.Options.of(
                    run.attrs().getInt("d_model"),
                    run.attrs().getInt("nhead"),
                    run.attrs().getInt("dim_feedforward"))
                .withDropout(0)
                .withActivation(activation)
                .withEps(run.attrs().getDouble("layer_norm_eps"))
                .withNormFirst(run.attrs().getBoolean("norm_first")),
            init());
    run.load("", layer);
    run.output("y", layer.forward(run.input("src"), mask(run)));
  }

  private static void sasRecBlock(GoldenRun run) throws IOException {
    Variable x = run.input("x");
    SasRecBlock block =
        new SasRecBlock(
            x.shape().last(),
            run.attrs().getInt("num_heads"),
            0,
            run.attrs().getDouble("eps"),
            init());
    run.load("", block);
    run.output("y", block.forward(x, run.flags("input.valid_mask")));
  }

  private static void sasRecModel(GoldenRun run) throws IOException {
    int[] items = run.shape("param.item_emb.weight");
    int length = run.shape("param.pos_emb.weight")[0];
    SasRecEncoder encoder =
        new SasRecEncoder(
            SasRecEncoder.Options.of(items[0], length, items[1])
                .withBlocks(run.attrs().getInt("num_blocks"), run.attrs().getInt("num_heads"))
                .withDropout(0)
                .withEps(run.attrs().getDouble("eps")),
            0,
            init());
    run.load("", encoder);
    IntTensor next = run.ints("input.pos");
    Variable states = encoder.forward(run.tape(), run.ints("input.seq"));
    Variable positive = encoder.scores(states, next);
    Variable negative = encoder.scores(states, run.ints("input.neg"));
    run.output("states", states);
    run.output("pos_logits", positive);
    run.output("neg_logits", negative);
    run.output("loss", SasRecEncoder.loss(positive, negative, SasRecEncoder.valid(next)));
  }

  private static BertOptions bert(
      GoldenRun run, int vocabulary, int positions, int types, int hidden) {
    return new BertOptions(
        vocabulary,
        positions,
        types,
        hidden,
        1,
        run.attrs().getInt("num_heads", 1),
        run.attrs().getInt("intermediate_size", 1),
        0,
        run.attrs().getDouble("layer_norm_eps"));
  }

  private static void bertLayer(GoldenRun run) throws IOException {
    Variable x = run.input("x");
    BertLayer layer = new BertLayer(bert(run, 1, 1, 1, x.shape().last()), init());
    run.load("", layer);
    boolean[] padding = run.flags("input.valid_mask");
    for (int i = 0; i < padding.length; i++) {
      padding[i] = !padding[i];
    }
    run.output("y", layer.forward(x, AttentionMask.NONE.withKeyPadding(padding)));
  }

  private static void bertEmbeddings(GoldenRun run) throws IOException {
    int[] words = run.shape("param.word_embeddings.weight");
    int positions = run.shape("param.position_embeddings.weight")[0];
    int types = run.shape("param.token_type_embeddings.weight")[0];
    BertEmbeddings embeddings =
        new BertEmbeddings(bert(run, words[0], positions, types, words[1]), init());
    run.load("", embeddings);
    run.output(
        "y",
        embeddings.forward(
            run.tape(), run.ints("input.input_ids"), run.ints("input.token_type_ids")));
  }

  private static void bertPooler(GoldenRun run) throws IOException {
    Variable x = run.input("x");
    Bert.Pooler pooler = new Bert.Pooler(x.shape().last(), init());
    run.load("", pooler);
    run.output("y", pooler.forward(x));
  }

  private static void pooling(GoldenRun run) throws IOException {
    SequencePooling.Mode mode =
        SequencePooling.Mode.valueOf(run.attrs().getString("mode").toUpperCase(Locale.ROOT));
    boolean[] valid = run.has("input.valid_mask") ? run.flags("input.valid_mask") : null;
    run.output("y", SequencePooling.pool(run.input("x"), valid, mode));
  }
}
