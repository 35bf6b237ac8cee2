package io.podbus.client;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/// What the receiver of a stream wants: its handlers, and how many events it takes now. They can be
/// set from any thread, and belong to the context.
abstract class DemandedStream<T> implements EventStream<T> {
  private final Context context;

  private long demand = Long.MAX_VALUE;
  private @Nullable Handler<T> handler;
  private @Nullable Handler<Throwable> exceptionHandler;
  private @Nullable Handler<@Nullable Void> endHandler;

  DemandedStream(Context context) {
    this.context = context;
  }

  /// The context to which everything belongs.
  final Context context() {
    return context;
  }

  /// Hands on what waits, as far as it is wanted. On the context.
  abstract void deliver();

  /// Who takes events; null before there is one.
  final @Nullable Handler<T> receiver() {
    return handler;
  }

  /// Whether one more event is wanted; then it counts as handed on.
  final boolean demanded() {
    if (demand == 0) {
      return false;
    }
    if (demand != Long.MAX_VALUE) {
      demand--;
    }
    return true;
  }

  /// Tells that the stream is over.
  ///
  /// @param cause null where it came to its end
  final void tellEnd(@Nullable Throwable cause) {
    if (cause == null) {
      if (endHandler != null) {
        endHandler.handle(null);
      }
    } else if (exceptionHandler != null) {
      exceptionHandler.handle(cause);
    }
  }

  final EventStream<T> onContext(Runnable work) {
    if (context.equals(Vertx.currentContext())) {
      work.run();
    } else {
      context.runOnContext(_ -> work.run());
    }
    return this;
  }

  @Override
  public EventStream<T> handler(@Nullable Handler<T> handler) {
    return onContext(() -> {
      this.handler = handler;
      // Never from within the call, so that the caller can set its other handlers first.
      context.runOnContext(_ -> deliver());
    });
  }

  @Override
  public EventStream<T> exceptionHandler(@Nullable Handler<Throwable> handler) {
    return onContext(() -> exceptionHandler = handler);
  }

  @Override
  public EventStream<T> endHandler(@Nullable Handler<@Nullable Void> handler) {
    return onContext(() -> endHandler = handler);
  }

  @Override
  public EventStream<T> pause() {
    return onContext(() -> demand = 0);
  }

  @Override
  public EventStream<T> resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public EventStream<T> fetch(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("amount is negative");
    }
    return onContext(() -> {
      demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
      deliver();
    });
  }
}
