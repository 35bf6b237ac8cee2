package io.podbus.gateway;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.Failure;
import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.Problem;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.SessionId;
import io.podbus.protocol.StreamName;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A session that is only a journal in memory. Any thread.
final class FakeSession {
  static final long TIME = 1_700_000_000_123L;

  final SessionId id;
  final JsonObject options;
  final Buffer input = Buffer.buffer();
  final List<Integer> inputSizes = new ArrayList<>();
  final ConcurrentLinkedQueue<JsonObject> asked = new ConcurrentLinkedQueue<>();
  final ConcurrentLinkedQueue<ReadRequest> reads = new ConcurrentLinkedQueue<>();

  private final Vertx vertx;
  private final List<JournalRecord> records = new ArrayList<>();
  private final Map<StreamName, Long> written = new EnumMap<>(StreamName.class);
  private final List<Waiting> waiting = new ArrayList<>();
  private long nextSeq;
  private long lastOutput = -1;
  private JsonObject exit;
  private long now = TIME;

  private record Waiting(Message<ReadRequest> message, long at, long timer) {}

  FakeSession(Vertx vertx, SessionId id, JsonObject options) {
    this.vertx = vertx;
    this.id = id;
    this.options = options;
    state("running");
  }

  synchronized void state(String state) {
    append(new JournalRecord.StateChanged(nextSeq, now, new JsonObject().put("state", state)));
  }

  synchronized void resized(int rows, int cols) {
    append(new JournalRecord.Resized(nextSeq, now, rows, cols));
  }

  /// Lets so many milliseconds pass before the next record.
  synchronized FakeSession at(long later) {
    now += later;
    return this;
  }

  void write(StreamName stream, String text) {
    write(stream, Buffer.buffer(text), false);
  }

  synchronized void write(StreamName stream, Buffer bytes, boolean fromEngine) {
    long offset = written.getOrDefault(stream, 0L);
    written.put(stream, offset + bytes.length());
    OutputRecord output =
        new OutputRecord(nextSeq, lastOutput, now, stream, offset, bytes, fromEngine);
    lastOutput = nextSeq;
    append(output);
  }

  void exit(int code) {
    exit(new JsonObject().put("code", code).put("reason", "exited"));
  }

  synchronized void exit(JsonObject how) {
    exit = how;
    append(new JournalRecord.Exited(nextSeq, now, exit));
  }

  /// Forgets the records before this one, as retention does.
  synchronized void forget(long beforeSeq) {
    records.removeIf(entry -> entry.seq() < beforeSeq);
  }

  /// The next record is written, and forgotten before any reader gets it.
  synchronized void forgetNext() {
    records.clear();
    nextSeq++;
  }

  synchronized boolean ended() {
    return exit != null;
  }

  synchronized int readersWaiting() {
    return waiting.size();
  }

  synchronized JsonObject json() {
    JsonObject output =
        new JsonObject()
            .put("firstSeq", first())
            .put("nextSeq", nextSeq)
            .put("retainedBytes", records.stream().mapToLong(JournalRecord::size).sum());
    written.forEach((stream, bytes) -> output.put(stream.wireName() + "Bytes", bytes));
    return new JsonObject()
        .put("id", id.value())
        .put("operation", options.getString("operation", "run"))
        .put("state", ended() ? "exited" : "running")
        .put("tty", options.getBoolean("tty", true))
        .put("rows", 24)
        .put("cols", 80)
        .put("endedAt", ended() ? "2023-11-14T22:13:20.123Z" : null)
        .put("output", output)
        .put("exit", exit);
  }

  synchronized void read(Message<ReadRequest> message) {
    ReadRequest request = message.body();
    reads.add(request);
    if (request.delivery() == Delivery.BLOCK && request.reader() == null) {
      throw new IllegalStateException("a block reader without a name");
    }
    long from = begin(request);
    if (from > nextSeq) {
      Failure failure = new Failure.InvalidRange("The journal ends at " + nextSeq + ".");
      message.fail(Problem.kind(failure).number(), Problem.toJson(failure).encode());
      return;
    }
    RecordBatch batch = batch(from, request);
    if (!batch.records().isEmpty() || batch.ended() || request.waitUpTo().isZero()) {
      message.reply(batch);
      return;
    }
    long timer =
        vertx.setTimer(Math.max(1, request.waitUpTo().toMillis()), _ -> timedOut(message, from));
    waiting.add(new Waiting(message, from, timer));
  }

  private synchronized void timedOut(Message<ReadRequest> message, long from) {
    if (waiting.removeIf(one -> one.message() == message)) {
      message.reply(new RecordBatch(List.of(), from, false));
    }
  }

  private long first() {
    return records.isEmpty() ? nextSeq : records.getFirst().seq();
  }

  private long begin(ReadRequest request) {
    return switch (request.from()) {
      case From.First _ -> first();
      case From.Seq(long seq) -> seq;
      case From.Time(long time) ->
          records.stream()
              .filter(entry -> entry.timeMillis() >= time)
              .mapToLong(JournalRecord::seq)
              .findFirst()
              .orElse(nextSeq);
      case From.Offset(StreamName stream, long offset) -> holding(stream, offset);
      case From.Tail(long bytes) -> tail(request, bytes);
    };
  }

  private long holding(StreamName stream, long offset) {
    if (offset >= written.getOrDefault(stream, 0L)) {
      return offset > written.getOrDefault(stream, 0L) ? Long.MAX_VALUE : nextSeq;
    }
    return records.stream()
        .filter(entry -> entry instanceof OutputRecord output && output.stream() == stream)
        .filter(entry -> ((OutputRecord) entry).offset() <= offset)
        .mapToLong(JournalRecord::seq)
        .max()
        .orElse(0);
  }

  private long tail(ReadRequest request, long bytes) {
    long left = bytes;
    long seq = nextSeq;
    for (JournalRecord entry : bytes == 0 ? List.<JournalRecord>of() : records.reversed()) {
      left -= request.wants(entry) ? entry.size() : 0;
      if (left < 0) {
        break;
      }
      seq = entry.seq();
    }
    return seq;
  }

  private RecordBatch batch(long from, ReadRequest request) {
    List<JournalRecord> batch = new ArrayList<>();
    long at = from;
    if (from < first()) {
      at = first();
      batch.add(new JournalRecord.Gap(from, at - 1, TIME, 100, JournalRecord.Gap.RETENTION));
    }
    int bytes = 0;
    for (int i = (int) (at - first()); i < records.size(); i++) {
      JournalRecord entry = records.get(i);
      if (request.wants(entry)) {
        if (bytes > 0 && bytes + entry.size() > request.maxBytes()) {
          break;
        }
        bytes += entry.size();
        batch.add(entry);
      }
      at = entry.seq() + 1;
    }
    return new RecordBatch(batch, at, ended() && at == nextSeq);
  }

  private void append(JournalRecord entry) {
    records.add(entry);
    nextSeq++;
    List<Waiting> all = List.copyOf(waiting);
    waiting.clear();
    for (Waiting one : all) {
      vertx.cancelTimer(one.timer());
      one.message().reply(batch(one.at(), one.message().body()));
    }
  }
}
