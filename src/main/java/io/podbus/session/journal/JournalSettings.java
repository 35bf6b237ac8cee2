package io.podbus.session.journal;

import java.time.Duration;

/// How much of all that is said is kept, and how.
///
/// @param memoryBytes of a session, in memory
/// @param lagBytes of a session, how much may be on its way to the disk
/// @param totalMemoryBytes of all sessions, in memory
/// @param totalDiskBytes of all sessions, on the disk
/// @param sync when it survives a loss of power
/// @param syncInterval how often, with [JournalSync#INTERVAL]
public record JournalSettings(
    int memoryBytes,
    long lagBytes,
    long totalMemoryBytes,
    long totalDiskBytes,
    JournalSync sync,
    Duration syncInterval) {}
