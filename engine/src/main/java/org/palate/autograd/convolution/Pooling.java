// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.convolution;

import java.util.Arrays;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * Regions of an image made one number each, channel by channel: their maximum or their mean, of
 * sliding windows, or of as many regions as are wanted ("adaptive").
 *
 * <p>Gradients: that of a maximum goes to the first of the largest elements in row-major order (a
 * NaN counts as largest); that of a mean to each of its elements, divided by what the sum was
 * divided by.
 */
public final class Pooling {
  private static final int AXES = 3;

  private Pooling() {}

  /**
   * The largest element of each window; padding takes no part.
   *
   * @param x {@code [batch, channels, ...]} with as many further axes as the window
   * @param ceil whether a last window that reaches beyond the end counts, if it starts before the
   *     padding at the end
   */
  public static Variable max(Variable x, Window window, boolean ceil) {
    window.check("max pooling", x.shape(), ceil);
    return max(x, sliding(x.shape(), window, ceil));
  }

  /**
   * The mean of each window.
   *
   * @param x {@code [batch, channels, ...]} with as many further axes as the window
   * @param window without dilation
   * @param ceil whether a last window that reaches beyond the end counts, if it starts before the
   *     padding at the end
   * @param countPadding whether the sum is divided by the window's size, what reaches beyond the
   *     padding left out, rather than by the number of elements inside the image
   */
  public static Variable mean(Variable x, Window window, boolean ceil, boolean countPadding) {
    window.check("mean pooling", x.shape(), ceil);
    for (int axis = 0; axis < window.axes(); axis++) {
      if (window.dilation(axis) != 1) {
        throw new IllegalArgumentException(
            "expected mean pooling without dilation, found " + window);
      }
    }
    return mean(x, sliding(x.shape(), window, ceil), countPadding);
  }

  /**
   * The largest element of each of {@code outputs} regions along each axis: region i of an axis of
   * length L reaches from {@code floor(i L / outputs)} to {@code ceil((i + 1) L / outputs)}.
   *
   * @param x {@code [batch, channels, ...]} with as many further axes as outputs
   */
  public static Variable adaptiveMax(Variable x, int... outputs) {
    return max(x, adaptive(x.shape(), outputs));
  }

  /** The mean of each of the regions of {@link #adaptiveMax}. */
  public static Variable adaptiveMean(Variable x, int... outputs) {
    return mean(x, adaptive(x.shape(), outputs), false);
  }

  // ---------------------------------------------------------------- regions

  /**
   * The regions along one axis.
   *
   * @param from the first position inside the image, by region
   * @param to after the last position inside the image, by region
   * @param step the distance between positions
   * @param extent the region's length with its padding, by region
   */
  private record Regions(int length, int[] from, int[] to, int step, int[] extent) {
    static final Regions ONE = new Regions(1, new int[] {0}, new int[] {1}, 1, new int[] {1});

    int count() {
      return from.length;
    }

    static Regions sliding(int length, Window window, int axis, boolean ceil) {
      int stride = window.stride(axis);
      int padding = window.padding(axis);
      int count = window.outputs(axis, length, ceil);
      Regions regions =
          new Regions(
              length, new int[count], new int[count], window.dilation(axis), new int[count]);
      for (int i = 0; i < count; i++) {
        int start = i * stride - padding;
        int end = start + window.reach(axis) + 1;
        int before = start < 0 ? (-start + regions.step - 1) / regions.step : 0;
        regions.from[i] = start + before * regions.step;
        regions.to[i] = Math.min(end, length);
        regions.extent[i] = Math.min(end, length + padding) - start;
      }
      return regions;
    }

    static Regions adaptive(int length, int count) {
      Regions regions = new Regions(length, new int[count], new int[count], 1, new int[count]);
      for (int i = 0; i < count; i++) {
        regions.from[i] = (int) ((long) i * length / count);
        regions.to[i] = (int) (((i + 1L) * length + count - 1) / count);
        regions.extent[i] = regions.to[i] - regions.from[i];
      }
      return regions;
    }
  }

  private static Regions[] sliding(Shape image, Window window, boolean ceil) {
    Regions[] regions = {Regions.ONE, Regions.ONE, Regions.ONE};
    for (int axis = 0; axis < window.axes(); axis++) {
      int length = image.dim(axis + 2);
      regions[AXES - window.axes() + axis] = Regions.sliding(length, window, axis, ceil);
    }
    return regions;
  }

  private static Regions[] adaptive(Shape image, int[] outputs) {
    boolean fits = outputs.length >= 1 && outputs.length <= AXES;
    fits &= image.rank() == outputs.length + 2;
    for (int axis = 0; fits && axis < outputs.length; axis++) {
      fits = outputs[axis] > 0 && image.dim(axis + 2) > 0;
    }
    if (!fits) {
      throw new IllegalArgumentException(
          ("adaptive pooling: expected an image [batch, channels, ...] and as many outputs, from 1"
                  + " on, as it has further axes, found %s, %s")
              .formatted(image, Arrays.toString(outputs)));
    }
    Regions[] regions = {Regions.ONE, Regions.ONE, Regions.ONE};
    for (int axis = 0; axis < outputs.length; axis++) {
      int length = image.dim(axis + 2);
      regions[AXES - outputs.length + axis] = Regions.adaptive(length, outputs[axis]);
    }
    return regions;
  }

