package io.podbus.config;

import java.time.Duration;

/// How much output is kept, and where.
///
/// @param retainBytes of a session whose caller says nothing else
/// @param maxRetainBytes the most that a caller may ask for
/// @param memoryBytes of a session, in memory
/// @param lagBytes of a session, how much may be on its way to the disk
/// @param totalMemoryBytes of all sessions, in memory; 0 for half of the heap:
///   [#totalMemoryBytes(long)]
/// @param totalDiskBytes of all sessions, on the disk
/// @param sync when it survives a loss of power
/// @param syncInterval how often, with [Sync#INTERVAL]
public record JournalConfig(
    int retainBytes,
    int maxRetainBytes,
    int memoryBytes,
    int lagBytes,
    long totalMemoryBytes,
    long totalDiskBytes,
    Sync sync,
    Duration syncInterval) {

  /// When output that was written survives a loss of power.
  public enum Sync {
    /// When the operating system thinks fit.
    NONE,
    /// In intervals.
    INTERVAL,
    /// Before it counts as written.
    ALWAYS
  }

  /// The bound of all sessions together, in memory.
  ///
  /// @param maxHeapBytes the largest heap that this process may have
  public long totalMemoryBytes(long maxHeapBytes) {
    return totalMemoryBytes == 0 ? maxHeapBytes / 2 : totalMemoryBytes;
  }
}
