package io.podbus.config;

/// How much output is kept.
///
/// @param retainBytes of a session whose caller says nothing else
/// @param maxRetainBytes the most that a caller may ask for
/// @param totalBytes of all sessions together; 0 for half of the heap: [#totalBytes(long)]
public record JournalConfig(int retainBytes, int maxRetainBytes, long totalBytes) {
  /// The bound of all sessions together.
  ///
  /// @param maxHeapBytes the largest heap that this process may have
  public long totalBytes(long maxHeapBytes) {
    return totalBytes == 0 ? maxHeapBytes / 2 : totalBytes;
  }
}
