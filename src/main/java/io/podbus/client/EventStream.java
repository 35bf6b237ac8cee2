package io.podbus.client;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/// A stream of events that goes on after its connection broke, without loss and without repetition.
///
/// Events wait until there is a handler, and while it is paused; then no more are asked for, so
/// that only a bounded amount of output waits here and a slow receiver costs the service a cursor.
/// What the service no longer has comes as a gap. Handlers run on one Vert.x context, one at a
/// time; a handler that throws ends the stream with what it threw. Methods may be called from any
/// thread.
///
/// The exception handler is told at most once, and that is the end: a failure that will not go
/// away, or no connection for [ClientOptions#reconnectFor].
public interface EventStream<T> extends ReadStream<T> {
  @Override
  EventStream<T> handler(@Nullable Handler<T> handler);

  @Override
  EventStream<T> exceptionHandler(@Nullable Handler<Throwable> handler);

  @Override
  EventStream<T> endHandler(@Nullable Handler<@Nullable Void> handler);

  @Override
  EventStream<T> pause();

  @Override
  EventStream<T> resume();

  @Override
  EventStream<T> fetch(long amount);

  /// Completes when the last event was handled; fails with the exception that ended the stream. Of
  /// one that was closed before its end: completes as well.
  Future<Void> ended();

  /// Ends it before its end, and lets the service know. A repetition is harmless.
  Future<Void> close();
}
