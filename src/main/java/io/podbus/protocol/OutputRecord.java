package io.podbus.protocol;

import io.vertx.core.buffer.Buffer;
import java.lang.ref.WeakReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Bytes that the program wrote, exactly as it wrote them. Immutable, safe on any thread.
///
/// Cut on a UTF-8 boundary where one was near. All readers of a process share one instance, and
/// with it the encoded form that [#encoded] keeps.
public final class OutputRecord implements JournalRecord {
  private final long seq;
  private final long prevSeq;
  private final long timeMillis;
  private final StreamName stream;
  private final long offset;
  private final Buffer bytes;
  private final boolean fromEngine;

  /// Weak, because only readers that are abreast gain from it: a memory bound of the journal must
  /// not double because somebody once read it. A race costs a second encoding, nothing else.
  private volatile @Nullable WeakReference<Buffer> encoded;

  /// @param prevSeq the seq of the output record before this one, `-1` for the first
  /// @param offset the position of the first byte in its stream
  /// @param bytes not written to by anybody from here on
  /// @param fromEngine whether the engine said it before the program ran, not the program
  public OutputRecord(
      long seq,
      long prevSeq,
      long timeMillis,
      StreamName stream,
      long offset,
      Buffer bytes,
      boolean fromEngine) {
    this.seq = seq;
    this.prevSeq = prevSeq;
    this.timeMillis = timeMillis;
    this.stream = stream;
    this.offset = offset;
    this.bytes = bytes;
    this.fromEngine = fromEngine;
  }

  @Override
  public long seq() {
    return seq;
  }

  /// The seq of the output record before this one, `-1` for the first.
  public long prevSeq() {
    return prevSeq;
  }

  @Override
  public long timeMillis() {
    return timeMillis;
  }

  public StreamName stream() {
    return stream;
  }

  /// The position of the first byte in its stream.
  public long offset() {
    return offset;
  }

  /// The bytes. Not to be written to.
  public Buffer bytes() {
    return bytes;
  }

  /// Whether the engine said it before the program ran, not the program.
  public boolean fromEngine() {
    return fromEngine;
  }

  @Override
  public int size() {
    return bytes.length();
  }

  /// The form in which this record goes to a client, made once for all readers that are abreast.
  ///
  /// @param encoder a pure function, always the same one
  public Buffer encoded(Function<OutputRecord, Buffer> encoder) {
    WeakReference<Buffer> kept = encoded;
    Buffer present = kept == null ? null : kept.get();
    if (present != null) {
      return present;
    }
    Buffer made = encoder.apply(this);
    encoded = new WeakReference<>(made);
    return made;
  }
}
