// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.nio.ByteBuffer;
import org.palate.kernel.elementwise.FloatMath;

/**
 * Elements as bytes: conversion between Java's types and the dtypes of safetensors. Buffers are
 * little-endian and advance past what is read or written.
 */
final class Elements {
  private Elements() {}

  /** Reads {@code count} floats; F64 rounds to the nearest, the others are exact. */
  static void decodeFloats(DType dtype, ByteBuffer in, float[] target, int offset, int count) {
    switch (dtype) {
      case F32 -> {
        in.asFloatBuffer().get(target, offset, count);
        in.position(in.position() + count * Float.BYTES);
      }
      case F64 -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = (float) in.getDouble();
        }
      }
      case F16 -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = Float.float16ToFloat(in.getShort());
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = Float.intBitsToFloat(in.getShort() << 16);
        }
      }
      case F8_E5M2 -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = Float.float16ToFloat((short) (in.get() << 8));
        }
      }
      case F8_E4M3 -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = decodeE4M3(in.get());
        }
      }
      case I64, U64, I32, U32, I16, U16, I8, U8, BOOL ->
          throw new IllegalArgumentException(dtype + " as floats");
    }
  }

  /** {@code (1 + m/8) 2^(e-7)} of four bits e and three bits m; {@code m/8 2^-6} where e is 0. */
  private static float decodeE4M3(byte bits) {
    int exponent = bits >> 3 & 15;
    int mantissa = bits & 7;
    if (exponent == 15 && mantissa == 7) {
      return Float.NaN;
    }
    float magnitude =
        exponent == 0 ? Math.scalb(mantissa, -9) : Math.scalb(8f + mantissa, exponent - 10);
    return bits < 0 ? -magnitude : magnitude;
  }

  /** Writes {@code count} floats; F16 and BF16 round to nearest, ties to even. */
  static void encodeFloats(DType dtype, float[] values, int offset, int count, ByteBuffer out) {
    switch (dtype) {
      case F32 -> {
        out.asFloatBuffer().put(values, offset, count);
        out.position(out.position() + count * Float.BYTES);
      }
      case F64 -> {
        for (int i = 0; i < count; i++) {
          out.putDouble(values[offset + i]);
        }
      }
      case F16 -> {
        for (int i = 0; i < count; i++) {
          out.putShort(Float.floatToFloat16(values[offset + i]));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          out.putShort(FloatMath.toBfloat16(values[offset + i]));
        }
      }
      case F8_E5M2, F8_E4M3, I64, U64, I32, U32, I16, U16, I8, U8, BOOL ->
          throw new IllegalArgumentException("floats as " + dtype);
    }
  }

  /** Reads one integer; a U64 over 2^63 - 1 is negative. */
  static long decodeLong(DType dtype, ByteBuffer in) {
    return switch (dtype) {
      case I64, U64 -> in.getLong();
      case I32 -> in.getInt();
      case U32 -> Integer.toUnsignedLong(in.getInt());
      case I16 -> in.getShort();
      case U16 -> Short.toUnsignedLong(in.getShort());
      case I8 -> in.get();
      case U8 -> in.get() & 0xFF;
      case F64, F32, BF16, F16, F8_E5M2, F8_E4M3, BOOL ->
          throw new IllegalArgumentException(dtype + " as integers");
    };
  }
}
