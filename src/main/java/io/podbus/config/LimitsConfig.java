package io.podbus.config;

/// What a single owner, and all together, may take of the service. 0 stands for no limit.
///
/// @param sessionsPerOwner live at the same time
/// @param startsPerMinutePerOwner sessions made in a minute
/// @param startsPerMinute of all owners
/// @param inputBytesPerMinutePerOwner typed in a minute
/// @param inputBytesPerMinute of all owners
/// @param storedBytesPerOwner that the owner's sessions may keep together
/// @param queuedStarts sessions that may wait for their turn to start
/// @param streamsPerOwner answers that last, open at the same time
/// @param streams of all owners
public record LimitsConfig(
    int sessionsPerOwner,
    int startsPerMinutePerOwner,
    int startsPerMinute,
    long inputBytesPerMinutePerOwner,
    long inputBytesPerMinute,
    long storedBytesPerOwner,
    int queuedStarts,
    int streamsPerOwner,
    int streams) {}
