// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

import java.util.ArrayList;
import java.util.List;
import org.palate.kernel.product.Form;

/**
 * A line of the table.
 *
 * @param name such as {@code dcnv2.step-256}
 * @param label what is done, in the words of the table
 * @param family tasks of one family share a process
 * @param tolerance how far outcomes may differ, as a share of their largest number
 * @param work what is to be done
 */
public record Task(String name, String label, String family, double tolerance, Work work) {
  /**
   * The tasks in the order of the table: of a kind the smallest first, whose many calls have the
   * JVM compile what the others use too.
   */
  public static List<Task> all() {
    List<Task> tasks = new ArrayList<>();
    for (int n : new int[] {64, 512, 1024}) {
      for (Form form : Form.values()) {
        tasks.add(product(form, n, n, n));
      }
    }
    for (Form form : Form.values()) {
      tasks.add(product(form, 4096, 320, 128));
    }
    tasks.add(product(Form.NN, 1024, 64, 64));
    tasks.add(product(Form.NT, 1024, 64, 64));
    tasks.add(product(Form.NN, 1, 1024, 1024));
    tasks.add(product(Form.NT, 1, 1024, 1024));

    String rows = "rows";
    tasks.add(
        new Task(
            "rows.lookup", "look-up of 81,920 rows of 64, of 1 M", rows, 0, new Work.Lookup()));
    tasks.add(
        new Task(
            "bag.forward", "sums of 4096 bags of 20 such rows", rows, 1e-6, new Work.BagSum()));
    tasks.add(
        new Task(
            "bag.adagrad-step",
            "the same with backward and AdaGrad on the rows",
            rows,
            1e-5,
            new Work.BagAdaGrad()));

    tasks.add(dcnV2Step(256, false, "DCN-v2 step, batch 256, Adam on touched rows"));
    tasks.add(dcnV2Step(2048, false, "the same, batch 2048"));
    tasks.add(dcnV2Step(2048, true, "the same, batch 2048, but the peer's own Adam"));
    tasks.add(dcnV2Inference(1, "DCN-v2 inference, batch 1, Palate's weights packed"));
    tasks.add(dcnV2Inference(256, "the same, batch 256"));

    String ranking = "ranking";
    tasks.add(
        new Task(
            "bpr.step",
            "BPR step, 6040 x 3706, dim 64, batch 1024",
            ranking,
            5e-4,
            new Work.BprStep()));
    tasks.add(
        new Task(
            "top100",
            "best 100 of 100,000 items for 1024 users, dim 64",
            ranking,
            1e-5,
            new Work.TopItems(100)));

    String networks = "networks";
    tasks.add(
        new Task(
            "attention.forward",
            "causal self-attention, 64 x 200 x 64, 2 heads",
            networks,
            1e-5,
            new Work.Attention(2)));
    tasks.add(
        new Task(
            "sasrec.step",
            "SASRec step, batch 128, length 200, dim 50, 2 blocks",
            networks,
            2e-3,
            new Work.SasRecStep(128, 0.2)));
    tasks.add(
        new Task(
            "lstm.step",
            "LSTM step, batch 256, length 50, 64 to 128, softmax of 3,417",
            networks,
            2e-3,
            new Work.LstmStep()));
    tasks.add(
        new Task(
            "convolution",
            "3x3 convolution, 64 channels, 8 images of 56 x 56",
            networks,
            1e-5,
            new Work.Convolution()));
    return List.copyOf(tasks);
  }

  /**
   * Whether a first look wants it: one of several that are much alike, and none that takes long.
   */
  boolean isForFirstLook() {
    return switch (work) {
      case Work.Product product -> product.form() == Form.NN || product.m() == 1;
      case Work.Lookup lookup -> false;
      case Work.DcnV2Step step -> !step.ownAdam();
      default -> true;
    };
  }

  private static Task product(Form form, int m, int k, int n) {
    String sizes = m == k && k == n ? "" + m : m + "x" + k + "x" + n;
    String label = "%d x %d x %d, %s".formatted(m, k, n, form);
    return new Task(
        "product." + sizes + "." + form, label, "products", 1e-5, new Work.Product(form, m, k, n));
  }

  private static Task dcnV2Step(int batch, boolean ownAdam, String label) {
    String name = "dcnv2.step-" + batch + (ownAdam ? "-own-adam" : "");
    return new Task(name, label, "dcnv2", 2e-3, new Work.DcnV2Step(batch, ownAdam));
  }

  private static Task dcnV2Inference(int batch, String label) {
    return new Task("dcnv2.infer-" + batch, label, "dcnv2", 1e-5, new Work.DcnV2Inference(batch));
  }
}
