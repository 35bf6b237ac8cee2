package io.podbus.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/// What the processes of a control group have used, as the kernel accounts for it: read from the
/// group of one of them, with both versions of control groups, without asking the engine.
///
/// Blocking; any thread.
public final class Cgroup {
  /// The figures; null where this host does not account for it, or does not show it to us.
  ///
  /// @param version `v1` or `v2`
  /// @param cpuNanos processor time of all its processes, ended ones included
  /// @param memoryBytes in use, the page cache included, as `podman stats` counts it
  /// @param memoryPeakBytes the most that it was
  /// @param memoryLimitBytes null also where there is none
  /// @param readBytes from block devices
  /// @param writtenBytes to block devices
  /// @param pids processes and threads now
  /// @param pidsLimit null also where there is none
  public record Figures(
      String version,
      @Nullable Long cpuNanos,
      @Nullable Long memoryBytes,
      @Nullable Long memoryPeakBytes,
      @Nullable Long memoryLimitBytes,
      @Nullable Long readBytes,
      @Nullable Long writtenBytes,
      @Nullable Long pids,
      @Nullable Long pidsLimit) {}

  /// From here on a limit of version 1 means that there is none.
  private static final long NO_LIMIT = Long.MAX_VALUE / 2;

  private static final String UNIFIED = "";

  private final Path proc;

  /// @param proc `/proc`, or what stands for it in a test
  public Cgroup(Path proc) {
    this.proc = proc;
  }

  /// The figures of the group that this process is in; nothing where it is gone, or no group of its
  /// can be seen.
  public Optional<Figures> read(long pid) {
    try {
      Map<String, Path> mounts = mounts(Files.readAllLines(proc.resolve("self/mountinfo")));
      Map<String, Path> groups = new HashMap<>();
      for (String line : Files.readAllLines(proc.resolve(Long.toString(pid)).resolve("cgroup"))) {
        String[] parts = line.split(":", 3);
        for (String controller : parts[1].split(",", -1)) {
          Path mount = mounts.get(controller);
          if (mount != null && !parts[2].contains("..")) {
            groups.put(controller, mount.resolve(parts[2].substring(1)));
          }
        }
      }
      return figures(groups);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Where each controller is mounted; the one of version 2, which has all, under the empty name.
  private static Map<String, Path> mounts(List<String> mountinfo) {
    Map<String, Path> mounts = new HashMap<>();
    for (String line : mountinfo) {
      String[] halves = line.split(" - ", 2);
      String[] left = halves[0].split(" ", -1);
      String[] right = halves.length < 2 ? new String[0] : halves[1].split(" ", -1);
      if (right.length < 3 || left.length < 5) {
        continue;
      }
      if (right[0].equals("cgroup2")) {
        mounts.put(UNIFIED, Path.of(left[4]));
      } else if (right[0].equals("cgroup")) {
        for (String controller : right[2].split(",", -1)) {
          mounts.put(controller, Path.of(left[4]));
        }
      }
    }
    return mounts;
  }

  private static Optional<Figures> figures(Map<String, Path> groups) {
    Path unified = groups.get(UNIFIED);
    if (groups.containsKey("memory") || groups.containsKey("cpuacct")) {
      return Optional.of(first(groups));
    }
    return unified != null && Files.exists(unified.resolve("cgroup.procs"))
        ? Optional.of(second(unified))
        : Optional.empty();
  }

  private static Figures first(Map<String, Path> groups) {
    Path memory = groups.get("memory");
    Path io = groups.get("blkio");
    Path pids = groups.get("pids");
    String service = text(io, "blkio.throttle.io_service_bytes");
    return new Figures(
        "v1",
        number(groups.get("cpuacct"), "cpuacct.usage"),
        number(memory, "memory.usage_in_bytes"),
        number(memory, "memory.max_usage_in_bytes"),
        limit(number(memory, "memory.limit_in_bytes")),
        service == null ? null : sum(service, "Read"),
        service == null ? null : sum(service, "Write"),
        number(pids, "pids.current"),
        limit(number(pids, "pids.max")));
  }

  private static Figures second(Path group) {
    String io = text(group, "io.stat");
    return new Figures(
        "v2",
        scaled(field(text(group, "cpu.stat"), "usage_usec"), micros -> micros * 1000),
        number(group, "memory.current"),
        number(group, "memory.peak"),
        limit(number(group, "memory.max")),
        io == null ? null : sum(io, "rbytes"),
        io == null ? null : sum(io, "wbytes"),
        number(group, "pids.current"),
        limit(number(group, "pids.max")));
  }

  private static @Nullable Long scaled(@Nullable Long value, LongUnaryOperator scale) {
    return value == null ? null : scale.applyAsLong(value);
  }

  private static @Nullable Long limit(@Nullable Long value) {
    return value == null || value >= NO_LIMIT ? null : value;
  }

  private static @Nullable String text(@Nullable Path group, String file) {
    if (group == null) {
      return null;
    }
    try {
      return Files.readString(group.resolve(file));
    } catch (IOException e) {
      return null;
    }
  }

  /// The number that a file holds; null where it holds none, as `max`.
  private static @Nullable Long number(@Nullable Path group, String file) {
    String text = text(group, file);
    return text == null ? null : parse(text.strip());
  }

  private static @Nullable Long parse(String text) {
    return text.matches("\\d{1,18}")
        ? Long.valueOf(text)
        : text.matches("\\d{19,}") ? (Long) Long.MAX_VALUE : null;
  }

  /// The value behind a word at the beginning of a line.
  private static @Nullable Long field(@Nullable String text, String name) {
    if (text == null) {
      return null;
    }
    return text.lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> parse(line.substring(name.length() + 1).strip()))
        .findFirst()
        .orElse(null);
  }

  /// The sum over all devices: `8:0 Read 4096` of version 1, `8:0 rbytes=4096 …` of version 2.
  private static long sum(String text, String name) {
    long sum = 0;
    for (String line : text.lines().toList()) {
      String[] words = line.split(" ", -1);
      for (int i = 1; i < words.length; i++) {
        Long value = null;
        if (words[i].equals(name) && i + 1 < words.length) {
          value = parse(words[i + 1]);
        } else if (words[i].startsWith(name + "=")) {
          value = parse(words[i].substring(name.length() + 1));
        }
        sum += value == null ? 0 : value;
      }
    }
    return sum;
  }
}
