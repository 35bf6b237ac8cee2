package io.podbus.session.journal;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.StreamName;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The ordered log of one session, bounded, and everybody who reads it.
///
/// A reader is a cursor of its own, not a queue: it asks for what comes after what it has. Only the
/// cursor of a `block` reader is known here, as its place.
///
/// Owned by the session's event loop; no method may be called elsewhere.
public final class SessionJournal {
  /// Tells the session to stop or go on reading from the child.
  public interface Gate {
    void hold();

    void open();
  }

  /// Counts what happens.
  public interface Observer {
    /// A reader is given these records.
    ///
    /// @param left how much output lies behind them; negative where that is not known
    void read(RecordBatch batch, long left);

    /// So much output is kept no more.
    void evicted(long bytes);

    /// The child is held for a reader.
    void held();

    /// It is not any more.
    void released();
  }

  /// What a session wants of its journal.
  ///
  /// @param retainBytes how much output is kept
  /// @param blockMax how long a `block` reader may hold the child, where it does not say itself
  public record Bounds(int retainBytes, Duration blockMax) {}

  /// A `latest` reader further behind than this skips ahead …
  static final int LATEST_LAG_BYTES = 256 * 1024;

  /// … until at most this much lies before it.
  static final int LATEST_KEEP_BYTES = 64 * 1024;

  private final Bounds bounds;
  private final JournalBudget budget;
  private final TimeSource clock;
  private final Observer observer;
  private final HotTail tail;
  private final Places places;
  private final WaitingReads waiting;
  private final Map<StreamName, Long> streamBytes = new EnumMap<>(StreamName.class);
  private long lastOutputSeq = -1;
  private boolean ended;

  public SessionJournal(
      Vertx vertx,
      Bounds bounds,
      JournalBudget budget,
      TimeSource clock,
      Gate gate,
      Observer observer) {
    this.bounds = bounds;
    this.budget = budget;
    this.clock = clock;
    this.observer = observer;
    this.tail = new HotTail(budget);
    int window = Math.max(1, bounds.retainBytes() / 2);
    this.places =
        new Places(vertx, clock, bounds.blockMax(), tail, window, watched(gate), this::trim);
    this.waiting = new WaitingReads(vertx, request -> Future.succeededFuture(readNow(request)));
    budget.opened();
  }

  private Gate watched(Gate gate) {
    return new Gate() {
      @Override
      public void hold() {
        observer.held();
        gate.hold();
      }

      @Override
      public void open() {
        observer.released();
        gate.open();
      }
    };
  }

  /// Appends what the program wrote.
  ///
  /// @param bytes the journal's own from here on
  /// @param fromEngine whether the engine said it before the program ran
  public OutputRecord appendOutput(StreamName stream, Buffer bytes, boolean fromEngine) {
    long offset = streamBytes(stream);
    OutputRecord output =
        new OutputRecord(
            tail.nextSeq(), lastOutputSeq, clock.now(), stream, offset, bytes, fromEngine);
    streamBytes.put(stream, offset + bytes.length());
    lastOutputSeq = output.seq();
    append(output);
    return output;
  }

  public JournalRecord appendState(JsonObject state) {
    return append(new JournalRecord.StateChanged(tail.nextSeq(), clock.now(), state));
  }

  public JournalRecord appendResize(int rows, int cols) {
    return append(new JournalRecord.Resized(tail.nextSeq(), clock.now(), rows, cols));
  }

  /// The last record.
  public JournalRecord appendExit(JsonObject exit) {
    JournalRecord last = append(new JournalRecord.Exited(tail.nextSeq(), clock.now(), exit));
    ended = true;
    return last;
  }

  private JournalRecord append(JournalRecord entry) {
    if (ended) {
      throw new IllegalStateException("nothing comes after the exit");
    }
    tail.append(entry);
    trim();
    places.regulate();
    waiting.appended();
    return entry;
  }

  /// Lets the oldest records go until the journal is within its bound; what somebody with `block`
  /// has not taken stays.
  private void trim() {
    int allowance = budget.allowance(bounds.retainBytes());
    long floor = Math.min(places.floorSeq(), tail.nextSeq() - 1);
    long before = droppedBytes();
    while (tail.charged() > allowance && tail.firstSeq() < floor) {
      tail.evict();
    }
    observer.evicted(droppedBytes() - before);
  }

