package io.podbus.session.journal;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.StreamName;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The ordered log of one session, bounded, and everybody who reads it.
///
/// The last records stand in memory; all go to segments on the disk, by another thread. A reader is
/// a cursor of its own, not a queue: it asks for what comes after what it has, and need not know
/// where that stands. Only the cursor of a `block` reader is known here, as its place.
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

  /// Told when the journal cannot be written to the disk, and when it can again.
  public interface StorageListener {
    /// @param problem why it cannot; null where it can
    void storageChanged(@Nullable String problem);
  }

  /// What a session wants of its journal.
  ///
  /// @param retainBytes how much output is kept
  /// @param blockMax how long a `block` reader may hold the child, where it does not say itself
  public record Bounds(int retainBytes, Duration blockMax) {}

  /// Whom a journal tells.
  public record Ears(Gate gate, Observer observer, StorageListener storage) {}

  /// A `latest` reader further behind than this skips ahead …
  static final int LATEST_LAG_BYTES = 256 * 1024;

  /// … until at most this much lies before it.
  static final int LATEST_KEEP_BYTES = 64 * 1024;

  private final Context context;
  private final TimeSource clock;
  private final Ears ears;
  private final JournalStore store;
  private final Spool spool;
  private final HotTail tail;
  private final DiskLog log;
  private final Places places;
  private final JournalReader reader;
  private final WaitingReads waiting;
  private boolean ended;
  private boolean closed;
  private @Nullable String problem;
  private long dropped;

  /// @param ended whether the exit stands in the log already
  SessionJournal(
      Vertx vertx,
      Bounds bounds,
      JournalStore store,
      DiskLog log,
      TimeSource clock,
      Ears ears,
      boolean ended) {
    this.context = vertx.getOrCreateContext();
    this.clock = clock;
    this.ears = ears;
    this.store = store;
    this.log = log;
    this.ended = ended;
    this.spool = store.spool(log, bounds.retainBytes());
    this.tail = spool.tail();
    int window = Math.max(1, store.windowBytes(bounds.retainBytes()));
    this.places =
        new Places(vertx, clock, bounds.blockMax(), tail, window, watched(ears), this::trim);
    this.reader = new JournalReader(spool, clock, store.disk(), store.meters(), this::ended);
    this.waiting = new WaitingReads(vertx, this::readOnce);
    log.onChange(() -> context.runOnContext(_ -> storageChanged()));
  }

  private static Gate watched(Ears ears) {
    return new Gate() {
      @Override
      public void hold() {
        ears.observer().held();
        ears.gate().hold();
      }

      @Override
      public void open() {
        ears.observer().released();
        ears.gate().open();
      }
    };
  }

  /// Says that the process before this one ended without notice, before anything is appended: what
  /// it gave its readers and did not write is told by a gap `lost`, and its numbers do not come
  /// again.
  public void goOnAfterCrash() {
    spool.skip(Recovered.UNKNOWN_RECORDS);
  }

  /// Appends what the program wrote.
  ///
  /// @param bytes the journal's own from here on
  /// @param fromEngine whether the engine said it before the program ran
  public OutputRecord appendOutput(StreamName stream, Buffer bytes, boolean fromEngine) {
    Mark end = tail.end();
    OutputRecord output =
        new OutputRecord(
            end.seq(),
            end.lastOutputSeq(),
            clock.now(),
            stream,
            end.offset(stream),
            bytes,
            fromEngine);
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
    spool.end();
    log.await();
    return last;
  }

  private JournalRecord append(JournalRecord entry) {
    if (ended) {
      throw new IllegalStateException("nothing comes after the exit");
    }
    spool.append(entry);
    trim();
    places.regulate();
    waiting.appended();
    return entry;
  }

  private void trim() {
    spool.trim(places.floorSeq());
    long now = droppedBytes();
    if (now > dropped) {
      ears.observer().evicted(now - dropped);
      dropped = now;
    }
  }

  private void storageChanged() {
    if (closed) {
      return;
    }
    spool.handOverAgain();
    String now = log.problem();
    boolean told = (now == null) == (problem == null);
    problem = now;
    trim();
    reader.storageChanged();
    if (!told) {
      ears.storage().storageChanged(now);
    }
  }

  /// Answers with records, or waits for some as long as the request says. Fails with
  /// `invalid-range` where the beginning is beyond the end.
  ///
  /// @return completes on this loop; at once where nothing has to come from the disk
  public Future<RecordBatch> read(ReadRequest request) {
    return readOnce(request)
        .compose(batch ->
            !batch.records().isEmpty() || batch.ended() || request.waitUpTo().isZero() || closed
                ? Future.succeededFuture(batch)
                : await(request, batch))
        .onSuccess(batch -> ears.observer().read(batch, tail.bytesFrom(batch.nextSeq())));
  }

  private Future<RecordBatch> await(ReadRequest request, RecordBatch empty) {
    if (empty.nextSeq() == tail.nextSeq()) {
      return waiting.add(request, empty.nextSeq());
    }
    // While the disk was asked something came that is not in the answer.
    return read(request.at(empty.nextSeq()));
  }

  private Future<RecordBatch> readOnce(ReadRequest request) {
    return reader
        .begin(request)
        .compose(begin -> {
          if (request.delivery() == Delivery.BLOCK && request.reader() != null && !closed) {
            places.take(request.reader(), begin, request.blockMax());
          }
          return reader.read(request, begin);
        });
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
    waiting.cancel(reader);
    places.release(reader, detached && !ended);
  }

  /// Writes the session's record to the disk, for a later process.
  public void describe(JsonObject session) {
    log.describe(SessionRecord.encode(session));
  }

  /// Whether the exit is there.
  public boolean ended() {
    return ended;
  }

  /// The first record that is kept.
  public long firstSeq() {
    return spool.firstSeq();
  }

  /// The number of the next record.
  public long nextSeq() {
    return tail.nextSeq();
  }

  /// The last record that a crash of the service now would not lose; -1 for none.
  public long writtenSeq() {
    return log.end().seq() - 1;
  }

  /// Why the journal is in memory alone now; null where it is on the disk.
  public @Nullable String storageProblem() {
    return log.problem();
  }

  /// All bytes that the stream ever carried.
  public long streamBytes(StreamName stream) {
    return tail.end().offset(stream);
  }

  /// Output that is kept.
  public long retainedBytes() {
    return spool.retainedBytes();
  }

  /// Output that is not kept any more.
  public long droppedBytes() {
    return tail.end().position() - spool.retainedBytes();
  }

  /// How many reads wait.
  public int waitingReads() {
    return waiting.count();
  }

  /// Ends every wait with nothing. The files stay. The journal is not to be used any more.
  ///
  /// @return completes, on some thread, when all of it is written or cannot be
  public Future<Void> close() {
    closed = true;
    places.close();
    waiting.close();
    reader.storageChanged();
    spool.close();
    return store.close(log);
  }
}
