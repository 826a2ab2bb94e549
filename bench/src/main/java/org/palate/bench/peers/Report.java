// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.palate.io.JsonObject;

/** The tables, in Markdown, of what was measured. */
final class Report {
  private final List<Measured> measured = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final List<Double> memory = new ArrayList<>();
  private final Map<String, JsonObject> peers = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private String engine = "nothing";

  /** Takes in what a process says of itself: its engine, its memory, and who the peers are. */
  void about(JsonObject about) {
    engine = about.getString("engine");
    memory.add(about.getDouble("memory"));
    JsonObject present = about.getObject("peers");
    for (String peer : present.names()) {
      peers.put(peer, present.getObject(peer));
    }
  }

  void add(Measured task) {
    measured.add(task);
  }

  void fault(String fault) {
    faults.add(fault);
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  /** One line on a task, for whoever waits. */
  static String line(Measured task) {
    StringBuilder line = new StringBuilder();
    line.append("%-24s Palate %8s".formatted(task.task(), time(task.palate())));
    for (Measured.OfPeer peer : task.peers()) {
      Ratio ratio = Ratio.of(task.palate(), peer.nanos());
      line.append(" | %s %8s".formatted(peer.peer(), time(peer.nanos())))
          .append(" %s %s".formatted(ratio, ratio.verdict()));
    }
    return line.toString();
  }

  /**
   * The whole file.
   *
   * @param setting what else was the case, by what it is called
   */
  String markdown(List<Task> tasks, Map<String, String> setting) {
    StringBuilder text = new StringBuilder();
    text.append("# Palate beside its peers\n\n<!-- Written by bench/peers: do not edit. -->\n\n");
    row(text, List.of("", ""));
    row(text, List.of("---", "---"));
    setting.forEach((what, value) -> row(text, List.of(what, value)));
    row(text, List.of("Palate", engine));
    peers.forEach((name, peer) -> row(text, List.of(name, peer.getString("description"))));
    row(text, List.of("this machine, one thread", ceilings()));
    text.append(
        """

        Each ratio is Palate's time over the peer's, **below 1 Palate is ahead**: the median over
        rounds in which both did the same work on the same numbers, one right after the other, and
        in brackets the quartiles. Times are medians; of one thread they are processor time, which
        leaves out what other processes took. Before anything was timed, both had to come to the
        same numbers; "apart" says by how much they differed, as a share of the largest.

        """);
    table(text, tasks, true);
    table(text, tasks, false);
    for (int i = 0; i < notes.size(); i++) {
      text.append("[%d] %s%n%n".formatted(i + 1, notes.get(i)));
    }
    if (!faults.isEmpty()) {
      text.append("Not measured, because the sides did not come to the same numbers:\n\n");
      faults.forEach(fault -> text.append("- ").append(fault).append('\n'));
    }
    return text.toString().stripTrailing() + "\n";
  }

  private String ceilings() {
    double peak = measured.stream().mapToDouble(Measured::peak).max().orElse(0);
    double bandwidth = memory.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return format(
        "FMA peak %.0f GFLOP/s, memory reads %.1f GB/s, in the same run", peak, bandwidth);
  }

  private void table(StringBuilder text, List<Task> tasks, boolean products) {
    List<Measured> rows =
        measured.stream()
            .filter(row -> task(tasks, row).work() instanceof Work.Product == products)
            .toList();
    if (rows.isEmpty()) {
      return;
    }
    text.append(products ? "## Matrix products, GFLOP/s\n\n" : "## Work of recommenders\n\n");
    List<String> head = new ArrayList<>(List.of(products ? "m x k x n, form" : "", "Palate"));
    if (products) {
      head.add("of peak");
    }
    for (JsonObject peer : peers.values()) {
      head.addAll(List.of(peer.getString("title"), "ratio", "", "apart"));
    }
    row(text, head);
    row(text, head.stream().map(column -> "---").toList());
    for (Measured row : rows) {
      row(text, cells(row, task(tasks, row)));
    }
    text.append('\n');
  }

  private List<String> cells(Measured row, Task task) {
    List<String> cells = new ArrayList<>(List.of(task.label(), value(row.palate(), task)));
    if (task.work() instanceof Work.Product product) {
      cells.add(format("%.2f", product.flops() / median(row.palate()) / row.peak()));
    }
    for (String name : peers.keySet()) {
      Measured.OfPeer peer = row.of(name);
      if (peer == null) {
        cells.addAll(List.of("-", "", "", ""));
      } else {
        Ratio ratio = Ratio.of(row.palate(), peer.nanos());
        String value = value(peer.nanos(), task) + mark(peer.note());
        String apart = peer.difference() == 0 ? "0" : format("%.0e", peer.difference());
        cells.addAll(List.of(value, ratio.toString(), ratio.verdict(), apart));
      }
    }
    return cells;
  }

  /** A note's number in brackets; the same note has the same number each time. */
  private String mark(String note) {
    if (note.isEmpty()) {
      return "";
    }
    if (!notes.contains(note)) {
      notes.add(note);
    }
    return " [" + (notes.indexOf(note) + 1) + "]";
  }

  private static Task task(List<Task> tasks, Measured row) {
    return tasks.stream().filter(task -> task.name().equals(row.task())).findFirst().orElseThrow();
  }

  private static String value(double[] nanos, Task task) {
    return task.work() instanceof Work.Product product
        ? format("%.0f", product.flops() / median(nanos))
        : time(nanos);
  }

  private static String time(double[] nanos) {
    double median = median(nanos);
    return median < 1e6 ? significant(1e-3 * median) + " us" : significant(1e-6 * median) + " ms";
  }

  /** Three digits, never as a power of ten. */
  private static String significant(double value) {
    return format(value >= 99.95 ? "%.0f" : value >= 9.995 ? "%.1f" : "%.2f", value);
  }

  private static double median(double[] values) {
    return Ratio.quantile(values, 0.5);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static void row(StringBuilder text, List<String> cells) {
    List<String> escaped = cells.stream().map(cell -> cell.replace("|", "\\|")).toList();
    text.append("| ").append(String.join(" | ", escaped)).append(" |\n");
  }
}
