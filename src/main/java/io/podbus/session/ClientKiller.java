package io.podbus.session;

import io.podbus.process.Signal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/// Ends a session of which nothing but the client can be reached: an exec on a remote engine, or
/// anything on an engine that gives no sensible answers. What runs behind the client may go on;
/// that is said in the documents.
final class ClientKiller implements Killer {
  private final Vertx vertx;
  private final Session session;

  ClientKiller(Vertx vertx, Session session) {
    this.vertx = vertx;
    this.session = session;
  }

  @Override
  public Future<?> ask(Duration grace) {
    ClientRun run = session.run();
    if (run == null || grace.isZero()) {
      return Future.succeededFuture();
    }
    run.child().kill(Signal.TERM);
    return vertx.timer(grace.toMillis());
  }

  @Override
  public Future<Boolean> finish() {
    return Future.succeededFuture(true);
  }
}
