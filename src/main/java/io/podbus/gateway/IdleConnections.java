package io.podbus.gateway;

import io.podbus.ops.Level;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Closes connections on which no request has been under way for a while. The server's own time-out
/// would also close those that wait for a session that is silent.
///
/// Confined to the context of the verticle.
final class IdleConnections {
  private final IdentityHashMap<HttpConnection, Activity> connections = new IdentityHashMap<>();
  private final long timeoutNanos;
  private final LongSupplier nanos;
  private final Level open;

  private static final class Activity {
    private int requests;
    private long idleSince;
  }

  /// @param open how many there are
  IdleConnections(Duration timeout, LongSupplier nanos, Level open) {
    this.timeoutNanos = timeout.toNanos();
    this.nanos = nanos;
    this.open = open;
  }

  /// Sweeps for as long as the context lives; with no time-out never.
  void watch(Vertx vertx) {
    if (timeoutNanos > 0) {
      long everyMs = Math.max(10, Duration.ofNanos(timeoutNanos).toMillis() / 4);
      vertx.setPeriodic(everyMs, _ -> sweep());
    }
  }

  /// A client has connected.
  void opened(HttpConnection connection) {
    Activity activity = new Activity();
    activity.idleSince = nanos.getAsLong();
    connections.put(connection, activity);
    open.up();
    connection.closeHandler(_ -> {
      open.down();
      connections.remove(connection);
    });
  }

  /// A request has begun.
  void began(HttpConnection connection) {
    Activity activity = connections.get(connection);
    if (activity != null) {
      activity.requests++;
    }
  }

  /// A request has its answer.
  void ended(HttpConnection connection) {
    Activity activity = connections.get(connection);
    if (activity != null) {
      activity.requests--;
      activity.idleSince = nanos.getAsLong();
    }
  }

  /// A connection speaks another protocol from now on, which watches it itself and whose end the
  /// server does not tell.
  ///
  /// @return to be run when the connection has ended
  Runnable upgraded(HttpConnection connection) {
    connections.remove(connection);
    return open::down;
  }

  private void sweep() {
    long now = nanos.getAsLong();
    for (Map.Entry<HttpConnection, Activity> entry : List.copyOf(connections.entrySet())) {
      Activity activity = entry.getValue();
      if (activity.requests == 0 && now - activity.idleSince >= timeoutNanos) {
        Future<Void> _ = entry.getKey().close();
      }
    }
  }
}
