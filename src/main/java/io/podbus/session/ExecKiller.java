package io.podbus.session;

import io.podbus.process.MarkedProcesses;
import io.podbus.process.Signal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/// Ends an exec: all processes in its container that carry its marker, whoever started them. The
/// client's own end would leave them.
final class ExecKiller implements Killer {
  private final Vertx vertx;
  private final MarkedProcesses processes;

  ExecKiller(Vertx vertx, MarkedProcesses processes) {
    this.vertx = vertx;
    this.processes = processes;
  }

  @Override
  public Future<?> ask(Duration grace) {
    return grace.isZero()
        ? Future.succeededFuture()
        : signal(Signal.TERM).otherwise(0).compose(_ -> vertx.timer(grace.toMillis()));
  }

  @Override
  public Future<Boolean> finish() {
    return signal(Signal.KILL).map(found -> found == 0);
  }

  /// Sends a signal to each of them; answers how many there were.
  Future<Integer> signal(Signal signal) {
    return vertx.executeBlocking(() -> processes.signal(signal));
  }
}
