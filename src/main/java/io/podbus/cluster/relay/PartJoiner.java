package io.podbus.cluster.relay;

import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes whole records of the parts in which one comes where the credit did not reach for it.
///
/// Owned by the relay's event loop.
final class PartJoiner {
  private @Nullable OutputRecord first;
  private Buffer bytes = Buffer.buffer();

  /// Takes what came.
  ///
  /// @param more whether the rest of the record follows
  /// @return the record, once it is whole
  /// @throws IllegalArgumentException where it does not go on with what came before: a part is lost
  Optional<JournalRecord> next(JournalRecord came, boolean more) {
    OutputRecord begun = first;
    if (begun == null && !more) {
      return Optional.of(came);
    }
    if (!(came instanceof OutputRecord part)) {
      throw new IllegalArgumentException("the rest of a record is missing");
    }
    if (begun == null) {
      begun = part;
      first = part;
    }
    if (part.seq() != begun.seq() || part.offset() != begun.offset() + bytes.length()) {
      throw new IllegalArgumentException("a part of a record is missing");
    }
    bytes.appendBuffer(part.bytes());
    if (more) {
      return Optional.empty();
    }
    OutputRecord whole =
        new OutputRecord(
            begun.seq(),
            begun.prevSeq(),
            begun.timeMillis(),
            begun.stream(),
            begun.offset(),
            bytes,
            begun.fromEngine());
    clear();
    return Optional.of(whole);
  }

  /// How much there is of a record that is not whole yet.
  int held() {
    return bytes.length();
  }

  void clear() {
    first = null;
    bytes = Buffer.buffer();
  }
}
