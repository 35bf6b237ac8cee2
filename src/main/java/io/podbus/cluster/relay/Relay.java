package io.podbus.cluster.relay;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.SessionId;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The output of one session of another node, for all its readers on this one.
///
/// The records come by one subscription into a ring, and go on from there as far as somebody reads:
/// the reader that is furthest draws them here. What the ring cannot answer exactly as the session
/// would is asked of the session, in the reader's name and at its own pace: what lies behind the
/// ring, beginnings other than a number, readers with a place (`block`), and skipping (`latest`).
///
/// Owned by the event loop of its verticle.
final class Relay implements RelayFeed.Sink {
  /// Where a `latest` reader lags more than this, the session says where it goes on; as there.
  private static final long LATEST_LAG_BYTES = 256 * 1024;

  /// A reader so many records ahead of the ring is not waited for.
  private static final long AHEAD_RECORDS = 64;

  /// How long a read that wants to know whether there is more waits for what is on its way.
  private static final long ON_ITS_WAY_MILLIS = 20;

  private final RemoteSession remote;
  private final RelayMeters meters;
  private final Consumer<Throwable> whenGone;
  private final RelayRing ring = new RelayRing();
  private final CreditWindow window;
  private final RelayFeed feed;
  private final PendingReads pending = new PendingReads();
  private final WaitingReads waiting;
  private boolean closed;
  private boolean wasSilent;

  /// How far the furthest reader has come.
  private long furthest;

  /// @param names makes a random name for each subscription
  /// @param whenGone told once, where the session, or its node, is not there any more
  Relay(
      Vertx vertx,
      SessionId id,
      RemoteSession remote,
      RelaySettings settings,
      RelayBudget budget,
      RelayMeters meters,
      Supplier<SessionId> names,
      Consumer<Throwable> whenGone) {
    this.remote = remote;
    this.meters = meters;
    this.whenGone = whenGone;
    this.waiting = new WaitingReads(vertx, this::settled, this::expired);
    this.window = new CreditWindow(budget, settings.relayBytes());
    this.feed = new RelayFeed(vertx.eventBus(), id, remote, names, window, meters, this);
  }

  /// Answers as the session's journal would.
  ///
  /// @param headers of the request, which say who asks
  Future<RecordBatch> read(ReadRequest request, MultiMap headers) {
    if (closed) {
      return Future.failedFuture(RemoteSession.gone());
    }
    Promise<RecordBatch> answer = pending.begin();
    serve(request, headers, answer);
    return answer.future();
  }

  private void serve(ReadRequest request, MultiMap headers, Promise<RecordBatch> answer) {
    long seq = number(request.from());
    if (seq < 0 || request.delivery() == Delivery.BLOCK) {
      ask(request, headers, answer);
    } else if (feed.on() && seq > ring.nextSeq()) {
      checkThenServe(request, headers, answer, seq);
    } else {
      serve(request, headers, answer, seq);
    }
  }

  /// A reader that is ahead of the ring may be beyond the end: the session knows.
  private void checkThenServe(
      ReadRequest request, MultiMap headers, Promise<RecordBatch> answer, long seq) {
    ReadRequest one = request.bounded(1).waiting(Duration.ZERO);
    meters.read(one.delivery());
    remote
        .read(one, headers)
        .onComplete(done -> {
          if (done.failed()) {
            asked(one, done, answer);
          } else if (!closed) {
            serve(request, headers, answer, seq);
          }
        });
  }

  private void serve(ReadRequest request, MultiMap headers, Promise<RecordBatch> answer, long seq) {
    if (!follows(request, seq)) {
      ask(request, headers, answer);
      return;
    }
    furthest = Math.max(furthest, seq);
    WaitingRead read = new WaitingRead(request, headers, answer, seq);
    // Before there is made room for more: that may take from the ring what this reader wants.
    boolean done = answered(read);
    draw();
    if (!done) {
      await(read);
    }
  }

  /// The number with which a request begins; -1 where only the session knows it.
  private long number(From from) {
    return switch (from) {
      case From.Seq(long seq) -> seq;
      case From.First _ when ring.firstSeq() == 0 && ring.nextSeq() > 0 -> 0;
      default -> -1;
    };
  }

  /// Whether the ring has what lies there, or will; begins to follow where nobody does yet.
  private boolean follows(ReadRequest request, long seq) {
    boolean latest = request.delivery() == Delivery.LATEST;
    boolean within = seq >= ring.firstSeq() && seq <= ring.nextSeq();
    if (ring.ended() || latest || (feed.on() && seq < ring.firstSeq())) {
      boolean live = feed.on() || ring.ended();
      return live && within && !(latest && ring.chargedFrom(seq) > LATEST_LAG_BYTES);
    }
    if (!feed.on()) {
      if (within && ring.nextSeq() > 0) {
        feed.start(ring.nextSeq());
      } else {
        moveTo(seq);
      }
    } else if (seq > ring.nextSeq() && (seq - ring.nextSeq() > AHEAD_RECORDS || !window.open())) {
      moveTo(seq);
    }
    return true;
  }

