package io.podbus.session.subscription;

import io.podbus.ops.Counter;
import io.podbus.ops.Level;
import io.podbus.ops.Meters;
import io.podbus.ops.Metric;
import io.podbus.protocol.Delivery;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.SessionId;
import io.podbus.session.journal.SessionJournal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// All subscribers of one session, each known by its address. Bounded.
///
/// Owned by the session's event loop.
public final class Subscriptions {
  /// The most that a session can have.
  public static final int MAX = 256;

  private final Vertx vertx;
  private final SessionId id;
  private final SessionJournal journal;
  private final Meters meters;
  private final Counter pushedBytes;
  private final Counter creditStalls;
  private final Map<String, Subscription> byAddress = new LinkedHashMap<>();

  /// Addresses that were sent the exit: their last credit comes after it.
  private final Set<String> completed = new LinkedHashSet<>();

  public Subscriptions(Vertx vertx, SessionId id, SessionJournal journal, Meters meters) {
    this.vertx = vertx;
    this.id = id;
    this.journal = journal;
    this.meters = meters;
    this.pushedBytes = meters.counter(Metric.PUSHED_BYTES);
    this.creditStalls = meters.counter(Metric.CREDIT_STALLS);
    // Also where nobody subscribes: a figure of nought is a figure.
    meters.counter(Metric.SUBSCRIBERS_LOST);
    for (Delivery delivery : Delivery.values()) {
      open(delivery);
    }
  }

  /// Begins to push. One that has the address already is replaced. Fails with `invalid-range` where
  /// the beginning is beyond the end, with `rate-limited` where there are too many.
  ///
  /// @return with `fromSeq`, the record with which it begins
  public Future<JsonObject> subscribe(SubscriptionRequest request) {
    unsubscribe(request.address());
    if (byAddress.size() >= MAX) {
      makeRoom();
    }
    // Finds the beginning, and gives a `block` reader its place before the answer.
    return journal
        .read(request.read(request.from(), 1, Duration.ZERO))
        .map(first -> begin(request, first));
  }

  private void makeRoom() {
    List.copyOf(byAddress.values()).stream()
        .filter(Subscription::starved)
        .findFirst()
        .ifPresentOrElse(
            oldest -> oldest.end(Subscription.End.CANCELLED),
            () -> {
              throw new FailureException(
                  new Failure.RateLimited(
                      "The session has %d subscribers, the most it can have.".formatted(MAX), 1));
            });
  }

  private JsonObject begin(SubscriptionRequest request, RecordBatch first) {
    long from = beginning(first);
    Subscription added = new Subscription(vertx, id, journal, request, from, ears());
    Subscription before = byAddress.put(request.address(), added);
    if (before != null) {
      // Two at once: the later one stays.
      before.replaced();
    }
    completed.remove(request.address());
    open(request.delivery()).up();
    added.start();
    return new JsonObject()
        .put("address", request.address())
        .put("fromSeq", from)
        .put("creditBytes", request.creditBytes())
        .put("ended", first.ended() && first.records().isEmpty());
  }

  private static long beginning(RecordBatch batch) {
    if (batch.records().isEmpty()) {
      return batch.nextSeq();
    }
    JournalRecord first = batch.records().getFirst();
    return first instanceof JournalRecord.Gap gap ? gap.fromSeq() : first.seq();
  }

  private Level open(Delivery delivery) {
    return meters.level(Metric.SUBSCRIBERS, delivery.wireName());
  }

  private Subscription.Ears ears() {
    return new Subscription.Ears() {
      @Override
      public void pushed(int bytes) {
        pushedBytes.add(bytes);
      }

      @Override
      public void stalled() {
        creditStalls.increment();
      }

      @Override
      public void ended(Subscription self, Subscription.End end) {
        byAddress.remove(self.request().address(), self);
        open(self.request().delivery()).down();
        switch (end) {
          case COMPLETE -> complete(self.request().address());
          case LOST -> meters.counter(Metric.SUBSCRIBERS_LOST).increment();
          case CANCELLED -> {}
        }
      }
    };
  }

  private void complete(String address) {
    if (completed.size() >= MAX) {
      completed.remove(completed.iterator().next());
    }
    completed.add(address);
  }

  /// Lets so much more output go to the subscriber of this address; means nothing to one that has
  /// been sent the exit. Fails with `not-found` where there is none: it was lost, or never was.
  ///
  /// @return with `creditBytes`, how much may be under way now, and `nextSeq`, the record that goes
  ///   next: a subscriber that waits for an earlier one has lost something
  public JsonObject credit(String address, long bytes) {
    Subscription mine = byAddress.get(address);
    if (mine == null && completed.contains(address)) {
      return new JsonObject().put("address", address).put("creditBytes", 0);
    }
    if (mine == null) {
      throw new FailureException(
          new Failure.NotFound("The session has no subscriber of this address; subscribe again."));
    }
    return new JsonObject()
        .put("address", address)
        .put("creditBytes", mine.credit(bytes))
        .put("nextSeq", mine.nextSeq());
  }

  /// Ends the push to this address; harmless where there is none.
  public void unsubscribe(String address) {
    Subscription mine = byAddress.get(address);
    if (mine != null) {
      mine.end(Subscription.End.CANCELLED);
    }
  }

  /// How many there are.
  public int size() {
    return byAddress.size();
  }

  /// Ends all of them: the session is not kept any more.
  public void close() {
    List.copyOf(byAddress.values()).forEach(each -> each.end(Subscription.End.CANCELLED));
  }
}
