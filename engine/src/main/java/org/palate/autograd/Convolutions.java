// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.Arrays;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.kernel.Kernels.Form;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * Convolution over one, two or three axes, as a matrix product (K. Chellapilla, S. Puri, P. Simard,
 * High Performance Convolutional Neural Networks for Document Processing, 2006), whose second
 * operand is the padded image itself: {@link SpreadImage}.
 *
 * <p>{@code y[n, o, p] = b[o] + sum over c, t of W[o, c, t] x[n, c, p * stride - padding + t *
 * dilation]}, which is cross-correlation, as in every framework; with groups, the channels o of one
 * group see only the channels c of the same.
 *
 * <p>Gradients, with g that of y: {@code dW[o, c, t] = sum over n, p of g[n, o, p] x[n, c, p *
 * stride - padding + t * dilation]}, image by image in the order of the batch; {@code dx} adds up
 * {@code sum over o of W[o, c, t] g[n, o, p]} at the same positions; {@code db[o]} is the sum of
 * {@code g[n, o, p]}.
 */
public final class Convolutions {
  /** About so many columns of a product at a time: what the product packs at once. */
  private static final int COLUMNS = 512;

  /** About so many rows of a product at a time, when the image's gradient is formed. */
  private static final int ROWS = 128;

  private Convolutions() {}

  /**
   * Convolves a batch of images.
   *
   * @param x {@code [batch, in, ...]} with one to three further axes
   * @param weight {@code [out, in / groups, ...]} with the window's lengths
   * @param bias {@code [out]}, or null for none
   * @param window stride, padding and dilation, and the lengths again
   * @param groups divides in and out
   * @return {@code [batch, out, ...]}
   */
  public static Variable convolve(
      Variable x, Variable weight, Variable bias, Window window, int groups) {
    check(x.shape(), weight.shape(), bias, window, groups);
    Variable[] inputs =
        bias == null ? new Variable[] {x, weight} : new Variable[] {x, weight, bias};
    Tape tape = Tape.of(inputs);
    Pass pass = new Pass(tape, x.shape(), weight, window, groups);
    Tensor images = pass.layout.spread(tape, x.value());
    Tensor y = pass.forward(images, bias);
    return tape.record(
        y,
        g -> {
          if (bias != null && bias.requiresGradient()) {
            bias.giveGradient(pass.biasGradient(g));
          }
          Tensor spreadGradient = pass.spreadOutputs(g);
          if (weight.requiresGradient()) {
            pass.addWeightGradient(images, spreadGradient);
          }
          if (x.requiresGradient()) {
            x.giveGradient(pass.imageGradient(spreadGradient));
          }
        },
        inputs);
  }

  private static void check(Shape x, Shape weight, Variable bias, Window window, int groups) {
    window.check("convolve", x, false);
    boolean fits =
        groups > 0
            && weight.rank() == x.rank()
            && x.dim(1) == weight.dim(1) * groups
            && weight.dim(0) % groups == 0
            && Arrays.equals(
                Arrays.copyOfRange(weight.toArray(), 2, weight.rank()), window.kernel())
            && (bias == null || bias.shape().equals(Shape.of(weight.dim(0))));
    if (!fits) {
      throw new IllegalArgumentException(
          ("convolve wants x [batch, in, ...], weight [out, in / groups, window], bias [out];"
                  + " came %s, %s, %s with %d groups and %s")
              .formatted(x, weight, bias == null ? "none" : bias.shape(), groups, window));
    }
  }

  /** A run of outputs that a product forms at once: rows {@code [h, h + rows)} of a layer d. */
  private record Strip(int d, int h, int rows) {}

  /** One convolution: its sizes, and the products of its three passes. */
  private static final class Pass {
    private final Tape tape;
    private final Shape image;
    private final Variable weight;
    private final SpreadImage layout;
    private final int batch;
    private final int groups;

    /** Channels of one group. */
    private final int in;

    private final int out;

    /** Rows of one group's operand: its channels times the window's elements. */
    private final int terms;

    /** Where each of them starts, from the group's first channel on. */
    private final int[] starts;

