package io.podbus.process;

import io.podbus.process.posix.Posix;
import io.podbus.process.posix.PosixException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// The processes that have one of some words on their command line, with all that descend from
/// them.
///
/// A podman client that is killed between two steps of a start leaves conmon and a half-made
/// container (`runc init`) of which the engine's own records know nothing: removing the container
/// does not end them (seen on 4.3.1). They are found by what only they were told, such as the path
/// of their pid file.
///
/// Blocking: reads `/proc` (proc(5)). Call it on a worker.
public final class StrayProcesses {
  private static final Path PROC = Path.of("/proc");

  private final Posix posix;
  private final Set<String> words;

  /// @param words each a whole argument that nobody else has
  StrayProcesses(Posix posix, Set<String> words) {
    this.posix = posix;
    this.words = Set.copyOf(words);
  }

  /// Kills each of them, through a pidfd that was opened before they were looked for a second time:
  /// a number that is given out again meanwhile hits nobody else. Parents go before their children:
  /// a shell whose command has been killed would go on to the next.
  ///
  /// @return how many there were
  /// @throws IOException where processes cannot be listed
  public int kill() throws IOException {
    return killFrom(0);
  }

  /// Kills only those that descend from one with a word over at least so many births: what a client
  /// has started, and not the client, which may then tidy up.
  ///
  /// @return how many there were
  public int killBelow(int births) throws IOException {
    return killFrom(births);
  }

  private int killFrom(int births) throws IOException {
    Set<Integer> seen = find(births);
    if (seen.isEmpty()) {
      return 0;
    }
    Map<Integer, Integer> pidfds = new LinkedHashMap<>();
    try {
      for (int pid : seen) {
        open(pid, pidfds);
      }
      Set<Integer> still = find(births);
      int killed = 0;
      for (Map.Entry<Integer, Integer> opened : pidfds.entrySet()) {
        killed += still.contains(opened.getKey()) && kill(opened.getValue()) ? 1 : 0;
      }
      // One that came in between is for the next round.
      return Math.max(killed, still.size());
    } finally {
      pidfds.values().forEach(posix::close);
    }
  }

  private void open(int pid, Map<Integer, Integer> pidfds) {
    try {
      pidfds.put(pid, posix.pidfdOpen(pid));
    } catch (PosixException e) {
      // It has ended in the meantime.
    }
  }

  private boolean kill(int pidfd) {
    try {
      posix.pidfdSendSignal(pidfd, Signal.KILL.number());
      return true;
    } catch (PosixException e) {
      return false;
    }
  }

  private Set<Integer> find(int births) throws IOException {
    Map<Integer, Integer> parents = parents();
    Set<Integer> strays = new HashSet<>();
    for (int pid : parents.keySet()) {
      if (hasWord(pid)) {
        strays.add(pid);
      }
    }
    for (int i = 0; i < births; i++) {
      strays = children(strays, parents);
    }
    return strays.isEmpty() ? strays : withDescendants(strays, parents);
  }

  private static Set<Integer> children(Set<Integer> of, Map<Integer, Integer> parents) {
    Set<Integer> children = new HashSet<>();
    parents.forEach((pid, parent) -> {
      if (of.contains(parent)) {
        children.add(pid);
      }
    });
    return children;
  }

  private boolean hasWord(int pid) {
    try {
      // One that has ended and waits for its parent has no command line.
      byte[] line = Files.readAllBytes(PROC.resolve(Integer.toString(pid)).resolve("cmdline"));
      for (String word : new String(line, StandardCharsets.UTF_8).split("\0", -1)) {
        if (words.contains(word)) {
          return true;
        }
      }
    } catch (IOException e) {
      // It has ended in the meantime.
    }
    return false;
  }

  /// All processes that there are, each with its parent.
  private static Map<Integer, Integer> parents() throws IOException {
    Map<Integer, Integer> parents = new HashMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        try {
          // The name in brackets may hold anything; the fields behind it do not.
          String stat = Files.readString(entry.resolve("stat"), StandardCharsets.ISO_8859_1);
          String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 3);
          if (!fields[0].equals("Z")) {
            parents.put(
                Integer.valueOf(entry.getFileName().toString()), Integer.valueOf(fields[1]));
          }
        } catch (IOException e) {
          // It has ended in the meantime.
        }
      }
    }
    return parents;
  }

  private static Set<Integer> withDescendants(
      Set<Integer> ancestors, Map<Integer, Integer> parents) {
    Set<Integer> all = new HashSet<>(ancestors);
    Deque<Integer> left = new ArrayDeque<>(ancestors);
    while (!left.isEmpty()) {
      int parent = left.pop();
      parents.forEach((pid, of) -> {
        if (of == parent && all.add(pid)) {
          left.push(pid);
        }
      });
    }
    Set<Integer> ordered = new LinkedHashSet<>();
    all.stream()
        .sorted(Comparator.comparingInt((Integer pid) -> depth(pid, all, parents)))
        .forEach(ordered::add);
    return ordered;
  }

  /// How many of those above it are among these.
  private static int depth(int pid, Set<Integer> among, Map<Integer, Integer> parents) {
    int depth = 0;
    Integer parent = parents.get(pid);
    // The bound: numbers that were given out again between two reads could make a circle.
    while (parent != null && among.contains(parent) && depth < among.size()) {
      depth++;
      parent = parents.get(parent);
    }
    return depth;
  }
}
