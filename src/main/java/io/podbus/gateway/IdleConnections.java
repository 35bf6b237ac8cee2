package io.podbus.gateway;

import io.podbus.config.HttpConfig;
import io.podbus.ops.Counter;
import io.podbus.ops.Level;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/// Counts connections, refuses those that are too many, and closes those on which no request has
/// been under way for a while; of a new one sooner, so that who sends a request's head byte by byte
/// does not keep it. The server's own time-outs would also close those that wait for a session that
/// is silent.
///
/// Confined to the context of the verticle.
final class IdleConnections {
  private final IdentityHashMap<HttpConnection, Activity> connections = new IdentityHashMap<>();
  private final ConnectionLimits limits;
  private final long headerNanos;
  private final long idleNanos;
  private final LongSupplier nanos;
  private final Level open;
  private final Counter cutInHeader;
  private final Counter cutIdle;

  private static final class Activity {
    private final String address;
    private boolean fresh = true;
    private int requests;
    private long idleSince;

    private Activity(String address) {
      this.address = address;
    }
  }

  /// @param limits how many there may be
  IdleConnections(
      HttpConfig.Patience patience,
      ConnectionLimits limits,
      LongSupplier nanos,
      GatewayMeters meters) {
    this.limits = limits;
    this.headerNanos = patience.header().toNanos();
    this.idleNanos = patience.idle().toNanos();
    this.nanos = nanos;
    this.open = meters.connections();
    this.cutInHeader = meters.cut("header");
    this.cutIdle = meters.cut("idle");
  }

  /// Sweeps for as long as the context lives; with no time-out never.
  void watch(Vertx vertx) {
    LongStream.of(headerNanos, idleNanos)
        .filter(time -> time > 0)
        .min()
        .ifPresent(shortest -> {
          long everyMs = Math.max(10, Duration.ofNanos(shortest).toMillis() / 4);
          vertx.setPeriodic(everyMs, _ -> sweep());
        });
  }

  /// A client has connected. One too many is closed.
  void opened(HttpConnection connection) {
    Activity activity = new Activity(connection.remoteAddress().hostAddress());
    if (!limits.enter(activity.address)) {
      Future<Void> _ = connection.close();
      return;
    }
    activity.idleSince = nanos.getAsLong();
    connections.put(connection, activity);
    open.up();
    connection.closeHandler(_ -> {
      connections.remove(connection);
      left(activity);
    });
  }

  private void left(Activity activity) {
    open.down();
    limits.leave(activity.address);
  }

  /// A request has begun.
  void began(HttpConnection connection) {
    Activity activity = connections.get(connection);
    if (activity != null) {
      activity.fresh = false;
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
    Activity activity = connections.remove(connection);
    return () -> {
      if (activity != null) {
        left(activity);
      }
    };
  }

  private void sweep() {
    long now = nanos.getAsLong();
    for (Map.Entry<HttpConnection, Activity> entry : List.copyOf(connections.entrySet())) {
      Activity activity = entry.getValue();
      long patience = activity.fresh ? headerNanos : idleNanos;
      if (activity.requests == 0 && patience > 0 && now - activity.idleSince >= patience) {
        (activity.fresh ? cutInHeader : cutIdle).increment();
        Future<Void> _ = entry.getKey().close();
      }
    }
  }
}
