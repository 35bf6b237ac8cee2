package io.podbus.process;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/// The input of a child that reads `/dev/null`.
record NoInput(ContextInternal context) implements ChildInput {
  @Override
  public Future<Void> write(Buffer data) {
    return context.failedFuture(new InputClosedException("The child was started without input."));
  }

  @Override
  public Future<Void> end() {
    return context.succeededFuture();
  }

  @Override
  public long accepted() {
    return 0;
  }

  @Override
  public long queued() {
    return 0;
  }

  @Override
  public boolean isOpen() {
    return false;
  }

  @Override
  public long cancelWrites(Throwable cause) {
    return 0;
  }

  @Override
  public boolean writeQueueFull() {
    return false;
  }

  @Override
  public ChildInput exceptionHandler(@Nullable Handler<Throwable> handler) {
    return this;
  }

  @Override
  public ChildInput setWriteQueueMaxSize(int maxSize) {
    return this;
  }

  @Override
  public ChildInput drainHandler(@Nullable Handler<Void> handler) {
    return this;
  }
}
