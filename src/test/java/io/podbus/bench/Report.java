package io.podbus.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What was measured, as Markdown. Rows come in the order in which they were taken.
final class Report {
  private static final class Table {
    final String title;
    final List<String> head;
    final List<List<String>> rows = new ArrayList<>();
    final List<String> notes = new ArrayList<>();

    Table(String title, List<String> head) {
      this.title = title;
      this.head = head;
    }
  }

  private final List<String> preface = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();

  void say(String line) {
    preface.add(line);
  }

  void table(String title, String... head) {
    tables.add(new Table(title, List.of(head)));
  }

  /// A row of the last table.
  void row(String... cells) {
    tables.getLast().rows.add(List.of(cells));
  }

  /// A sentence below the last table.
  void note(String text) {
    tables.getLast().notes.add(text);
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    preface.forEach(line -> text.append("- ").append(line).append('\n'));
    for (Table table : tables) {
      text.append("\n### ").append(table.title).append("\n\n");
      line(text, table.head);
      line(text, table.head.stream().map(_ -> "---").toList());
      table.rows.forEach(row -> line(text, row));
      if (!table.notes.isEmpty()) {
        text.append('\n').append(String.join(" ", table.notes)).append('\n');
      }
    }
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  static String millis(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.3f ms" : "%.1f ms", value);
  }

  static String seconds(double millis) {
    return String.format(Locale.ROOT, "%.2f s", millis / 1000);
  }

  static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  static String kib(double bytes) {
    return String.format(Locale.ROOT, "%.1f KiB", bytes / 1024);
  }

  /// Whether a target was met.
  static String verdict(double measured, double target) {
    return String.format(
        Locale.ROOT, "≤ %s: %s", ratio(target), measured <= target ? "met" : "**missed**");
  }
}
