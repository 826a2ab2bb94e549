// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The expected texts are what NumPy 1.24 prints of the same arrays of float32 and int64. */
final class ArrayTextTest {
  @Test
  void aVectorHasOneFormatForAllItsNumbers() {
    assertPrints("[1. 2. 3.]", Tensor.of(1, 2, 3));
    assertPrints("[ 0.1 -2.5  3. ]", Tensor.of(0.1f, -2.5f, 3));
    assertPrints("[  0.33333334   0.6666667  100.        ]", Tensor.of(1f / 3, 2f / 3, 100));
    assertPrints("[ 0. -0.]", Tensor.of(0, -0f));
    assertPrints("[0.00123456 0.5       ]", Tensor.of(0.00123456f, 0.5f));
    assertPrints("[12345678.  1234567.]", Tensor.of(12345678, 1234567));
    assertPrints("[0.001]", Tensor.of(0.001f));
    assertPrints("[0.00012207]", Tensor.of(0.00012207031f));
  }

  @Test
  void powersOfTenWhereTheRangeDemandsThem() {
    assertPrints("[1.e-05 1.e+00]", Tensor.of(1e-5f, 1));
    assertPrints("[1.e+08 1.e+08]", Tensor.of(1e8f, 1e8f));
    assertPrints("[5.e-01 1.e+03]", Tensor.of(0.5f, 1000));
    assertPrints("[   1. 1000.]", Tensor.of(1, 1000));
    assertPrints(
        "[-1.2345678e-20  0.0000000e+00  2.9999999e+30]", Tensor.of(-1.2345678e-20f, 0, 3e30f));
    assertPrints("[1.4012985e-45 3.4028235e+38]", Tensor.of(Float.MIN_VALUE, Float.MAX_VALUE));
  }

  @Test
  void whatIsNoNumberKeepsTheColumns() {
    assertPrints("[nan  1.]", Tensor.of(Float.NaN, 1));
    assertPrints(
        "[-inf  inf 0.25]", Tensor.of(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 0.25f));
    assertPrints("[ nan -inf]", Tensor.of(Float.NaN, Float.NEGATIVE_INFINITY));
    assertPrints("[   nan 1.e-09 2.e+00]", Tensor.of(Float.NaN, 1e-9f, 2));
  }

  @Test
  void aScalarIsANumber() {
    assertPrints("1.5", Tensor.of(1.5f).reshape());
    assertPrints("-2.0", Tensor.of(-2).reshape());
    assertPrints("1e-05", Tensor.of(1e-5f).reshape());
    assertPrints("1.5e+20", Tensor.of(1.5e20f).reshape());
    assertPrints("100000000.0", Tensor.of(1e8f).reshape());
    assertPrints("nan", Tensor.of(Float.NaN).reshape());
    assertPrints("-7", new IntTensor(Shape.SCALAR, new int[] {-7}));
  }

  @Test
  void rowsAndBlocksAreNestedBrackets() {
    assertPrints(
        """
        [[0. 1. 2.]
         [3. 4. 5.]]\
        """,
        counted(2, 3));
    assertPrints(
        """
        [[[ 0.  1.  2.]
          [ 3.  4.  5.]]

         [[ 6.  7.  8.]
          [ 9. 10. 11.]]]\
        """,
        counted(2, 2, 3));
    assertPrints(
        """
        [[[[0. 1.]]

          [[2. 3.]]]]\
        """,
        counted(1, 2, 1, 2));
    assertPrints(
        """
        [[  1 -20]
         [300   4]]\
        """,
        new IntTensor(Shape.of(2, 2), new int[] {1, -20, 300, 4}));
    assertPrints("[1 2 3]", IntTensor.of(1, 2, 3));
  }

  @Test
  void whatIsEmptyIsAPairOfBrackets() {
    assertPrints("[]", Tensor.zeros(0));
    assertPrints("[]", Tensor.zeros(2, 0, 3));
    assertPrints("[]", IntTensor.of());
  }

  @Test
  void longLinesAreBroken() {
    assertPrints(
        """
        [ 0.  1.  2.  3.  4.  5.  6.  7.  8.  9. 10. 11. 12. 13. 14. 15. 16. 17.
         18. 19. 20. 21. 22. 23. 24. 25. 26. 27. 28. 29. 30. 31. 32. 33. 34. 35.
         36. 37. 38. 39.]\
        """,
        counted(40));
    assertPrints(
        """
        [[ 0.  1.  2.  3.  4.  5.  6.  7.  8.  9. 10. 11. 12. 13. 14. 15. 16. 17.
          18. 19. 20. 21. 22. 23. 24. 25. 26. 27. 28. 29.]
         [30. 31. 32. 33. 34. 35. 36. 37. 38. 39. 40. 41. 42. 43. 44. 45. 46. 47.
          48. 49. 50. 51. 52. 53. 54. 55. 56. 57. 58. 59.]]\
        """,
        counted(2, 30));
  }

