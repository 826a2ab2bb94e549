// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The element types of safetensors files that are read here, under the names the format uses. Files
 * may hold others, whose tensors are listed but not read.
 */
public enum DType {
  /** IEEE 754 double. */
  F64(8),
  /** 64-bit signed integer. */
  I64(8),
  /** 64-bit unsigned integer; what is over 2^63 - 1 is refused. */
  U64(8),
  /** IEEE 754 single, the type of all weights here. */
  F32(4),
  /** 32-bit signed integer. */
  I32(4),
  /** 32-bit unsigned integer. */
  U32(4),
  /** bfloat16: the upper half of an {@link #F32}. */
  BF16(2),
  /** IEEE 754 half. */
  F16(2),
  /** 16-bit signed integer. */
  I16(2),
  /** 16-bit unsigned integer. */
  U16(2),
  /** The upper half of an {@link #F16}. */
  F8_E5M2(1),
  /** Four bits of exponent, three of mantissa, no infinities, at most 448: E4M3FN of others. */
  F8_E4M3(1),
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
    return switch (this) {
      case F64, F32, BF16, F16, F8_E5M2, F8_E4M3 -> true;
      case I64, U64, I32, U32, I16, U16, I8, U8, BOOL -> false;
    };
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

  /** The bits of one element of a type of this name, read here or not; empty if none is known. */
  static OptionalInt bits(String name) {
    Optional<DType> read = named(name);
    if (read.isPresent()) {
      return OptionalInt.of(Byte.SIZE * read.get().bytes);
    }
    return switch (name) {
      case "C64" -> OptionalInt.of(64);
      case "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ" -> OptionalInt.of(8);
      case "F6_E2M3", "F6_E3M2" -> OptionalInt.of(6);
      case "F4" -> OptionalInt.of(4);
      default -> OptionalInt.empty();
    };
  }
}
