// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.guard;

import java.util.Locale;

/** What one bar demands, and why. */
public sealed interface Floor {
  /** The bar's name, such as {@code product.512.NN}. */
  String name();

  /** Why the bound is what it is. */
  String reason();

  /** The bound as people read it, such as {@code >= 0.80}. */
  String bound();

  /** The measured ratio (for {@link Bytes}, the bytes), which the bound is for. */
  double ratio(Measurement measured);

  /** Whether a ratio keeps the bound. */
  boolean holds(double ratio);

  /** What the ratio was made of, in units. */
  String detail(Measurement measured);

  /**
   * At least a share of what stands beside it in the same unit: {@code value / yardstick}.
   *
   * @param of what the yardstick is, in words
   */
  record Share(String name, double atLeast, String of, String reason) implements Floor {
    @Override
    public String bound() {
      return format(">= %.2f", atLeast);
    }

    @Override
    public double ratio(Measurement measured) {
      return measured.value() / measured.yardstick();
    }

    @Override
    public boolean holds(double ratio) {
      return ratio >= atLeast;
    }

    @Override
    public String detail(Measurement measured) {
      return format("%.4g of %.4g, %s", measured.value(), measured.yardstick(), of);
    }
  }

  /**
   * At most so many times the time that another engine took on the reference machine, carried over
   * to this machine by what both give: {@code value / (ms * reference rate / rate here)}.
   *
   * <p>What nobody waits for is never too slow: under {@code fineMs} the bound holds on any
   * machine. A start needs that, since not all of it gets faster by as much as the start of an
   * empty JVM.
   *
   * @param ms the other engine's time on the reference machine
   * @param fineMs what is fine on any machine; 0 where nothing is
   * @param scaledBy what bounds the work, by which its time is carried over
   * @param referenceRate what the reference machine gives of that
   */
  record Time(
      String name,
      double atMost,
      double ms,
      double fineMs,
      Yardstick scaledBy,
      double referenceRate,
      String reason)
      implements Floor {
    @Override
    public String bound() {
      return format("<= %.2f", atMost);
    }

    @Override
    public double ratio(Measurement measured) {
      return measured.value() / Math.max(msHere(measured), fineMs / atMost);
    }

    @Override
    public boolean holds(double ratio) {
      return ratio <= atMost;
    }

    @Override
    public String detail(Measurement measured) {
      if (fineMs > atMost * msHere(measured)) {
        return format("%.4g ms; up to %.4g are fine on any machine", measured.value(), fineMs);
      }
      return format(
          "%.4g ms of %.4g, which are %.4g at %.4g %s",
          measured.value(), msHere(measured), ms, referenceRate, scaledBy.unit());
    }

    private double msHere(Measurement measured) {
      return ms * referenceRate / measured.yardstick();
    }
  }

  /** At most so many bytes allocated by one call. */
  record Bytes(String name, long atMost, String reason) implements Floor {
    @Override
    public String bound() {
      return "<= " + atMost;
    }

    @Override
    public double ratio(Measurement measured) {
      return measured.value();
    }

    @Override
    public boolean holds(double ratio) {
      return ratio <= atMost;
    }

    @Override
    public String detail(Measurement measured) {
      return "bytes a call";
    }
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
