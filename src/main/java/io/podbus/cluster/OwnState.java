package io.podbus.cluster;

import io.podbus.config.ClusterConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/// What this node says of itself. Any thread; it reads a small file.
///
/// @param name given by the operator
/// @param instance of this process
/// @param member of Vert.x's cluster
/// @param version of the product
/// @param draining whether it takes no new sessions
/// @param live sessions that have not ended
/// @param max how many there may be
/// @param waiting how many wait to start
/// @param startMillis how long a start takes of late
public record OwnState(
    ClusterConfig config,
    String name,
    String instance,
    String member,
    String version,
    BooleanSupplier draining,
    IntSupplier live,
    int max,
    IntSupplier waiting,
    LongSupplier startMillis) {
  private static final Path MEMORY = Path.of("/proc/meminfo");

  NodeState now() {
    return state(draining.getAsBoolean(), false);
  }

  NodeState last() {
    return state(true, true);
  }

  private NodeState state(boolean isDraining, boolean leaving) {
    return new NodeState(
        name,
        instance,
        member,
        version,
        isDraining,
        leaving,
        live.getAsInt(),
        max,
        waiting.getAsInt(),
        startMillis.getAsLong(),
        freeMemory(),
        config.labels());
  }

  /// The part of the host's memory that programs could have.
  private static double freeMemory() {
    try {
      List<String> lines = Files.readAllLines(MEMORY);
      double total = kilobytes(lines, "MemTotal:");
      return total == 0 ? 1 : kilobytes(lines, "MemAvailable:") / total;
    } catch (IOException e) {
      // No such file, no such reason to go elsewhere.
      return 1;
    }
  }

  private static double kilobytes(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToDouble(Double::parseDouble)
        .findFirst()
        .orElse(0);
  }
}
