// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.convolution.Window;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class ImageBlocksTest {
  private static RandomStream random() {
    return RandomStream.of(1, "blocks");
  }

  private static List<String> names(Layer layer) {
    return layer.parameters().stream().map(Parameter::name).toList();
  }

  /** The names of torchvision's BasicBlock, in which a stride needs a projected shortcut. */
  @Test
  void aResidualBlockHasTorchvisionsNamesAndHalvesTheImage() {
    ResidualBlock block = new ResidualBlock(3, 4, 2, random());
    assertEquals(
        List.of(
            "conv1.weight",
            "bn1.weight",
            "bn1.bias",
            "conv2.weight",
            "bn2.weight",
            "bn2.bias",
            "downsample.0.weight",
            "downsample.1.weight",
            "downsample.1.bias"),
        names(block));
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.zeros(2, 3, 7, 8));
      assertEquals(Shape.of(2, 4, 4, 4), block.forward(x).shape());
    }
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new ResidualBlock(3, 4, 1, false, 0.1, 1e-5, random()))
            .getMessage();
    assertEquals("3 to 4 channels with stride 1 need a projected shortcut", message);
  }

  @Test
  void aC3dBlockPoolsAsItsWindowSays() {
    C3dBlock block = new C3dBlock(3, 4, Window.of(1, 2, 2).withStride(1, 2, 2), random());
    assertEquals(List.of("conv.weight", "conv.bias"), names(block));
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable video = tape.constant(Tensor.zeros(1, 3, 4, 6, 8));
      assertEquals(Shape.of(1, 4, 4, 3, 4), block.forward(video).shape());
    }
  }

  @Test
  void aTextCnnJoinsTheFeaturesOfAllKernelSizes() {
    TextCnn cnn = new TextCnn(5, 6, List.of(2, 3), random());
    assertEquals(12, cnn.out());
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable text = tape.constant(Tensor.zeros(4, 7, 5));
      assertEquals(Shape.of(4, 12), cnn.forward(text).shape());
      Variable tooShort = tape.constant(Tensor.zeros(4, 2, 5));
      assertThrows(IllegalArgumentException.class, () -> cnn.forward(tooShort));
    }
    assertThrows(IllegalArgumentException.class, () -> new TextCnn(5, 6, List.of(), random()));
  }

  @Test
  void groupsMustDivideTheChannels() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new Convolution(4, 6, Window.of(3), 4, true, random()))
            .getMessage();
    assertEquals(
        "expected groups that divide the channels, found 4 channels in, 6 out and 4 groups",
        message);
  }
}
