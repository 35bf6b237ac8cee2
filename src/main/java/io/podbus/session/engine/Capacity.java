package io.podbus.session.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What `sessions.max` sessions can need at once, beside what there is. Said at the start, where
/// the operator looks, rather than by the session that does not find room. Pure.
///
/// @param sessions the most that may run at once
/// @param openFiles how many descriptors this process may have
/// @param locks podman's; nothing where they cannot be read
/// @param memoryEach how much of a session's output stands in memory
/// @param memoryAll of all sessions together
/// @param diskEach how much of a session's output is kept
/// @param diskAll of all sessions together
/// @param diskFree room on the disk of the state directory, with what journals already have there
record Capacity(
    int sessions,
    long openFiles,
    Optional<EngineLocks> locks,
    long memoryEach,
    long memoryAll,
    long diskEach,
    long diskAll,
    long diskFree) {
  /// Three pipes and the process of a client, the file of its journal, and connections of a writer
  /// and two readers.
  static final int FILES_EACH = 8;

  /// What the service has open besides.
  static final int FILES_BESIDES = 256;

  /// Each shortage in a sentence, with the key that bounds it; empty where all fits.
  List<String> shortages() {
    List<String> found = new ArrayList<>();
    long files = (long) sessions * FILES_EACH + FILES_BESIDES;
    if (files > openFiles) {
      found.add(
          "sessions.max %d can need %d open files, and this process may have %d (ulimit -n)"
              .formatted(sessions, files, openFiles));
    }
    locks
        .filter(some -> some.free() < sessions)
        .ifPresent(some ->
            found.add(
                "sessions.max %d needs as many of podman's locks, and %d of %d are free (num_locks)"
                    .formatted(sessions, some.free(), some.total())));
    if (sessions * memoryEach > memoryAll) {
      found.add(
          "%d sessions with journal.memoryBytes %s are more than journal.totalMemoryBytes %s: less of each will stand in memory"
              .formatted(sessions, size(memoryEach), size(memoryAll)));
    }
    if (sessions * diskEach > diskAll) {
      found.add(
          "%d sessions with journal.retainBytes %s are more than journal.totalDiskBytes %s: less of each will be kept"
              .formatted(sessions, size(diskEach), size(diskAll)));
    }
    if (diskAll > diskFree) {
      found.add(
          "journal.totalDiskBytes %s is more than the room in state.dir, %s: it may become full first"
              .formatted(size(diskAll), size(diskFree)));
    }
    return found;
  }

  private static String size(long bytes) {
    return bytes < 10L << 20
        ? bytes / 1024 + " KiB"
        : String.format(Locale.ROOT, "%d MiB", bytes >> 20);
  }
}