    private final int depth;
    private final int height;
    private final int width;
    private final int pitch;
    private final Strip[] strips;

    Pass(Tape tape, Shape image, Variable weight, Window window, int groups) {
      this.tape = tape;
      this.image = image;
      this.weight = weight;
      this.layout = new SpreadImage(image, window);
      this.batch = image.dim(0);
      this.groups = groups;
      this.in = image.dim(1) / groups;
      this.out = weight.shape().dim(0) / groups;
      int[] taps = layout.taps();
      this.terms = in * taps.length;
      this.starts = new int[terms];
      Arrays.setAll(starts, i -> i / taps.length * layout.channelSize() + taps[i % taps.length]);
      this.depth = layout.outputs(0);
      this.height = layout.outputs(1);
      this.width = layout.outputs(2);
      this.pitch = layout.pitch();
      int most = Math.max(1, (COLUMNS - width) / pitch + 1);
      int each = (height + most - 1) / most;
      this.strips = new Strip[depth * each];
      for (int i = 0; i < strips.length; i++) {
        int h = i % each * most;
        strips[i] = new Strip(i / each, h, Math.min(most, height - h));
      }
    }

    private int columns(Strip strip) {
      return (strip.rows - 1) * pitch + width;
    }

    private int widest() {
      return strips.length == 0 ? 0 : columns(strips[0]);
    }

    private int imageAt(int n, int group) {
      return (n * groups + group) * in * layout.channelSize();
    }

    // -------------------------------------------------------------- forward

    Tensor forward(Tensor images, Variable bias) {
      int[] dims = image.toArray();
      dims[1] = groups * out;
      for (int axis = 2; axis < dims.length; axis++) {
        dims[axis] = layout.outputs(axis + 3 - dims.length);
      }
      Tensor y = tape.take(dims);
      float[] b = bias == null ? null : bias.value().data();
      int perImage = groups * strips.length;
      forItems(
          batch * perImage,
          pitch == width ? 0 : out * widest(),
          (item, scratch, at) -> {
            int group = item % perImage / strips.length;
            Strip strip = strips[item % strips.length];
            int yAt = (item / perImage * groups + group) * out * outputs() + first(strip);
            int from = imageAt(item / perImage, group) + layout.row(strip.d, strip.h);
            int n = columns(strip);
            if (pitch == width) {
              multiply(group, n, images, from, b, y.data(), yAt, outputs());
              return;
            }
            multiply(group, n, images, from, b, scratch, at, n);
            for (int o = 0; o < out; o++) {
              for (int row = 0; row < strip.rows; row++) {
                System.arraycopy(
                    scratch,
                    at + o * n + row * pitch,
                    y.data(),
                    yAt + o * outputs() + row * width,
                    width);
              }
            }
          });
      return y;
    }

    /** The outputs of one channel of one image. */
    private int outputs() {
      return depth * height * width;
    }

    /** The first output of a strip within a channel. */
    private int first(Strip strip) {
      return (strip.d * height + strip.h) * width;
    }

    /** {@code c = W x}, or the same added to the bias. */
    private void multiply(
        int group, int n, Tensor images, int from, float[] bias, float[] c, int cAt, int ldc) {
      Kernels kernels = Engine.kernels();
      for (int o = 0; o < out && bias != null; o++) {
        kernels.fill(n, bias[group * out + o], c, cAt + o * ldc);
      }
      kernels.gemmRows(
          Form.NN,
          out,
          n,
          terms,
          weight.value().data(),
          group * out * terms,
          terms,
          images.data(),
          from,
          starts,
          c,
          cAt,
          ldc,
          bias != null);
    }

    // -------------------------------------------------------------- backward

    Tensor biasGradient(Tensor g) {
      Tensor sums = tape.take(groups * out);
      for (int o = 0; o < groups * out; o++) {
        float sum = 0f;
        for (int n = 0; n < batch; n++) {
          int at = (n * groups * out + o) * outputs();
          sum += Engine.kernels().sum(outputs(), g.data(), at);
        }
        sums.data()[o] = sum;
      }
      return sums;
    }

    /** The floats of one channel of the outputs' gradient, spread. */
    private int spreadOutputs() {
      return depth * height * pitch;
    }

