package io.podbus.session.relay;

import io.podbus.process.ChildInput;
import io.podbus.process.InputClosedException;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// What is typed into a session that is looked at: one message after the other, each when the one
/// before has been taken. Full at 64 KiB. For one event loop.
final class RelayInput implements ChildInput {
  private static final int FULL = 64 * 1024;

  private record Write(Buffer bytes, boolean eof, Promise<Void> done) {}

  private final OtherSession other;
  private final Queue<Write> queue = new ArrayDeque<>();
  private int full = FULL;
  private long queued;
  private long accepted;
  private boolean closed;
  private @Nullable Write sending;
  private @Nullable Handler<@Nullable Void> drainHandler;

  RelayInput(OtherSession other) {
    this.other = other;
  }

  @Override
  public Future<Void> write(Buffer data) {
    return add(data, false);
  }

  @Override
  public Future<Void> end() {
    return add(Buffer.buffer(), true);
  }

  private Future<Void> add(Buffer bytes, boolean eof) {
    if (closed) {
      return Future.failedFuture(new InputClosedException("The session takes no more input."));
    }
    closed = eof;
    Write write = new Write(bytes, eof, Promise.promise());
    queue.add(write);
    queued += bytes.length();
    send();
    return write.done().future();
  }

  private void send() {
    Write next = sending == null ? queue.poll() : null;
    if (next == null) {
      return;
    }
    sending = next;
    (next.eof() ? other.endInput() : other.input(next.bytes()))
        .onComplete(sent -> {
          sending = null;
          told(next, sent.cause());
          if (drainHandler != null && !writeQueueFull()) {
            drainHandler.handle(null);
          }
          send();
        });
  }

  private void told(Write write, @Nullable Throwable cause) {
    boolean waited =
        cause == null
            ? write.done().tryComplete()
            : write.done().tryFail(new InputClosedException(String.valueOf(cause.getMessage())));
    accepted += cause == null ? write.bytes().length() : 0;
    // What was given up in the meantime is not counted as queued any more.
    queued -= waited ? write.bytes().length() : 0;
  }

  /// The look is over.
  void close() {
    closed = true;
    cancelWrites(
        new FailureException(new Failure.SessionEnded("The session that was looked at is gone.")));
  }

  @Override
  public long accepted() {
    return accepted;
  }

  @Override
  public long queued() {
    return queued;
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public long cancelWrites(Throwable cause) {
    long given = queued;
    if (sending != null) {
      sending.done().tryFail(cause);
    }
    for (Write write : queue) {
      write.done().tryFail(cause);
    }
    queue.clear();
    queued = 0;
    return given;
  }

  @Override
  public boolean writeQueueFull() {
    return queued >= full;
  }

  @Override
  public ChildInput exceptionHandler(@Nullable Handler<Throwable> handler) {
    return this;
  }

  @Override
  public ChildInput setWriteQueueMaxSize(int maxSize) {
    full = maxSize;
    return this;
  }

  @Override
  public ChildInput drainHandler(@Nullable Handler<Void> handler) {
    drainHandler = handler;
    return this;
  }
}
