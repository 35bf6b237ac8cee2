package io.podbus.session;

import io.podbus.process.Signal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/// Ends a session of which there is nothing but the client, or nothing else can be reached: an
/// operation that asks the engine for something; a look at somebody's container, which goes on; an
/// exec on a remote engine, or anything on an engine that gives no sensible answers, where what
/// runs behind the client may go on. That is said in the documents.
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
    ClientRun run = session.run();
    if (run != null && !session.clientEnded()) {
      run.open();
      run.child().kill(Signal.KILL);
    }
    return Future.succeededFuture(true);
  }
}
