package io.podbus.cluster.relay;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Reads that found nothing in the ring and wait there. Those for which something has come are
/// answered together, once per turn of the loop. Owned by the relay's event loop.
final class WaitingReads {
  private final Vertx vertx;
  private final Context context;
  private final Predicate<WaitingRead> settle;
  private final Consumer<WaitingRead> whenExpired;
  private List<WaitingRead> waiting = new ArrayList<>();
  private boolean scheduled;

  /// @param settle tries again; says whether the read need not wait any longer
  /// @param whenExpired told of a read that has waited as long as it may
  WaitingReads(Vertx vertx, Predicate<WaitingRead> settle, Consumer<WaitingRead> whenExpired) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.settle = settle;
    this.whenExpired = whenExpired;
  }

  void add(WaitingRead read, long millis) {
    read.timer = vertx.setTimer(Math.max(1, millis), _ -> expire(read));
    waiting.add(read);
  }

  private void expire(WaitingRead read) {
    if (waiting.remove(read)) {
      whenExpired.accept(read);
    }
  }

  /// There is something new in the ring.
  void changed() {
    if (!scheduled && !waiting.isEmpty()) {
      scheduled = true;
      context.runOnContext(_ -> flush());
    }
  }

  private void flush() {
    scheduled = false;
    List<WaitingRead> ready = waiting;
    waiting = new ArrayList<>();
    for (WaitingRead read : ready) {
      if (settle.test(read)) {
        vertx.cancelTimer(read.timer);
      } else {
        waiting.add(read);
      }
    }
  }

  /// All of them, which wait no longer.
  List<WaitingRead> takeAll() {
    List<WaitingRead> all = waiting;
    waiting = new ArrayList<>();
    all.forEach(read -> vertx.cancelTimer(read.timer));
    return all;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }
}
