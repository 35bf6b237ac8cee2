package io.podbus.ops.trace;

/// A piece of work with a beginning and an end, as a trace shows it. Any thread; all of it is
/// harmless after the end.
public interface Span {
  /// The place in the trace that this work has; what it calls belongs below it.
  TraceContext context();

  /// Calls it by a better name.
  void name(String name);

  /// Notes a fact about it. Never a secret, never input or output.
  void tag(String key, String value);

  /// Notes a number about it.
  void tag(String key, long value);

  /// Notes that it went wrong.
  ///
  /// @param code what went wrong, of a bounded set
  void failed(String code);

  /// It is done. A repetition is harmless.
  void end();
}
