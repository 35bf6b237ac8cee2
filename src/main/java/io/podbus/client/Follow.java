package io.podbus.client;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// How to follow a session. Immutable: each method returns one more.
///
/// @param from the record to begin with; empty for the first that is kept
/// @param end whether to begin with what comes from now on; then `from` is empty
/// @param stream the only stream whose output is wanted
/// @param delivery `retained`, `latest` or `block`, as docs/protocol.md has them
/// @param blockMax how long the program may stand still for this reader, with `block`
public record Follow(
    OptionalLong from,
    boolean end,
    Optional<String> stream,
    String delivery,
    Optional<Duration> blockMax) {
  private static final String RETAINED = "retained";

  /// All that is kept, and what comes.
  public static Follow fromStart() {
    return new Follow(OptionalLong.empty(), false, Optional.empty(), RETAINED, Optional.empty());
  }

  /// From this record on.
  public static Follow from(long seq) {
    return new Follow(OptionalLong.of(seq), false, Optional.empty(), RETAINED, Optional.empty());
  }

  /// What comes from now on.
  public static Follow fromNow() {
    return new Follow(OptionalLong.empty(), true, Optional.empty(), RETAINED, Optional.empty());
  }

  /// Only the output of this stream.
  public Follow only(String wanted) {
    return new Follow(from, end, Optional.of(wanted), delivery, blockMax);
  }

  /// Skips ahead, with a gap, instead of falling behind.
  public Follow latest() {
    return new Follow(from, end, stream, "latest", Optional.empty());
  }

  /// The program waits for this reader: for so long at most, then there is a gap. Its place is kept
  /// that long while it is disconnected.
  public Follow block(Duration most) {
    return new Follow(from, end, stream, "block", Optional.of(most));
  }
}