    /** The outputs' gradient with rows as far apart as in the image, zeros between them. */
    Tensor spreadOutputs(Tensor g) {
      if (pitch == width) {
        return g;
      }
      int rows = batch * groups * out * depth * height;
      Tensor spread = tape.take(rows, pitch);
      Workers.shared()
          .forRange(
              rows,
              Grain.rows(pitch),
              (from, to) -> {
                for (int row = from; row < to; row++) {
                  int at = row * pitch;
                  System.arraycopy(g.data(), row * width, spread.data(), at, width);
                  Arrays.fill(spread.data(), at + width, at + pitch, 0f);
                }
              });
      return spread;
    }

    void addWeightGradient(Tensor images, Tensor g) {
      boolean accumulate = weight.hasGradient();
      float[] dw = weight.openGradient().data();
      if (batch == 0 && !accumulate) {
        Arrays.fill(dw, 0, weight.value().size(), 0f);
      }
      for (int each = 0; each < groups; each++) {
        int group = each;
        Workers.shared()
            .forRange(
                out,
                8,
                (from, to) -> {
                  int dwAt = (group * out + from) * terms;
                  for (int n = 0; n < batch; n++) {
                    int gAt = ((n * groups + group) * out + from) * spreadOutputs();
                    for (int d = 0; d < depth; d++) {
                      Engine.kernels()
                          .gemmRows(
                              Form.NT,
                              to - from,
                              terms,
                              (height - 1) * pitch + width,
                              g.data(),
                              gAt + d * height * pitch,
                              spreadOutputs(),
                              images.data(),
                              imageAt(n, group) + layout.row(d, 0),
                              starts,
                              dw,
                              dwAt,
                              terms,
                              accumulate || n > 0 || d > 0);
                    }
                  }
                });
      }
    }

    Tensor imageGradient(Tensor g) {
      int channels = batch * groups * in;
      int size = layout.channelSize();
      Tensor spread = tape.take(channels, size);
      int taps = layout.taps().length;
      int together = Math.max(1, Math.min(in, ROWS / taps));
      int blocks = (in + together - 1) / together;
      forItems(
          batch * groups * blocks,
          together * taps * widest(),
          (item, scratch, at) -> {
            int imageGroup = item / blocks;
            int from = item % blocks * together;
            int rows = Math.min(together, in - from) * taps;
            int spreadAt = (imageGroup * in + from) * size;
            Arrays.fill(spread.data(), spreadAt, spreadAt + rows / taps * size, 0f);
            for (Strip strip : strips) {
              int n = columns(strip);
              Kernels kernels = Engine.kernels();
              kernels.gemm(
                  Form.TN,
                  rows,
                  n,
                  out,
                  weight.value().data(),
                  imageGroup % groups * out * terms + from * taps,
                  terms,
                  g.data(),
                  imageGroup * out * spreadOutputs() + (strip.d * height + strip.h) * pitch,
                  spreadOutputs(),
                  scratch,
                  at,
                  n,
                  false);
              int base = spreadAt + layout.row(strip.d, strip.h);
              for (int row = 0; row < rows; row++) {
                kernels.accumulate(n, scratch, at + row * n, spread.data(), base + starts[row]);
              }
            }
          });
      return layout.gather(tape, spread, image);
    }

    // -------------------------------------------------------------- work

    /** One piece of work, with scratch of its own from a position on. */
    private interface Item {
      void run(int item, float[] scratch, int at);
    }

    /** Runs all items, each thread's share with the same scratch. */
    private void forItems(int items, int scratchSize, Item task) {
      int shares = Math.min(items, Workers.shared().threads() * 4);
      if (shares == 0) {
        return;
      }
      float[] scratch = tape.take(shares, scratchSize).data();
      Workers.shared()
          .forRange(
              shares,
              1,
              (from, to) -> {
                for (int share = from; share < to; share++) {
                  int end = (int) ((long) items * (share + 1) / shares);
                  for (int i = (int) ((long) items * share / shares); i < end; i++) {
                    task.run(i, scratch, share * scratchSize);
                  }
                }
              });
    }
  }
}
