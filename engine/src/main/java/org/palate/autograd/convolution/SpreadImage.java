// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.convolution;

import java.util.Arrays;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;

/**
 * How an image must lie in memory so that each element of a sliding window reads its inputs for all
 * outputs as one run of floats.
 *
 * <p>With padding written out and a stride of 1, the element (i, j) of a two-dimensional window
 * reads for output (y, x) at {@code (y + i) * width + x + j}: going from one output to the next
 * adds 1, going to the next row adds the padded width, whatever (i, j) is. So the element's operand
 * in a matrix product is the padded image itself, read from {@code i * width + j} on; nothing is
 * copied per element, as an "im2col" does. Between two rows of outputs lie a few positions that are
 * computed and belong to none. With a stride of s along an axis, the positions that leave the
 * remainder p when divided by s are put together as plane p; each element reads from one plane,
 * which has a stride of 1. (M. Dukhan, The Indirect Convolution Algorithm, 2019, also replaces
 * copies by pointers, to single pixels.)
 *
 * <p>An image of one or two axes is one of three, whose outer axes have length 1.
 */
final class SpreadImage {
  private static final int AXES = 3;

  private final int[] size = {1, 1, 1};
  private final int[] outputs = {1, 1, 1};
  private final int[] stride = {1, 1, 1};
  private final int[] padding = {0, 0, 0};

  /** The lengths of a plane's axes. */
  private final int[] plane = {1, 1, 1};

  /** By axis, the remainders that some element of the window has. */
  private final int[][] remainders = new int[AXES][];

  private final int planeSize;
  private final int channelSize;
  private final int[] taps;

  SpreadImage(Shape image, Window window) {
    int[][] elements = new int[AXES][];
    for (int axis = 0; axis < AXES; axis++) {
      int own = axis - (AXES - window.axes());
      elements[axis] = new int[] {0};
      remainders[axis] = new int[] {0};
      if (own >= 0) {
        size[axis] = image.dim(own + 2);
        stride[axis] = window.stride(own);
        padding[axis] = window.padding(own);
        outputs[axis] = window.outputs(own, size[axis], false);
        plane[axis] = outputs[axis] + window.reach(own) / stride[axis];
        elements[axis] = new int[window.kernel(own)];
        Arrays.setAll(elements[axis], j -> j * window.dilation(own));
        int s = stride[axis];
        remainders[axis] =
            Arrays.stream(elements[axis]).map(at -> at % s).distinct().sorted().toArray();
      }
    }
    planeSize = Shape.of(plane).size();
    channelSize =
        Shape.of(remainders[0].length, remainders[1].length, remainders[2].length, planeSize)
            .size();
    taps = new int[elements[0].length * elements[1].length * elements[2].length];
    int tap = 0;
    for (int d : elements[0]) {
      for (int h : elements[1]) {
        for (int w : elements[2]) {
          taps[tap++] = start(d, h, w);
        }
      }
    }
  }

  /** Where the first output meets the window's element at these distances from its first. */
  private int start(int d, int h, int w) {
    int number = 0;
    int at = 0;
    int[] distances = {d, h, w};
    for (int axis = 0; axis < AXES; axis++) {
      int remainder = distances[axis] % stride[axis];
      int place = Arrays.binarySearch(remainders[axis], remainder);
      number = number * remainders[axis].length + place;
      at = at * plane[axis] + distances[axis] / stride[axis];
    }
    return number * planeSize + at;
  }

  /** The floats of one channel of one image. */
  int channelSize() {
    return channelSize;
  }

  /** By element of the window, where the run of its outputs starts within a channel. */
  int[] taps() {
    return taps;
  }

  /** The lengths of the output's axes, always three. */
  int outputs(int axis) {
    return outputs[axis];
  }

  /** The distance between two rows of outputs. */
  int pitch() {
    return plane[2];
  }

  /** Where output row h of layer d starts within a run. */
  int row(int d, int h) {
    return (d * plane[1] + h) * plane[2];
  }

  /** Whether images already lie as they should, so that nothing need be spread. */
  boolean asIs() {
    return Arrays.equals(size, plane) && Arrays.equals(stride, new int[] {1, 1, 1});
  }

  /** Spreads out channels {@code [first, first + channels)} of a batch of images. */
  void spread(float[] images, int first, int channels, float[] spread) {
    forChannels(channels, channel -> copy(images, first + channel, spread, channel, true));
  }

  /** The reverse for gradients: zeros where no window looks. */
  void gather(float[] spread, int first, int channels, float[] images) {
    int length = Shape.of(size).size();
    forChannels(
        channels,
        channel -> {
          int at = (first + channel) * length;
          Arrays.fill(images, at, at + length, 0f);
          copy(images, first + channel, spread, channel, false);
        });
  }

  private interface Channel {
    void run(int channel);
  }

  private void forChannels(int channels, Channel task) {
    Workers.shared()
        .forRange(
            channels,
            TaskSize.rows(channelSize),
            (from, to) -> {
              for (int channel = from; channel < to; channel++) {
                task.run(channel);
              }
            });
  }

  /** Copies a channel of an image to its planes, or back. */
  private void copy(
      float[] image, int imageChannel, float[] spread, int spreadChannel, boolean out) {
    int imageAt = imageChannel * Shape.of(size).size();
    int at = spreadChannel * channelSize;
    for (int pd : remainders[0]) {
      for (int ph : remainders[1]) {
        for (int pw : remainders[2]) {
          for (int d = 0; d < plane[0]; d++) {
            int z = d * stride[0] + pd - padding[0];
            for (int h = 0; h < plane[1]; h++, at += plane[2]) {
              int y = h * stride[1] + ph - padding[1];
              if (z >= 0 && z < size[0] && y >= 0 && y < size[1]) {
                copyRow(image, imageAt + (z * size[1] + y) * size[2], spread, at, pw, out);
              } else if (out) {
                Arrays.fill(spread, at, at + plane[2], 0f);
              }
            }
          }
        }
      }
    }
  }

  /** Copies those positions of an image's row that leave a remainder. */
  private void copyRow(
      float[] image, int imageAt, float[] spread, int at, int remainder, boolean out) {
    int s = stride[2];
    int first = remainder - padding[2];
    // Positions first + i s for i from 0; those with i in [from, to) are inside the image.
    int from = Math.min(plane[2], first >= 0 ? 0 : (-first + s - 1) / s);
    int to = Math.max(from, Math.min(plane[2], (size[2] - first + s - 1) / s));
    int imageFrom = imageAt + first;
    if (out) {
      Arrays.fill(spread, at, at + from, 0f);
      Arrays.fill(spread, at + to, at + plane[2], 0f);
    }
    if (s == 1 && out) {
      System.arraycopy(image, imageFrom + from, spread, at + from, to - from);
    } else if (s == 1) {
      System.arraycopy(spread, at + from, image, imageFrom + from, to - from);
    } else if (out) {
      for (int i = from; i < to; i++) {
        spread[at + i] = image[imageFrom + i * s];
      }
    } else {
      for (int i = from; i < to; i++) {
        image[imageFrom + i * s] = spread[at + i];
      }
    }
  }
}
