package io.podbus.session.journal;

/// When what was written is made to survive a loss of power. A crash of the service alone loses
/// nothing that was written, whatever this says.
public enum JournalSync {
  /// When the operating system thinks fit.
  NONE,
  /// In intervals, and when a segment is full.
  INTERVAL,
  /// Before it counts as written.
  ALWAYS
}