  @Test
  void beyondAThousandElementsTheEdgesAreShown() {
    assertPrints("[   0.    1.    2. ...  998.  999. 1000.]", counted(1001));
    assertPrints(
        """
        [[0.000e+00 1.000e+00 2.000e+00 ... 4.700e+01 4.800e+01 4.900e+01]
         [5.000e+01 5.100e+01 5.200e+01 ... 9.700e+01 9.800e+01 9.900e+01]
         [1.000e+02 1.010e+02 1.020e+02 ... 1.470e+02 1.480e+02 1.490e+02]
         ...
         [1.850e+03 1.851e+03 1.852e+03 ... 1.897e+03 1.898e+03 1.899e+03]
         [1.900e+03 1.901e+03 1.902e+03 ... 1.947e+03 1.948e+03 1.949e+03]
         [1.950e+03 1.951e+03 1.952e+03 ... 1.997e+03 1.998e+03 1.999e+03]]\
        """,
        counted(40, 50));
    assertPrints(
        """
        [[0.000e+00 1.000e+00 2.000e+00 ... 1.970e+02 1.980e+02 1.990e+02]
         [2.000e+02 2.010e+02 2.020e+02 ... 3.970e+02 3.980e+02 3.990e+02]
         [4.000e+02 4.010e+02 4.020e+02 ... 5.970e+02 5.980e+02 5.990e+02]
         [6.000e+02 6.010e+02 6.020e+02 ... 7.970e+02 7.980e+02 7.990e+02]
         [8.000e+02 8.010e+02 8.020e+02 ... 9.970e+02 9.980e+02 9.990e+02]
         [1.000e+03 1.001e+03 1.002e+03 ... 1.197e+03 1.198e+03 1.199e+03]]\
        """,
        counted(6, 200));
    assertPrints(
        """
        [[[0.000e+00 1.000e+00 2.000e+00 ... 5.700e+01 5.800e+01 5.900e+01]
          [6.000e+01 6.100e+01 6.200e+01 ... 1.170e+02 1.180e+02 1.190e+02]
          [1.200e+02 1.210e+02 1.220e+02 ... 1.770e+02 1.780e+02 1.790e+02]]

         [[1.800e+02 1.810e+02 1.820e+02 ... 2.370e+02 2.380e+02 2.390e+02]
          [2.400e+02 2.410e+02 2.420e+02 ... 2.970e+02 2.980e+02 2.990e+02]
          [3.000e+02 3.010e+02 3.020e+02 ... 3.570e+02 3.580e+02 3.590e+02]]

         [[3.600e+02 3.610e+02 3.620e+02 ... 4.170e+02 4.180e+02 4.190e+02]
          [4.200e+02 4.210e+02 4.220e+02 ... 4.770e+02 4.780e+02 4.790e+02]
          [4.800e+02 4.810e+02 4.820e+02 ... 5.370e+02 5.380e+02 5.390e+02]]

         ...

         [[9.000e+02 9.010e+02 9.020e+02 ... 9.570e+02 9.580e+02 9.590e+02]
          [9.600e+02 9.610e+02 9.620e+02 ... 1.017e+03 1.018e+03 1.019e+03]
          [1.020e+03 1.021e+03 1.022e+03 ... 1.077e+03 1.078e+03 1.079e+03]]

         [[1.080e+03 1.081e+03 1.082e+03 ... 1.137e+03 1.138e+03 1.139e+03]
          [1.140e+03 1.141e+03 1.142e+03 ... 1.197e+03 1.198e+03 1.199e+03]
          [1.200e+03 1.201e+03 1.202e+03 ... 1.257e+03 1.258e+03 1.259e+03]]

         [[1.260e+03 1.261e+03 1.262e+03 ... 1.317e+03 1.318e+03 1.319e+03]
          [1.320e+03 1.321e+03 1.322e+03 ... 1.377e+03 1.378e+03 1.379e+03]
          [1.380e+03 1.381e+03 1.382e+03 ... 1.437e+03 1.438e+03 1.439e+03]]]\
        """,
        counted(8, 3, 60));
  }

  /** The numbers from 0 on. */
  private static Tensor counted(int... dims) {
    Tensor tensor = Tensor.zeros(dims);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = i;
    }
    return tensor;
  }

  private static void assertPrints(String expected, Object tensor) {
    assertEquals(expected, tensor.toString());
  }
}
