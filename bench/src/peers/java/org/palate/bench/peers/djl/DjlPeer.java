// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.engine.Engine;
import org.palate.bench.peers.Inputs;
import org.palate.bench.peers.Peer;
import org.palate.bench.peers.Side;
import org.palate.bench.peers.Work;

/**
 * PyTorch in this process, called through DJL: arrays of {@code ai.djl.ndarray}, its layers as
 * functions, its gradient collector and its optimizers where it has them. It computes on the thread
 * that calls it, and on threads of its own where it may have more than one.
 */
final class DjlPeer implements Peer {
  private static final String BAG = "DJL has no sum of bags: a look-up, then a sum over an axis";

  private static final String BAG_STEP =
      "DJL's AdaGrad throws \"Not implemented\" on PyTorch: written here by hand of DJL's"
          + " operations, on the rows touched";

  private static final String EPS =
      "DJL's Adam adds eps before the bias correction and PyTorch's after it, so losses drift"
          + " apart";

  private static final String LAZY_ADAM =
      "DJL has no Adam for touched rows: written here by hand of DJL's operations; " + EPS;

  private static final String OWN_ADAM =
      "DJL's Adam moves all 2.6 M rows in every step, touched or not, where Palate moves those"
          + " touched; "
          + EPS;

  private static final String WHOLE_TABLES = "DJL's Adam moves tables whole";

  private static final String COMPOSED = "DJL has no attention in one call: products and softmax";

  private final Engine engine = Engine.getEngine("PyTorch");

  @Override
  public String name() {
    return "djl";
  }

  @Override
  public String title() {
    return "PyTorch " + engine.getVersion() + ", DJL";
  }

  @Override
  public String describe() {
    return "PyTorch %s through DJL %s (ai.djl.pytorch), with%s MKL and%s oneDNN"
        .formatted(
            engine.getVersion(),
            Engine.getDjlVersion(),
            engine.hasCapability("MKL") ? "" : "out",
            engine.hasCapability("MKLDNN") ? "" : "out");
  }

  @Override
  public boolean does(Work work) {
    return true;
  }

  @Override
  public String note(Work work) {
    return switch (work) {
      case Work.BagSum sum -> BAG;
      case Work.BagAdaGrad adaGrad -> BAG_STEP;
      case Work.DcnV2Step step -> step.ownAdam() ? OWN_ADAM : LAZY_ADAM;
      case Work.BprStep step -> WHOLE_TABLES;
      case Work.SasRecStep step -> COMPOSED + "; " + EPS;
      case Work.LstmStep step -> EPS;
      case Work.Attention attention -> COMPOSED;
      case Work.Convolution convolution -> "";
      case Work.Product product -> "";
      case Work.Lookup lookup -> "";
      case Work.DcnV2Inference inference -> "";
      case Work.TopItems top -> "";
    };
  }

  @Override
  public Side start(Work work, Inputs inputs) {
    return switch (work) {
      case Work.Product product -> new DjlProduct(product.form(), inputs);
      case Work.Lookup lookup -> new DjlRows(inputs, false);
      case Work.BagSum sum -> new DjlRows(inputs, true);
      case Work.BagAdaGrad adaGrad -> new DjlBagAdaGrad(inputs);
      case Work.DcnV2Step step -> new DjlDcnV2Step(inputs, step.ownAdam());
      case Work.DcnV2Inference inference -> new DjlDcnV2Inference(inputs);
      case Work.BprStep step -> new DjlBpr(inputs);
      case Work.TopItems top -> new DjlTopItems(inputs, top.k());
      case Work.Attention attention -> new DjlAttention(inputs, attention.heads());
      case Work.SasRecStep step -> new DjlSasRec(inputs, step.dropout());
      case Work.LstmStep step -> new DjlLstm(inputs);
      case Work.Convolution convolution -> new DjlConvolution(inputs);
    };
  }

  @Override
  public void close() {}
}
