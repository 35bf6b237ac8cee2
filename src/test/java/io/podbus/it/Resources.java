package io.podbus.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What this JVM holds of the host, counted: descriptors by kind, threads that are made per child
/// if any are, and child processes, dead or alive.
final class Resources {
  private Resources() {}

  static Map<String, Long> count() {
    Map<String, Long> counts = new TreeMap<>();
    for (String link : links()) {
      String kind = link.replaceAll("[0-9].*", "");
      if (kind.startsWith("pipe:")
          || kind.startsWith("/dev/p")
          || kind.equals("anon_inode:[pidfd]")
          || kind.startsWith("socket:")) {
        counts.merge(kind, 1L, Long::sum);
      }
    }
    counts.put("children", children());
    return counts;
  }

  /// All children of this process, those that have ended and were not waited for included.
  static long children() {
    String own = Long.toString(ProcessHandle.current().pid());
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(path -> path.getFileName().toString().matches("[0-9]+"))
          .filter(path -> own.equals(parent(path)))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// How many processes of this machine have this on their command line.
  static long processesWith(String text) {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(path -> path.getFileName().toString().matches("[0-9]+"))
          .filter(path -> commandLine(path).contains(text))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String commandLine(Path process) {
    try {
      return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // Gone in the meantime.
      return "";
    }
  }

  private static String parent(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[1];
    } catch (IOException e) {
      // Gone in the meantime.
      return "";
    }
  }

  private static List<String> links() {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.map(Resources::target).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Processor time of this JVM, as its `stat` says.
  static long cpuMillis() {
    String stat = read(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    // In ticks of 10 ms, on every Linux that there is.
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10;
  }

  /// Resident memory of this JVM, in pages of 4 KiB.
  static long residentBytes() {
    return Long.parseLong(read(Path.of("/proc/self/statm")).split(" ")[1]) * 4096;
  }

  static int descriptors() {
    return links().size();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