  // ---------------------------------------------------------------- passes

  /** What is done with one region of a channel's image that starts at xAt; y is one output. */
  private interface Region {
    void run(int xAt, int d, int h, int w, int yAt);
  }

  private static Variable max(Variable x, Regions[] r) {
    Tape tape = Tape.of(x);
    Tensor y = tape.take(outputs(x.shape(), r));
    float[] in = x.value().data();
    forRegions(
        x.shape(),
        r,
        (xAt, d, h, w, yAt) -> y.data()[yAt] = valueAt(in, largest(in, xAt, r, d, h, w)));
    return tape.record(
        y,
        g -> {
          Tensor gradient = zeros(tape, x.shape());
          forRegions(
              x.shape(),
              r,
              (xAt, d, h, w, yAt) -> {
                int at = largest(in, xAt, r, d, h, w);
                if (at >= 0) {
                  gradient.data()[at] += g.data()[yAt];
                }
              });
          x.transferGradient(gradient);
        },
        x);
  }

  /** A region that only padding falls into has no element: its maximum is minus infinity. */
  private static float valueAt(float[] x, int at) {
    return at < 0 ? Float.NEGATIVE_INFINITY : x[at];
  }

  /** The place of the first largest element of a region; -1 if it has none. */
  private static int largest(float[] x, int xAt, Regions[] r, int d, int h, int w) {
    int place = -1;
    float largest = 0;
    for (int z = r[0].from[d]; z < r[0].to[d]; z += r[0].step) {
      for (int row = r[1].from[h]; row < r[1].to[h]; row += r[1].step) {
        int line = xAt + (z * r[1].length + row) * r[2].length;
        for (int at = line + r[2].from[w]; at < line + r[2].to[w]; at += r[2].step) {
          if (place < 0 || x[at] > largest || Float.isNaN(x[at]) && !Float.isNaN(largest)) {
            place = at;
            largest = x[at];
          }
        }
      }
    }
    return place;
  }

  private static Variable mean(Variable x, Regions[] r, boolean countPadding) {
    Tape tape = Tape.of(x);
    Tensor y = tape.take(outputs(x.shape(), r));
    float[] in = x.value().data();
    forRegions(
        x.shape(),
        r,
        (xAt, d, h, w, yAt) -> {
          float sum = 0f;
          for (int z = r[0].from[d]; z < r[0].to[d]; z++) {
            for (int row = r[1].from[h]; row < r[1].to[h]; row++) {
              int line = xAt + (z * r[1].length + row) * r[2].length;
              for (int at = line + r[2].from[w]; at < line + r[2].to[w]; at++) {
                sum += in[at];
              }
            }
          }
          y.data()[yAt] = sum / divisor(r, d, h, w, countPadding);
        });
    return tape.record(
        y,
        g -> {
          Tensor gradient = zeros(tape, x.shape());
          float[] dx = gradient.data();
          forRegions(
              x.shape(),
              r,
              (xAt, d, h, w, yAt) -> {
                float share = g.data()[yAt] / divisor(r, d, h, w, countPadding);
                for (int z = r[0].from[d]; z < r[0].to[d]; z++) {
                  for (int row = r[1].from[h]; row < r[1].to[h]; row++) {
                    int line = xAt + (z * r[1].length + row) * r[2].length;
                    for (int at = line + r[2].from[w]; at < line + r[2].to[w]; at++) {
                      dx[at] += share;
                    }
                  }
                }
              });
          x.transferGradient(gradient);
        },
        x);
  }

  private static int divisor(Regions[] r, int d, int h, int w, boolean countPadding) {
    return countPadding
        ? r[0].extent[d] * r[1].extent[h] * r[2].extent[w]
        : (r[0].to[d] - r[0].from[d]) * (r[1].to[h] - r[1].from[h]) * (r[2].to[w] - r[2].from[w]);
  }

  private static Shape outputs(Shape image, Regions[] r) {
    int[] dims = image.toArray();
    for (int axis = 2; axis < dims.length; axis++) {
      dims[axis] = r[axis + AXES - dims.length].count();
    }
    return Shape.of(dims);
  }

  private static Tensor zeros(Tape tape, Shape shape) {
    return tape.zeros(shape.toArray());
  }

  /** Runs over all regions, those of one channel on one thread and in row-major order. */
  private static void forRegions(Shape image, Regions[] r, Region task) {
    int channels = image.dim(0) * image.dim(1);
    int inputs = r[0].length * r[1].length * r[2].length;
    int perChannel = r[0].count() * r[1].count() * r[2].count();
    Workers.shared()
        .forRange(
            channels,
            TaskSize.rows(4 * inputs),
            (from, to) -> {
              for (int channel = from; channel < to; channel++) {
                int yAt = channel * perChannel;
                for (int d = 0; d < r[0].count(); d++) {
                  for (int h = 0; h < r[1].count(); h++) {
                    for (int w = 0; w < r[2].count(); w++) {
                      task.run(channel * inputs, d, h, w, yAt++);
                    }
                  }
                }
              }
            });
  }
}
