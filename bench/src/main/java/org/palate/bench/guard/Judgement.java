// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.guard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.palate.io.JsonArray;
import org.palate.io.JsonObject;

/**
 * What comes of a run: a line a bar; the doubts, which are ratios too good to be true; and the
 * faults, which are no matter of degree: other bits, another path than the one asked for, a process
 * that failed.
 *
 * <p>A bar that was neither measured nor left out for a reason is a fault, too: nothing passes for
 * not having been looked at.
 */
public final class Judgement {
  /** How a bar stands. */
  public enum Verdict {
    /** Its bound holds. */
    OK("ok"),
    /** Its bound does not hold. */
    SHORT("SHORT"),
    /** It was left out. */
    SKIPPED("skipped");

    private final String label;

    Verdict(String label) {
      this.label = label;
    }
  }

  /**
   * A bar's line.
   *
   * @param ratio what was measured; 0 where nothing was
   * @param note what the ratio was made of, or why there is none
   */
  public record Line(Floor floor, Verdict verdict, double ratio, String note) {
    @Override
    public String toString() {
      String measured =
          switch (floor) {
            case Floor.Bytes bytes -> String.format(Locale.ROOT, "%.0f", ratio);
            case Floor other -> String.format(Locale.ROOT, "%.3f", ratio);
          };
      return String.format(
          Locale.ROOT,
          "%-26s %7s  %-9s %-7s  %s",
          floor.name(),
          verdict == Verdict.SKIPPED ? "-" : measured,
          floor.bound(),
          verdict.label,
          note);
    }

    private JsonObject toJson() {
      JsonObject json = JsonObject.EMPTY.with("name", floor.name()).with("verdict", verdict.label);
      return (verdict == Verdict.SKIPPED ? json : json.with("ratio", ratio))
          .with("bound", floor.bound())
          .with("note", note)
          .with("reason", floor.reason());
    }
  }

  /** A share of a ceiling that says that the ceiling was not measured well. */
  private static final double BEYOND_BELIEF = 1.2;

  private final Floors floors;
  private final Map<String, Line> lines = new LinkedHashMap<>();
  private final List<String> doubts = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  /** Nothing measured yet. */
  public Judgement(Floors floors) {
    this.floors = floors;
  }

  /** Judges a measurement; gives its line. */
  public Line measured(Measurement measurement) {
    Floor floor = floors.of(measurement.name());
    double ratio = floor.ratio(measurement);
    if (floor instanceof Floor.Share share && share.atLeast() < 1 && ratio > BEYOND_BELIEF) {
      doubts.add(
          String.format(
              Locale.ROOT, "%s is %.2f of what is possible: measure again", floor.name(), ratio));
    }
    Verdict verdict = floor.holds(ratio) ? Verdict.OK : Verdict.SHORT;
    return add(new Line(floor, verdict, ratio, floor.detail(measurement)));
  }

  /** Notes that a bar was left out, and why; gives its line. */
  public Line skipped(String name, String why) {
    return add(new Line(floors.of(name), Verdict.SKIPPED, 0, why));
  }

  private Line add(Line line) {
    if (lines.put(line.floor.name(), line) != null) {
      throw new IllegalStateException(line.floor.name() + " was judged twice");
    }
    return line;
  }

  /** Whether a bar has a line. */
  public boolean has(String name) {
    return lines.containsKey(name);
  }

  /** Notes what is wrong whatever the ratios are. */
  public void fault(String what) {
    faults.add(what);
  }

  /** Turns every bar without a line into a fault. */
  public void finish() {
    for (String name : floors.floors().keySet()) {
      if (!lines.containsKey(name)) {
        fault(name + " was not measured");
      }
    }
  }

  /** The lines so far, in the order in which they came. */
  public List<Line> lines() {
    return List.copyOf(lines.values());
  }

  /** The ratios so far that are more than the machine can give. */
  public List<String> doubts() {
    return List.copyOf(doubts);
  }

  /** The faults so far. */
  public List<String> faults() {
    return List.copyOf(faults);
  }

  /**
   * The exit status: 1 with a fault, a doubt or a bar that is short, else 0.
   *
   * @param reportOnly whether ratios to the machine are only reported, doubtful ones too, as on
   *     machines that others share; bytes and faults still count
   */
  public int status(boolean reportOnly) {
    boolean fails =
        lines.values().stream()
            .filter(line -> line.verdict == Verdict.SHORT)
            .anyMatch(line -> !reportOnly || line.floor instanceof Floor.Bytes);
    boolean doubtful = !reportOnly && !doubts.isEmpty();
    return fails || doubtful || !faults.isEmpty() ? 1 : 0;
  }

  /** How many bars stand how, in one line. */
  public String summary() {
    StringBuilder summary = new StringBuilder(lines.size() + " bars");
    for (Verdict verdict : Verdict.values()) {
      long count = lines.values().stream().filter(line -> line.verdict == verdict).count();
      summary.append(verdict == Verdict.OK ? ": " : ", ").append(count).append(' ');
      summary.append(verdict.label);
    }
    summary.append(doubts.isEmpty() ? "" : ", " + doubts.size() + " doubts");
    return summary.append(faults.isEmpty() ? "" : ", " + faults.size() + " faults").toString();
  }

  /** All of it. */
  public JsonObject toJson() {
    return JsonObject.EMPTY
        .with("bars", JsonArray.of(lines.values().stream().map(Line::toJson).toList()))
        .with("doubts", JsonArray.ofStrings(doubts))
        .with("faults", JsonArray.ofStrings(faults));
  }
}