  /// Follows from this record on; readers that wait for an earlier one ask the session.
  private void moveTo(long seq) {
    ring.reset(seq);
    window.holds(0);
    furthest = seq;
    feed.move(seq);
    waiting.takeAll().forEach(this::askInstead);
  }

  private void askInstead(WaitingRead read) {
    ask(read.request.at(read.cursor), read.headers, read.answer);
  }

  private void ask(ReadRequest request, MultiMap headers, Promise<RecordBatch> answer) {
    meters.read(request.delivery());
    remote.read(request, headers).onComplete(done -> asked(request, done, answer));
  }

  private void asked(
      ReadRequest request, AsyncResult<RecordBatch> done, Promise<RecordBatch> answer) {
    if (closed) {
      return;
    }
    if (done.succeeded()) {
      wasSilent = false;
      RecordBatch batch = done.result();
      batch.records().forEach(entry -> meters.received(entry.size()));
      boolean atEnd = batch.records().isEmpty() && !batch.ended();
      if (atEnd && request.delivery() == Delivery.LATEST && waiting.isEmpty()) {
        follow(batch.nextSeq());
      }
    }
    answer.handle(done);
    if (done.failed() && RemoteSession.isGone(done.cause())) {
      end(done.cause());
    }
  }

  /// A `latest` reader has come to the end: the next records can come here.
  private void follow(long seq) {
    if (!ring.ended() && (!feed.on() || seq > ring.nextSeq())) {
      moveTo(seq);
    }
  }

  private boolean answered(WaitingRead read) {
    List<JournalRecord> records = new ArrayList<>();
    read.cursor = ring.read(read.cursor, read.request, records);
    boolean ended = ring.ended() && read.cursor == ring.nextSeq();
    if (records.isEmpty() && !ended) {
      if (read.cursor > furthest) {
        furthest = read.cursor;
        draw();
      }
      return false;
    }
    read.answer.complete(new RecordBatch(records, read.cursor, ended));
    return true;
  }

  private void await(WaitingRead read) {
    Duration wait = read.request.waitUpTo();
    waiting.add(read, wait.isZero() ? ON_ITS_WAY_MILLIS : wait.toMillis());
  }

  /// Where a reader does not want to wait, the session says whether there is nothing more.
  private void expired(WaitingRead read) {
    if (!read.request.waitUpTo().isZero()) {
      read.answer.complete(new RecordBatch(List.of(), read.cursor, false));
      return;
    }
    ReadRequest one = read.request.at(read.cursor).bounded(1);
    meters.read(one.delivery());
    remote
        .read(one, read.headers)
        .onComplete(done -> {
          boolean more = done.succeeded() && !done.result().records().isEmpty();
          boolean here = read.cursor >= ring.firstSeq() && read.cursor <= ring.nextSeq() && !closed;
          if (!(more && here && answered(read))) {
            asked(one, done, read.answer);
          }
        });
  }

  @Override
  public void record(JournalRecord entry) {
    wasSilent = false;
    ring.append(entry);
    draw();
    waiting.changed();
  }

  private boolean settled(WaitingRead read) {
    if (read.cursor < ring.firstSeq()) {
      askInstead(read);
      return true;
    }
    return answered(read);
  }

  /// Lets as much more come as there is room for, and makes that room.
  private void draw() {
    feed.grant(unread());
    trim();
  }

  private void trim() {
    ring.evict(window.mayHold(), furthest);
    window.holds(ring.charged());
  }

  private long unread() {
    return ring.chargedFrom(furthest);
  }

  /// Each reader that waits is told by the session itself.
  @Override
  public void refused(Throwable cause) {
    if (RemoteSession.isGone(cause)) {
      end(cause);
      return;
    }
    waiting.takeAll().forEach(this::askInstead);
  }

  @Override
  public void silent(Throwable cause) {
    if (RemoteSession.isGone(cause) || wasSilent) {
      end(cause);
    }
    wasSilent = true;
  }

  /// Asks whether the session is still there, where somebody waits for it.
  void probe() {
    trim();
    if (pending.isEmpty() || ring.ended()) {
      return;
    }
    if (feed.on()) {
      feed.probe();
    } else {
      remote.get().onSuccess(_ -> wasSilent = false).onFailure(this::silent);
    }
  }

  /// Whether nobody reads.
  boolean idle() {
    return pending.isEmpty();
  }

  private void end(Throwable cause) {
    if (!closed) {
      // First, so that whoever is told finds nobody here.
      whenGone.accept(cause);
      close(cause);
    }
  }

  /// Ends it: whoever waits is told that it cannot go on here.
  void close() {
    if (!closed) {
      close(RemoteSession.gone());
    }
  }

  private void close(Throwable cause) {
    closed = true;
    feed.stop();
    waiting.takeAll();
    pending.fail(cause);
    window.close();
  }
}
