package io.podbus.protocol;

import io.vertx.core.json.JsonObject;

/// One entry of a session's output journal. Immutable, safe on any thread.
///
/// `seq` rises by one per record over all kinds, except [Gap], which stands for records that are no
/// longer there and is made for the reader that missed them.
public sealed interface JournalRecord
    permits OutputRecord,
        JournalRecord.StateChanged,
        JournalRecord.Resized,
        JournalRecord.Exited,
        JournalRecord.Gap {

  /// Its number; of a gap, the last number that it covers.
  long seq();

  /// When it was recorded, in milliseconds since the epoch.
  long timeMillis();

  /// How many bytes of output it carries.
  default int size() {
    return 0;
  }

  /// The session's state changed.
  ///
  /// @param state as in the `state` event: `state`, and what explains it
  record StateChanged(long seq, long timeMillis, JsonObject state) implements JournalRecord {}

  /// The terminal got a new size.
  record Resized(long seq, long timeMillis, int rows, int cols) implements JournalRecord {}

  /// The end; always the last record, and there is one only.
  ///
  /// @param exit as in the session's `exit`
  record Exited(long seq, long timeMillis, JsonObject exit) implements JournalRecord {}

  /// Records that this reader does not get.
  ///
  /// @param fromSeq the first missing one
  /// @param seq the last missing one
  /// @param bytes how much output they carried; -1 (JSON: null) where they went so long ago that it
  ///   is not known any more
  /// @param reason `retention`, `latest`, `storage`, `corrupt` or `lost`
  record Gap(long fromSeq, long seq, long timeMillis, long bytes, String reason)
      implements JournalRecord {
    /// The journal no longer had them.
    public static final String RETENTION = "retention";

    /// The disk did not take them: it was slower than the program for long, or could not be
    /// written.
    public static final String STORAGE = "storage";

    /// The disk gives them back damaged.
    public static final String CORRUPT = "corrupt";

    /// The service ended without notice here: what it had read and not written yet, if anything,
    /// went with it. Their numbers are never given again.
    public static final String LOST = "lost";

    /// The reader asked to skip ahead.
    public static final String LATEST = "latest";
  }
}
