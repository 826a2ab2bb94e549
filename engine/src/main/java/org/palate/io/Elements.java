// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.nio.ByteBuffer;
import org.palate.kernel.FloatMath;

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
      case I64, I32, I16, I8, U8, BOOL -> throw new IllegalArgumentException(dtype + " as floats");
    }
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
      case I64, I32, I16, I8, U8, BOOL -> throw new IllegalArgumentException("floats as " + dtype);
    }
  }

  /** Reads one integer. */
  static long decodeLong(DType dtype, ByteBuffer in) {
    return switch (dtype) {
      case I64 -> in.getLong();
      case I32 -> in.getInt();
      case I16 -> in.getShort();
      case I8 -> in.get();
      case U8 -> in.get() & 0xFF;
      case F64, F32, BF16, F16, BOOL -> throw new IllegalArgumentException(dtype + " as integers");
    };
  }
}
