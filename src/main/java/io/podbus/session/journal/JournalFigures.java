package io.podbus.session.journal;

import org.jspecify.annotations.Nullable;

/// What all journals of the process do and hold. The counts only rise.
///
/// @param memoryBytes held in memory, to be read without the disk
/// @param diskBytes held in files
/// @param lagBytes on their way to the disk
/// @param writtenBytes output written
/// @param writtenRecords records written
/// @param writes how often a session's records were written together
/// @param skippedBytes output that went before the disk had taken it
/// @param failures how often a journal could not be written any more
/// @param failing how many cannot be now
/// @param lastProblem why, the last time; null where there was none
/// @param damages how often a file could not be read where it should
/// @param diskReads how often readers had to go to the disk
public record JournalFigures(
    long memoryBytes,
    long diskBytes,
    long lagBytes,
    long writtenBytes,
    long writtenRecords,
    long writes,
    long skippedBytes,
    long failures,
    int failing,
    @Nullable String lastProblem,
    long damages,
    long diskReads) {}
