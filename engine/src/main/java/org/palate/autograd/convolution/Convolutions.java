// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.convolution;

import java.util.Arrays;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.kernel.product.Form;
import org.palate.parallel.TaskSize;
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

  /** The weights' gradient is split among threads at multiples of so many rows. */
  private static final int TILE_ROWS = 8;

  /** About so many floats of images at a time. */
  private static final int CHUNK = 1 << 17;

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
    Pass pass = new Pass(tape, x, weight, window, groups);
    return tape.record(
        pass.forward(bias),
        g -> {
          if (bias != null && bias.requiresGradient()) {
            bias.transferGradient(pass.biasGradient(g));
          }
          pass.backward(g);
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
          ("convolve: expected x [batch, in, ...], weight [out, in / groups, window], bias [out],"
                  + " found %s, %s, %s with %d groups and %s")
              .formatted(x, weight, bias == null ? "none" : bias.shape(), groups, window));
    }
  }

  /** A run of outputs that a product forms at once: rows {@code [h, h + rows)} of a layer d. */
  private record Strip(int d, int h, int rows) {}

  /**
   * Some neighbouring images of the batch, spread out in memory that the next ones will use again,
   * so that the products find them in the cache.
   */
  private record ImageChunk(int first, int images) {}

  /** One convolution: its sizes, and the products of its three passes. */
  private static final class Pass {
    private final Tape tape;
    private final Variable x;
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
    private final ImageChunk[] chunks;

    Pass(Tape tape, Variable x, Variable weight, Window window, int groups) {
      this.tape = tape;
      this.x = x;
      this.weight = weight;
      this.layout = new SpreadImage(x.shape(), window);
      this.batch = x.shape().dim(0);
      this.groups = groups;
      this.in = x.shape().dim(1) / groups;
      this.out = weight.shape().dim(0) / groups;
      int[] taps = layout.taps();
      this.terms = in * taps.length;
      this.starts = new int[terms];
      Arrays.setAll(starts, i -> i / taps.length * layout.channelSize() + taps[i % taps.length]);
      this.depth = layout.outputs(0);
      this.height = layout.outputs(1);
      this.width = layout.outputs(2);
      this.pitch = layout.pitch();
      this.strips = strips();
      this.chunks = chunks();
    }

    private Strip[] strips() {
      int most = Math.max(1, (COLUMNS - width) / pitch + 1);
      int perLayer = (height + most - 1) / most;
      Strip[] all = new Strip[depth * perLayer];
      for (int i = 0; i < all.length; i++) {
        int h = i % perLayer * most;
        all[i] = new Strip(i / perLayer, h, Math.min(most, height - h));
      }
      return all;
    }

    private ImageChunk[] chunks() {
      int fit = CHUNK / Math.max(1, groups * in * layout.channelSize());
      int images = Math.max(1, Math.min(batch, Math.max(fit, Workers.shared().threads())));
      ImageChunk[] all = new ImageChunk[(batch + images - 1) / images];
      for (int i = 0; i < all.length; i++) {
        all[i] = new ImageChunk(i * images, Math.min(images, batch - i * images));
      }
      return all;
    }

    private int columns(Strip strip) {
      return (strip.rows - 1) * pitch + width;
    }

    private int widest() {
      return columns(strips[0]);
    }

    /** The floats of one image, spread. */
    private int imageSize() {
      return groups * in * layout.channelSize();
    }

    /** Memory for a chunk of images; none where they lie as they should. */
    private float[] chunkMemory() {
      int images = chunks.length == 0 ? 0 : chunks[0].images;
      return layout.asIs() ? x.value().data() : tape.take(images, imageSize()).data();
    }

    /** Where the chunk's images start in its memory, once they have been spread there. */
    private int spread(ImageChunk chunk, float[] memory) {
      if (layout.asIs()) {
        return chunk.first * imageSize();
      }
      int channels = groups * in;
      layout.spread(x.value().data(), chunk.first * channels, chunk.images * channels, memory);
      return 0;
    }

    // -------------------------------------------------------------- forward

    Tensor forward(Variable bias) {
      int[] dims = x.shape().toArray();
      dims[1] = groups * out;
      for (int axis = 2; axis < dims.length; axis++) {
        dims[axis] = layout.outputs(axis + 3 - dims.length);
      }
      Tensor y = tape.take(dims);
      float[] images = chunkMemory();
      ParallelItems items = new ParallelItems(tape, pitch == width ? 0 : out * widest());
      for (ImageChunk chunk : chunks) {
        int imagesAt = spread(chunk, images);
        int perImage = groups * strips.length;
        items.run(
            chunk.images * perImage,
            (item, scratch, at) -> {
              int imageGroup = item / strips.length;
              Strip strip = strips[item % strips.length];
              int from = imagesAt + imageGroup * in * layout.channelSize();
              int yAt = (chunk.first * groups + imageGroup) * out * outputs();
              forward(strip, imageGroup % groups, images, from, bias, y.data(), yAt, scratch, at);
            });
      }
      return y;
    }

    /** One strip of one group of one image; its channels start at from, their outputs at yAt. */
    private void forward(
        Strip strip,
        int group,
        float[] images,
        int from,
        Variable bias,
        float[] y,
        int yAt,
        float[] scratch,
        int at) {
      int n = columns(strip);
      boolean direct = pitch == width;
      float[] to = direct ? y : scratch;
      int toAt = direct ? yAt + first(strip) : at;
      int step = direct ? outputs() : n;
      Kernels kernels = Engine.kernels();
      for (int o = 0; o < out && bias != null; o++) {
        kernels.elementwise().fill(n, bias.value().data()[group * out + o], to, toAt + o * step);
      }
      kernels
          .products()
          .gemmRows(
              Form.NN,
              out,
              n,
              terms,
              weight.value().data(),
              group * out * terms,
              terms,
              images,
              from + layout.row(strip.d, strip.h),
              starts,
              to,
              toAt,
              step,
              bias != null);
      for (int o = 0; o < out && !direct; o++) {
        int rowAt = yAt + o * outputs() + first(strip);
        for (int row = 0; row < strip.rows; row++) {
          System.arraycopy(scratch, at + o * n + row * pitch, y, rowAt + row * width, width);
        }
      }
    }

    /** The outputs of one channel of one image. */
    private int outputs() {
      return depth * height * width;
    }

    /** The first output of a strip within a channel. */
    private int first(Strip strip) {
      return (strip.d * height + strip.h) * width;
    }

    // -------------------------------------------------------------- backward

    Tensor biasGradient(Tensor g) {
      Tensor sums = tape.take(groups * out);
      for (int o = 0; o < groups * out; o++) {
        float sum = 0f;
        for (int n = 0; n < batch; n++) {
          sum +=
              Engine.kernels()
                  .reductions()
                  .sum(outputs(), g.data(), (n * groups * out + o) * outputs());
        }
        sums.data()[o] = sum;
      }
      return sums;
    }

    void backward(Tensor g) {
      if (batch == 0 && weight.requiresGradient()) {
        weight.addGradient(tape.zeros(weight.shape().toArray()));
      }
      int images = chunks.length == 0 ? 0 : chunks[0].images;
      boolean spreadOutputs = pitch != width;
      float[] outputs =
          spreadOutputs ? tape.take(images, groups * out, gradientSize()).data() : g.data();
      float[] memory = weight.requiresGradient() ? chunkMemory() : null;
      Tensor dx = x.requiresGradient() ? tape.take(x.shape()) : null;
      float[] spreadGradient =
          dx == null || layout.asIs() ? null : tape.take(images, imageSize()).data();
      int together = Math.max(1, Math.min(in, ROWS / layout.taps().length));
      ParallelItems items =
          new ParallelItems(tape, dx == null ? 0 : together * layout.taps().length * widest());
      for (ImageChunk chunk : chunks) {
        int outputsAt = spreadOutputs ? 0 : chunk.first * groups * out * gradientSize();
        if (spreadOutputs) {
          spreadOutputs(chunk, g, outputs);
        }
        if (weight.requiresGradient()) {
          addWeightGradient(chunk, memory, spread(chunk, memory), outputs, outputsAt);
        }
        if (dx != null && layout.asIs()) {
          int at = chunk.first * imageSize();
          imageGradient(chunk, together, items, outputs, outputsAt, dx.data(), at);
        } else if (dx != null) {
          imageGradient(chunk, together, items, outputs, outputsAt, spreadGradient, 0);
          int channels = groups * in;
          layout.gather(spreadGradient, chunk.first * channels, chunk.images * channels, dx.data());
        }
      }
      if (dx != null) {
        x.transferGradient(dx);
      }
    }

    /** The floats of one channel of the outputs' gradient, its rows a pitch apart. */
    private int gradientSize() {
      return depth * height * pitch;
    }

    /** Puts the rows of the outputs' gradient as far apart as the image's, zeros between them. */
    private void spreadOutputs(ImageChunk chunk, Tensor g, float[] to) {
      int perImage = groups * out * depth * height;
      Workers.shared()
          .forRange(
              chunk.images * perImage,
              TaskSize.rows(pitch),
              (begin, end) -> {
                for (int row = begin; row < end; row++) {
                  int from = (chunk.first * perImage + row) * width;
                  System.arraycopy(g.data(), from, to, row * pitch, width);
                  Arrays.fill(to, row * pitch + width, (row + 1) * pitch, 0f);
                }
              });
    }

    private void addWeightGradient(
        ImageChunk chunk, float[] images, int imagesAt, float[] g, int gAt) {
      weight.addGradient(
          (dw, accumulate) -> addWeightGradient(chunk, images, imagesAt, g, gAt, dw, accumulate));
    }

    private void addWeightGradient(
        ImageChunk chunk,
        float[] images,
        int imagesAt,
        float[] g,
        int gAt,
        float[] dw,
        boolean accumulate) {
      int groupSize = in * layout.channelSize();
      for (int each = 0; each < groups; each++) {
        int group = each;
        Workers.shared()
            .forRange(
                out,
                TILE_ROWS,
                (from, to) -> {
                  for (int i = 0; i < chunk.images * depth; i++) {
                    int imageGroup = i / depth * groups + group;
                    int d = i % depth;
                    int row = (imageGroup * out + from) * gradientSize();
                    Engine.kernels()
                        .products()
                        .gemmRows(
                            Form.NT,
                            to - from,
                            terms,
                            (height - 1) * pitch + width,
                            g,
                            gAt + row + d * height * pitch,
                            gradientSize(),
                            images,
                            imagesAt + imageGroup * groupSize + layout.row(d, 0),
                            starts,
                            dw,
                            (group * out + from) * terms,
                            terms,
                            accumulate || i > 0);
                  }
                });
      }
    }

    /**
     * Forms the gradient of a chunk's images, spread, by blocks of channels: the product of weights
     * and outputs' gradient is what each element of the window adds to the run it reads.
     */
    private void imageGradient(
        ImageChunk chunk,
        int together,
        ParallelItems items,
        float[] g,
        int gAt,
        float[] spread,
        int at) {
      int taps = layout.taps().length;
      int size = layout.channelSize();
      int blocks = (in + together - 1) / together;
      items.run(
          chunk.images * groups * blocks,
          (item, scratch, scratchAt) -> {
            int imageGroup = item / blocks;
            int channel = item % blocks * together;
            int rows = Math.min(together, in - channel) * taps;
            int spreadAt = at + (imageGroup * in + channel) * size;
            Arrays.fill(spread, spreadAt, spreadAt + rows / taps * size, 0f);
            Kernels kernels = Engine.kernels();
            for (Strip strip : strips) {
              int n = columns(strip);
              kernels
                  .products()
                  .gemm(
                      Form.TN,
                      rows,
                      n,
                      out,
                      weight.value().data(),
                      imageGroup % groups * out * terms + channel * taps,
                      terms,
                      g,
                      gAt
                          + imageGroup * out * gradientSize()
                          + (strip.d * height + strip.h) * pitch,
                      gradientSize(),
                      scratch,
                      scratchAt,
                      n,
                      false);
              int base = spreadAt + layout.row(strip.d, strip.h);
              for (int row = 0; row < rows; row++) {
                kernels
                    .elementwise()
                    .accumulate(n, scratch, scratchAt + row * n, spread, base + starts[row]);
              }
            }
          });
    }
  }

  /** One piece of work, with scratch of its own from a position on. */
  private interface Item {
    void run(int item, float[] scratch, int at);
  }

  /** Items in as many parts as keep all threads busy, each part with scratch of its own. */
  private static final class ParallelItems {
    private final int count;
    private final int size;
    private final float[] scratch;

    ParallelItems(Tape tape, int scratchSize) {
      int threads = Workers.shared().threads();
      this.count = threads == 1 ? 1 : 4 * threads;
      this.size = scratchSize;
      this.scratch = tape.take(count, size).data();
    }

    void run(int items, Item task) {
      Workers.shared()
          .forRange(
              count,
              1,
              (from, to) -> {
                for (int part = from; part < to; part++) {
                  int end = (int) ((long) items * (part + 1) / count);
                  for (int i = (int) ((long) items * part / count); i < end; i++) {
                    task.run(i, scratch, part * size);
                  }
                }
              });
    }
  }
}
