package io.podbus.cluster.relay;

import io.podbus.protocol.Addresses;
import io.podbus.protocol.Delivery;
import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.RecordJson;
import io.podbus.protocol.SessionId;
import io.podbus.session.journal.LoopJournal;
import io.podbus.testing.Await;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A reader of a relay, as those of the gateway: asks for the next records when it has dealt with
/// those before. Proves that nothing is missing that no gap names.
final class RelayReader {
  private final Vertx vertx;
  private final SessionId id;
  private final Delivery delivery;
  private final @Nullable String reader;
  private final List<JournalRecord> records = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final Buffer bytes = Buffer.buffer();
  private From from;
  private boolean stopped;
  private boolean underWay;
  private boolean ended;
  private @Nullable Throwable failure;

  RelayReader(Vertx vertx, SessionId id, From from, Delivery delivery, @Nullable String reader) {
    this.vertx = vertx;
    this.id = id;
    this.from = from;
    this.delivery = delivery;
    this.reader = reader;
  }

  /// One that keeps up as well as it can.
  static RelayReader retained(Vertx vertx, SessionId id, From from) {
    return new RelayReader(vertx, id, from, Delivery.RETAINED, null).go();
  }

  /// Asks a relay once.
  static Future<RecordBatch> read(Vertx vertx, SessionId id, ReadRequest request) {
    return vertx
        .eventBus()
        .<RecordBatch>request(
            Addresses.localRead(id), request, new DeliveryOptions().setLocalOnly(true))
        .map(Message::body);
  }

  synchronized RelayReader go() {
    stopped = false;
    next();
    return this;
  }

  /// Takes nothing more than what is on its way.
  synchronized void stall() {
    stopped = true;
  }

  private void next() {
    if (stopped || ended || underWay || failure != null) {
      return;
    }
    underWay = true;
    read(
            vertx,
            id,
            new ReadRequest(reader, from, null, 256 * 1024, Duration.ofSeconds(5), delivery, null))
        .onComplete(this::took);
  }

  private synchronized void took(AsyncResult<RecordBatch> done) {
    underWay = false;
    if (done.failed()) {
      failure = done.cause();
      return;
    }
    RecordBatch batch = done.result();
    batch.records().forEach(this::check);
    from = new From.Seq(batch.nextSeq());
    ended = batch.ended();
    next();
  }

  private void check(JournalRecord entry) {
    long expected = records.isEmpty() ? RelayRing.first(entry) : records.getLast().seq() + 1;
    if (RelayRing.first(entry) != expected) {
      faults.add("%s where %d should come".formatted(RecordJson.toJson(entry), expected));
    }
    records.add(entry);
    if (entry instanceof OutputRecord output) {
      bytes.appendBuffer(output.bytes());
    }
  }

  synchronized boolean ended() {
    return ended;
  }

  synchronized boolean failed() {
    return failure != null;
  }

  synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  synchronized int length() {
    return bytes.length();
  }

  synchronized byte[] bytes() {
    return bytes.getBytes();
  }

  synchronized List<JournalRecord> records() {
    return List.copyOf(records);
  }

  /// What it got, as JSON tells it.
  List<String> told() {
    return records().stream().map(entry -> RecordJson.toJson(entry).encode()).toList();
  }

  void awaitEnd() {
    Await.until(
        LoopJournal.DEADLINE,
        "a reader is at the end",
        () -> {
          if (failed()) {
            throw new AssertionError("a reader failed", failure);
          }
          return ended();
        });
  }
}
