package io.podbus.ops.trace;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes spans. Any thread; one for a service.
public interface Tracer extends AutoCloseable {
  /// Which part a span plays.
  enum Kind {
    /// It answers somebody outside.
    SERVER,
    /// It is our own work.
    INTERNAL
  }

  /// Begins a span.
  ///
  /// @param parent what it belongs to; null for the beginning of a trace
  Span begin(String name, Kind kind, @Nullable TraceContext parent);

  /// Sends what has not been sent. May block for a few seconds.
  @Override
  void close();

  /// A tracer that records nothing: it hands on the callers' ids, and makes ids where there are
  /// none, so that lines of the log can be found by them all the same.
  ///
  /// @param random fills an array with random bytes
  static Tracer off(Consumer<byte[]> random) {
    return new Off(random);
  }

  /// See [#off].
  record Off(Consumer<byte[]> random) implements Tracer {
    @Override
    public Span begin(String name, Kind kind, @Nullable TraceContext parent) {
      return new Unrecorded(parent == null ? TraceContext.root(random) : parent);
    }

    @Override
    public void close() {}
  }

  /// A span that nobody records.
  record Unrecorded(TraceContext context) implements Span {
    @Override
    public void name(String name) {}

    @Override
    public void tag(String key, String value) {}

    @Override
    public void tag(String key, long value) {}

    @Override
    public void failed(String code) {}

    @Override
    public void end() {}
  }
}
