// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.util.Optional;

/** The element types of safetensors files that are read here, under the names the format uses. */
public enum DType {
  /** IEEE 754 double. */
  F64(8),
  /** 64-bit signed integer. */
  I64(8),
  /** IEEE 754 single, the type of all weights here. */
  F32(4),
  /** 32-bit signed integer. */
  I32(4),
  /** bfloat16: the upper half of an {@link #F32}. */
  BF16(2),
  /** IEEE 754 half. */
  F16(2),
  /** 16-bit signed integer. */
  I16(2),
  /** 8-bit signed integer. */
  I8(1),
  /** 8-bit unsigned integer. */
  U8(1),
  /** One byte, 0 or 1. */
  BOOL(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** The bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether elements are floating-point numbers. */
  public boolean isFloat() {
    return this == F64 || this == F32 || this == BF16 || this == F16;
  }

  /** The type of this name, if it is one of these. */
  static Optional<DType> named(String name) {
    for (DType dtype : values()) {
      if (dtype.name().equals(name)) {
        return Optional.of(dtype);
      }
    }
    return Optional.empty();
  }
}