  /// Answers with records, or waits for some as long as the request says. Fails with
  /// `invalid-range` where the beginning is beyond the end.
  public Future<RecordBatch> read(ReadRequest request) {
    RecordBatch batch;
    try {
      if (request.delivery() == Delivery.BLOCK && request.reader() != null) {
        places.take(request.reader(), cursor(request), request.blockMax());
      }
      batch = readNow(request);
    } catch (FailureException e) {
      return Future.failedFuture(e);
    }
    boolean answered = !batch.records().isEmpty() || batch.ended();
    Future<RecordBatch> answer =
        answered || request.waitUpTo().isZero()
            ? Future.succeededFuture(batch)
            : waiting.add(request, batch.nextSeq());
    return answer.onSuccess(given -> observer.read(given, tail.bytesFrom(given.nextSeq())));
  }

  private RecordBatch readNow(ReadRequest request) {
    long cursor = cursor(request);
    List<JournalRecord> records = new ArrayList<>();
    if (cursor < tail.firstSeq()) {
      records.add(gap(cursor, tail.firstSeq(), JournalRecord.Gap.RETENTION));
      cursor = tail.firstSeq();
    }
    if (request.delivery() == Delivery.LATEST && tail.bytesFrom(cursor) > LATEST_LAG_BYTES) {
      long target = Math.min(tail.lastBytes(null, LATEST_KEEP_BYTES), tail.nextSeq() - 1);
      records.add(gap(cursor, target, JournalRecord.Gap.LATEST));
      cursor = target;
    }
    cursor = tail.read(cursor, tail.nextSeq(), request, records);
    return new RecordBatch(records, cursor, ended && cursor == tail.nextSeq());
  }

  /// The record with which the request begins; it may be gone.
  private long cursor(ReadRequest request) {
    return switch (request.from()) {
      case From.First _ -> tail.firstSeq();
      case From.Seq(long seq) -> {
        if (seq > tail.nextSeq()) {
          throw beyond(
              "The session's next record is %d; %d is beyond it.".formatted(tail.nextSeq(), seq));
        }
        yield seq;
      }
      case From.Time(long epochMillis) -> since(epochMillis);
      case From.Offset at -> holding(at);
      case From.Tail(long bytes) -> tail.lastBytes(request.stream(), bytes);
    };
  }

  /// Nothing tells when what is gone was recorded: a time before all that is kept asks for it too.
  private long since(long epochMillis) {
    long first = tail.firstSeq();
    return first > 0 && first < tail.nextSeq() && tail.at(first).timeMillis() >= epochMillis
        ? 0
        : tail.firstSince(epochMillis);
  }

  private long holding(From.Offset at) {
    long size = streamBytes(at.stream());
    if (at.offset() > size) {
      throw beyond(
          "The stream has %d bytes; offset %d is beyond them.".formatted(size, at.offset()));
    }
    return at.offset() == size ? tail.nextSeq() : Math.max(0, tail.holding(at));
  }

  private static FailureException beyond(String detail) {
    return new FailureException(new Failure.InvalidRange(detail));
  }

  private JournalRecord.Gap gap(long from, long until, String reason) {
    long start = tail.positionOf(from);
    long bytes = start < 0 ? -1 : tail.positionOf(until) - start;
    return new JournalRecord.Gap(from, until - 1, clock.now(), bytes, reason);
  }

  /// Keeps a place at the first record for a `block` reader that will come.
  public void reserve(String reader) {
    places.reserve(reader);
  }

  /// Calls back once, when the first `block` reader reads.
  public void onFirstBlockReader(Runnable action) {
    places.onFirst(action);
  }

  /// Gives up a `block` reader's place.
  ///
  /// @param detached whether it is kept for a client that may come back, as long as it may hold the
  ///   child
  public void release(String reader, boolean detached) {
    places.release(reader, detached && !ended);
  }

  /// The first record that is kept.
  public long firstSeq() {
    return tail.firstSeq();
  }

  /// The number of the next record.
  public long nextSeq() {
    return tail.nextSeq();
  }

  /// All bytes that the stream ever carried.
  public long streamBytes(StreamName stream) {
    return streamBytes.getOrDefault(stream, 0L);
  }

  /// Output that is kept.
  public long retainedBytes() {
    return tail.bytesFrom(tail.firstSeq());
  }

  /// Output that is not kept any more.
  public long droppedBytes() {
    return tail.positionOf(tail.firstSeq());
  }

  /// How many reads wait.
  public int waitingReads() {
    return waiting.count();
  }

  /// Ends every wait with nothing. The journal is not to be used any more.
  public void close() {
    places.close();
    waiting.close();
    tail.close();
    budget.closed();
  }
}
