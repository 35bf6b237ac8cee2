package io.podbus.client;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A stream over one connection after the other.
///
/// What waits here is bounded by what its connection may send without [Transport.Feed#taken], or by
/// a few events where it can be paused; and a new connection is opened only when nothing of the one
/// before waits any more.
///
/// Every field from `waiting` on belongs to the context.
final class Follower<T> extends DemandedStream<T> {
  private static final int MANY = 64;

  /// An event that waits for the receiver, and the connection that brought it.
  private record Waiting<T>(T event, int bytes, Transport.Sink<T> from) {}

  private final Vertx vertx;
  private final Transport.Source<T> source;
  private final Place<T> place;
  private final Predicate<PodbusException> comesBack;
  private final Reconnect reconnect;
  private final Promise<Void> started = Promise.promise();
  private final Promise<Void> ended = Promise.promise();

  private final Deque<Waiting<T>> waiting = new ArrayDeque<>();
  private @Nullable Connection connection;
  private boolean connectedOnce;
  private boolean delivering;
  private boolean complete;
  private boolean over;

  /// @param comesBack whether to connect again after a failure
  Follower(
      Vertx vertx,
      Transport.Source<T> source,
      Place<T> place,
      Predicate<PodbusException> comesBack,
      Reconnect reconnect) {
    super(vertx.getOrCreateContext());
    this.vertx = vertx;
    this.source = source;
    this.place = place;
    this.comesBack = comesBack;
    this.reconnect = reconnect;
  }

  /// Opens the first connection. Completes when the service has begun to send; fails as it does.
  Future<Void> start() {
    context().runOnContext(_ -> open());
    return started.future();
  }

  private void open() {
    if (!over) {
      connection = new Connection();
      connection.open();
    }
  }

  /// One connection, as long as it is the one.
  private final class Connection implements Transport.Sink<T> {
    private Transport.@Nullable Feed feed;
    private boolean paused;

    void open() {
      feed = source.open(context(), place.next(), this);
      if (connection != this) {
        // It broke before it was there.
        feed.close();
      }
    }

    @Override
    public void opened(OptionalLong from) {
      if (connection == this) {
        connectedOnce = true;
        from.ifPresent(place::begin);
        started.tryComplete();
      }
    }

    @Override
    public void alive() {
      reconnect.succeeded();
    }

    @Override
    public void event(T event, int bytes) {
      if (connection != this || complete) {
        return;
      }
      reconnect.succeeded();
      try {
        place
            .take(event)
            .ifPresentOrElse(
                fresh -> {
                  complete = place.last(fresh);
                  waiting.add(new Waiting<>(fresh, bytes, this));
                },
                () -> taken(bytes));
      } catch (Place.HoleException e) {
        broken(PodbusException.unreachable("Something of the stream was lost on its way", e));
        return;
      }
      deliver();
    }

    @Override
    public void ended() {
      if (connection == this) {
        complete = true;
        deliver();
      }
    }

    @Override
    public void broken(PodbusException cause) {
      if (connection != this || complete) {
        return;
      }
      close();
      connection = null;
      if (!connectedOnce || !comesBack.test(cause) || !reconnect.failed(cause)) {
        fail(cause);
      } else {
        // Where events wait, that is what comes first.
        deliver();
      }
    }

    void taken(int bytes) {
      if (feed != null && connection == this) {
        feed.taken(bytes);
      }
    }

    void regulate() {
      if (feed == null) {
        return;
      }
      if (!paused && waiting.size() >= MANY) {
        paused = true;
        feed.pause();
      } else if (paused && waiting.isEmpty()) {
        paused = false;
        feed.resume();
      }
    }

    Future<Void> close() {
      return feed == null ? Future.succeededFuture() : feed.close();
    }
  }

  @Override
  void deliver() {
    if (delivering || over) {
      return;
    }
    delivering = true;
    try {
      Handler<T> receiver = receiver();
      while (!over && receiver != null && !waiting.isEmpty() && demanded()) {
        next(receiver, waiting.remove());
        receiver = receiver();
      }
    } finally {
      delivering = false;
    }
    afterwards();
  }

  private void next(Handler<T> receiver, Waiting<T> next) {
    try {
      receiver.handle(next.event());
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    if (connection == next.from()) {
      connection.taken(next.bytes());
    }
  }

  private void afterwards() {
    if (over) {
      return;
    }
    if (complete && waiting.isEmpty()) {
      finish(null);
    } else if (connection != null) {
      connection.regulate();
    } else if (waiting.isEmpty() && reconnect.due()) {
      vertx.setTimer(reconnect.delayMillis(), _ -> open());
    }
  }

  private void fail(Throwable cause) {
    if (!started.tryFail(cause)) {
      finish(cause);
    } else {
      over = true;
      ended.tryFail(cause);
    }
  }

  private void finish(@Nullable Throwable cause) {
    if (over) {
      return;
    }
    over = true;
    Connection last = connection;
    connection = null;
    waiting.clear();
    if (last != null) {
      last.close();
    }
    tellEnd(cause);
    if (cause == null) {
      ended.tryComplete();
    } else {
      ended.tryFail(cause);
    }
  }

  @Override
  public Future<Void> ended() {
    return ended.future();
  }

  @Override
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    onContext(() -> {
      Connection last = connection;
      connection = null;
      over = true;
      waiting.clear();
      started.tryFail(PodbusException.unreachable("The stream was closed", null));
      ended.tryComplete();
      (last == null ? Future.<Void>succeededFuture() : last.close()).onComplete(closed);
    });
    return closed.future();
  }
}
