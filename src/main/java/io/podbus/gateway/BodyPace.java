package io.podbus.gateway;

import io.podbus.config.HttpConfig;
import io.podbus.ops.Counter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/// Closes connections whose bodies come too slowly: in each stretch of time as much must come as
/// the least pace says, so that a body of a bounded size takes a bounded time. Where the service
/// itself did not read, nothing is expected.
///
/// Confined to the context of the verticle.
final class BodyPace {
  private final Vertx vertx;
  private final long stretchMs;
  private final long leastBytes;
  private final Counter cut;

  /// @param cut counts the connections that are closed
  BodyPace(Vertx vertx, HttpConfig.Patience patience, Counter cut) {
    this.vertx = vertx;
    this.stretchMs = patience.body().toMillis();
    this.leastBytes = Math.ceilDiv(stretchMs * patience.bodyBytesPerSecond(), 1000);
    this.cut = cut;
  }

  /// Looks after the body of this request from now on.
  Watch watch(HttpServerRequest request) {
    return new Watch(request);
  }

  /// The look after one body.
  final class Watch {
    private final HttpServerRequest request;
    private long timer;
    private long received;
    private boolean held;
    private boolean wasHeld;
    private boolean over;

    private Watch(HttpServerRequest request) {
      this.request = request;
      begin();
    }

    private void begin() {
      if (stretchMs > 0) {
        timer = vertx.setTimer(stretchMs, _ -> judge());
      }
    }

    private void judge() {
      if (over) {
        return;
      }
      if (!wasHeld && received < leastBytes) {
        over = true;
        cut.increment();
        Future<Void> _ = request.connection().close();
        return;
      }
      received = 0;
      wasHeld = held;
      begin();
    }

    /// So much of it has come.
    void received(int bytes) {
      received += bytes;
    }

    /// The service does not read it now, so that no more can come.
    void held() {
      held = true;
      wasHeld = true;
    }

    /// The service reads it again.
    void reading() {
      held = false;
    }

    /// It is over, whichever way.
    void done() {
      if (!over) {
        over = true;
        vertx.cancelTimer(timer);
      }
    }
  }
}
