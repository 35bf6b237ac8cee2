package io.podbus.cluster.relay;

import io.podbus.protocol.Addresses;
import io.podbus.protocol.Headers;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.Problem;
import io.podbus.protocol.RecordParser;
import io.podbus.protocol.SessionId;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one subscription of a relay: hands on whole records in their order, and asks for them anew
/// from the first that is missing where one was lost on its way.
///
/// Each subscription has an address of its own, so that what is still on its way for an earlier one
/// is not taken for the later one's.
///
/// Owned by the relay's event loop.
final class RelayFeed {
  /// What comes of it.
  interface Sink {
    /// The next record.
    void record(JournalRecord entry);

    /// The session does not push from there. The feed is off then.
    void refused(Throwable cause);

    /// The session, or the way to it, did not answer.
    void silent(Throwable cause);
  }

  private static final Logger LOG = LoggerFactory.getLogger(RelayFeed.class);

  private final EventBus bus;
  private final SessionId id;
  private final RemoteSession remote;
  private final Supplier<SessionId> names;
  private final CreditWindow window;
  private final RelayMeters meters;
  private final Sink sink;
  private final PartJoiner parts = new PartJoiner();

  private @Nullable MessageConsumer<Buffer> consumer;

  /// Which subscription this is, by its number: what was begun for an earlier one means nothing.
  private int turns;

  private boolean agreed;
  private long expected;
  private long doubted = -1;
  private long restartedAt = -1;

  /// @param names makes a random name for each subscription
  RelayFeed(
      EventBus bus,
      SessionId id,
      RemoteSession remote,
      Supplier<SessionId> names,
      CreditWindow window,
      RelayMeters meters,
      Sink sink) {
    this.bus = bus;
    this.id = id;
    this.remote = remote;
    this.names = names;
    this.window = window;
    this.meters = meters;
    this.sink = sink;
  }

  /// Begins with this record, in place of what there was.
  void start(long seq) {
    stop();
    expected = seq;
    String address = Addresses.relay(id, names.get());
    MessageConsumer<Buffer> mine = bus.consumer(address);
    consumer = mine;
    int turn = turns;
    mine.handler(message -> {
      if (turns == turn) {
        received(message);
      }
    });
    long credit = Math.max(0, window.grant(0));
    mine.completion()
        .compose(_ ->
            turns == turn
                ? remote.subscribe(address, seq, credit)
                : Future.succeededFuture(new JsonObject()))
        .onComplete(done -> {
          if (turns == turn) {
            agreed(done);
          }
        });
  }

  private void agreed(AsyncResult<JsonObject> done) {
    if (done.succeeded()) {
      agreed = true;
    } else {
      stop();
      sink.refused(done.cause());
    }
  }

  /// Asks anew from the first record that is missing; where that has not helped, gives up.
  private void restart(RelayMeters.Restart reason) {
    meters.restarted(reason);
    if (restartedAt == expected) {
      stop();
      sink.refused(new IllegalStateException("record " + expected + " does not come"));
      return;
    }
    restartedAt = expected;
    start(expected);
  }

  /// Goes on where a reader is that is far ahead; begins there where it is off.
  void move(long seq) {
    if (on()) {
      meters.restarted(RelayMeters.Restart.AHEAD);
    }
    start(seq);
  }

  private void received(Message<Buffer> message) {
    JournalRecord came;
    Buffer body = message.body();
    try {
      came = RecordParser.pushed(message.headers(), body);
    } catch (IllegalArgumentException e) {
      LOG.warn("the relay of session {} was sent what is no record: {}", id, e.toString());
      return;
    }
    window.received(came.size());
    meters.received(came.size());
    try {
      parts.next(came, "true".equals(message.headers().get(Headers.MORE))).ifPresent(this::whole);
    } catch (IllegalArgumentException e) {
      restart(RelayMeters.Restart.HOLE);
    }
  }

  private void whole(JournalRecord entry) {
    if (entry.seq() < expected) {
      return;
    }
    if (RelayRing.first(entry) != expected) {
      restart(RelayMeters.Restart.HOLE);
      return;
    }
    expected = entry.seq() + 1;
    if (entry instanceof JournalRecord.Exited) {
      leave();
    }
    sink.record(entry);
  }

  /// Lets the session send more, where there is room.
  ///
  /// @param unread what nobody has read yet
  void grant(long unread) {
    if (!agreed) {
      return;
    }
    long credit = window.grant(unread + parts.held());
    if (credit >= 0) {
      credit(credit, false);
    }
  }

  /// Asks whether the subscription is still there, and whether all that was sent has come.
  void probe() {
    if (agreed) {
      credit(0, true);
    }
  }

  private void credit(long bytes, boolean probing) {
    MessageConsumer<Buffer> mine = consumer;
    if (mine == null) {
      return;
    }
    int turn = turns;
    long before = expected;
    remote
        .credit(mine.address(), bytes)
        .onComplete(done -> {
          if (turns != turn) {
            return;
          }
          if (done.failed()) {
            lost(done.cause());
          } else if (probing) {
            compare(done.result(), before);
          }
        });
  }

  private void lost(Throwable cause) {
    if (Problem.code(cause).equals("not-found")) {
      restart(RelayMeters.Restart.LOST);
    } else {
      sink.silent(cause);
    }
  }

  /// What was sent and has not come by the second time that it is missed will not come.
  private void compare(JsonObject told, long before) {
    boolean missing = expected == before && told.getLong("nextSeq", Long.MAX_VALUE) > before;
    if (missing && doubted == before) {
      restart(RelayMeters.Restart.HOLE);
    }
    doubted = missing ? before : -1;
  }

  /// Whether records come, or will.
  boolean on() {
    return consumer != null;
  }

  /// Ends the subscription; harmless where there is none.
  void stop() {
    MessageConsumer<Buffer> mine = consumer;
    if (mine != null) {
      remote.unsubscribe(mine.address());
    }
    leave();
  }

  private void leave() {
    MessageConsumer<Buffer> mine = consumer;
    consumer = null;
    turns++;
    agreed = false;
    doubted = -1;
    parts.clear();
    window.reset();
    if (mine != null) {
      Future<Void> _ = mine.unregister();
    }
  }
}
