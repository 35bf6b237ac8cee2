package io.podbus.session.relay;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// One stream of a relayed session, with real demand: what is not asked for waits here, and more is
/// not read from the other session in the meantime. Holds one page of its journal at most.
///
/// For one event loop.
final class RelayStream implements ReadStream<Buffer> {
  private final Runnable wanted;
  private final Queue<Buffer> queue = new ArrayDeque<>();
  private @Nullable Handler<Buffer> handler;
  private @Nullable Handler<@Nullable Void> endHandler;
  private long demand;
  private boolean ended;
  private boolean told;

  /// @param wanted called when everything has been taken and more is asked for
  RelayStream(Runnable wanted) {
    this.wanted = wanted;
  }

  /// Whether what comes next is taken at once.
  boolean isHungry() {
    return demand > 0 && queue.isEmpty() && handler != null;
  }

  void push(Buffer bytes) {
    if (bytes.length() > 0 && !ended) {
      queue.add(bytes);
      drain();
    }
  }

  /// Nothing more comes; what waits is still given out.
  void end() {
    ended = true;
    drain();
  }

  /// Nothing more comes, and what waits is dropped.
  void cut() {
    queue.clear();
    end();
  }

  private void drain() {
    while (demand > 0 && !queue.isEmpty() && handler != null) {
      if (demand != Long.MAX_VALUE) {
        demand--;
      }
      handler.handle(queue.remove());
    }
    if (ended && !told && queue.isEmpty() && demand > 0 && endHandler != null) {
      told = true;
      endHandler.handle(null);
    }
  }

  @Override
  public ReadStream<Buffer> handler(@Nullable Handler<Buffer> wantedBy) {
    handler = wantedBy;
    return this;
  }

  @Override
  public ReadStream<Buffer> pause() {
    demand = 0;
    return this;
  }

  @Override
  public ReadStream<Buffer> resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ReadStream<Buffer> fetch(long amount) {
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    drain();
    if (isHungry() && !ended) {
      wanted.run();
    }
    return this;
  }

  @Override
  public ReadStream<Buffer> endHandler(@Nullable Handler<Void> wantedBy) {
    endHandler = wantedBy;
    return this;
  }

  @Override
  public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> wantedBy) {
    // It does not fail: a session that is gone is an end.
    return this;
  }
}
