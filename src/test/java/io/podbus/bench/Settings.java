package io.podbus.bench;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/// What `scripts/bench` was asked for.
///
/// @param root the project's directory
/// @param work a directory of this run's own, which the script removes
/// @param run names this run: the value of the label of all its containers
/// @param commit what is measured
/// @param image for short commands
/// @param textImage has the text to be written under [Text#FILE]
/// @param quick fewer rounds and a quarter of the text: to see that it works, not for figures
/// @param only the parts wanted
record Settings(
    Path root,
    Path work,
    String run,
    String commit,
    String image,
    String textImage,
    boolean quick,
    Set<String> only) {
  /// On every container of a run, so that the script can find and remove what is left of it.
  static final String LABEL = "podbus-bench";

  static final Set<String> PARTS =
      new TreeSet<>(
          Set.of(
              "start",
              "echo",
              "text",
              "pipe",
              "idle",
              "startup",
              "scrape",
              "options",
              "fanout",
              "latency",
              "starts",
              "fairness"));

  /// From the environment that the script makes, and its arguments.
  static Settings read(String[] arguments) {
    boolean quick = false;
    Set<String> only = new TreeSet<>();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--quick" -> quick = true;
        case "--only" -> {
          i++;
          if (i == arguments.length || !PARTS.contains(arguments[i])) {
            throw new IllegalArgumentException("--only takes one of " + PARTS);
          }
          only.add(arguments[i]);
        }
        default -> throw new IllegalArgumentException("unknown argument " + arguments[i]);
      }
    }
    return new Settings(
        Path.of(required("BENCH_ROOT")),
        Path.of(required("BENCH_WORK")),
        required("BENCH_RUN"),
        required("BENCH_COMMIT"),
        required("BENCH_IMAGE"),
        required("BENCH_TEXT_IMAGE"),
        quick,
        only.isEmpty() ? PARTS : only);
  }

  private static String required(String name) {
    String value = System.getenv(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(name + " is not set; start it with scripts/bench");
    }
    return value;
  }

  boolean wants(String part) {
    return only.contains(part);
  }

  /// As an argument of podman.
  String label() {
    return "--label=" + LABEL + "=" + run;
  }
}
