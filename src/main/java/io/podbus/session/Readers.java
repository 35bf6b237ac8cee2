package io.podbus.session;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Everybody who reads a session's journal: reads that wait for the next record, and the places of
/// `block` readers, for whom the child is held.
///
/// A reader is a cursor of its own, not a queue: it asks for what comes after what it has. Only a
/// `block` reader's cursor is known here, as its place. While the slowest place lies more than the
/// window behind the end, the child's output is left in its pipes; a reader that keeps it there
/// longer than it may loses its hold, and gets a gap.
///
/// Owned by the session's event loop.
final class Readers {
  /// Tells the session to stop or go on reading from the child.
  interface Gate {
    void hold();

    void open();
  }

  private static final int MAX_PLACES = 1024;

  private record Waiting(
      long ticket, ReadRequest request, Promise<RecordBatch> answer, long timer) {}

  private static final class Place {
    long seq;
    long blockMaxMillis;
    boolean detached;
    boolean holds = true;
    long detachedSince;

    Place(long seq, long blockMaxMillis) {
      this.seq = seq;
      this.blockMaxMillis = blockMaxMillis;
    }
  }

  private final Vertx vertx;
  private final Context context;
  private final Journal journal;
  private final Duration blockMax;
  private final Clock clock;
  private final Gate gate;
  private final SessionMeter meter;
  private final int windowBytes;

  private final Map<String, Place> places = new HashMap<>();
  private List<Waiting> waiting = new ArrayList<>();
  private long nextTicket;
  private boolean flushScheduled;
  private boolean held;
  private long heldSince;
  private long stallTimer = -1;
  private Runnable firstBlockReader = () -> {};

  /// @param blockMax how long one reader may hold the child, where it does not say itself
  Readers(
      Vertx vertx, Journal journal, Duration blockMax, Clock clock, Gate gate, SessionMeter meter) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.journal = journal;
    this.blockMax = blockMax;
    this.clock = clock;
    this.gate = gate;
    this.meter = meter;
    this.windowBytes = Math.max(1, journal.retainBytes() / 2);
  }

  /// Keeps a place at the first record for a `block` reader that will come.
  void reserve(String reader) {
    places.put(reader, new Place(0, blockMax.toMillis()));
  }

  /// Calls back once, when the first `block` reader reads.
  void onFirstBlockReader(Runnable action) {
    firstBlockReader = action;
  }

  /// Answers with records, or waits for some as long as the request says.
  Future<RecordBatch> read(ReadRequest request) {
    RecordBatch batch;
    try {
      if (request.delivery() == Delivery.BLOCK) {
        takePlace(request);
      }
      batch = journal.read(request.fromSeq(), request.maxBytes(), request.delivery(), clock.now());
    } catch (FailureException e) {
      return Future.failedFuture(e);
    }
    if (!batch.records().isEmpty() || batch.ended() || request.waitUpTo().isZero()) {
      meter.read(batch, journal.bytesFrom(batch.nextSeq()));
      return Future.succeededFuture(batch);
    }
    Promise<RecordBatch> answer = Promise.promise();
    long ticket = nextTicket++;
    long timer =
        vertx.setTimer(Math.max(1, request.waitUpTo().toMillis()), _ -> expire(ticket, batch));
    ReadRequest from =
        new ReadRequest(
            request.reader(),
            batch.nextSeq(),
            request.maxBytes(),
            request.waitUpTo(),
            request.delivery(),
            request.blockMax());
    waiting.add(new Waiting(ticket, from, answer, timer));
    return answer.future();
  }

  private void expire(long ticket, RecordBatch empty) {
    for (Waiting entry : waiting) {
      if (entry.ticket() == ticket) {
        waiting.remove(entry);
        entry.answer().complete(empty);
        return;
      }
    }
  }

  private void takePlace(ReadRequest request) {
    String name = request.reader();
    if (name == null) {
      return;
    }
    Duration max = request.blockMax() == null ? blockMax : request.blockMax();
    long seq = request.fromSeq() == null ? journal.firstSeq() : request.fromSeq();
    Place place = places.get(name);
    if (place == null) {
      makeRoom();
      // A client that came back under a new name takes over the place that was kept for it.
      places.values().removeIf(kept -> kept.detached && kept.seq <= seq);
      place = new Place(seq, max.toMillis());
      places.put(name, place);
    }
    place.seq = seq;
    place.holds = true;
    place.detached = false;
    place.blockMaxMillis = max.toMillis();
    Runnable first = firstBlockReader;
    firstBlockReader = () -> {};
    first.run();
    regulate();
  }

  /// Places are bounded: those that have lost their hold go first.
  private void makeRoom() {
    if (places.size() >= MAX_PLACES) {
      places.values().removeIf(place -> !place.holds || place.detached);
    }
    if (places.size() >= MAX_PLACES) {
      throw new FailureException(
          new Failure.RateLimited(
              "The session has %d readers with delivery \"block\", the most it can have."
                  .formatted(MAX_PLACES),
              1));
    }
  }

  /// Gives up a place; or keeps it, for a client that may come back, as long as it may hold the
  /// child.
  void release(String reader, boolean detached) {
    Place place = places.get(reader);
    if (place == null) {
      return;
    }
    if (!detached || journal.ended()) {
      places.remove(reader);
    } else {
      place.detached = true;
      place.detachedSince = clock.ticks();
      vertx.setTimer(Math.max(1, place.blockMaxMillis), _ -> forget(reader, place));
    }
    regulate();
  }

  private void forget(String reader, Place place) {
    long kept = clock.ticks() - place.detachedSince;
    if (place.detached && kept >= place.blockMaxMillis - 1 && places.remove(reader, place)) {
      regulate();
    }
  }

  /// New records stand in the journal: lets it forget what it may, holds the child where somebody
  /// wants that, and answers whoever waits, once per turn of the loop.
  void appended() {
    trim();
    regulate();
    if (!flushScheduled && !waiting.isEmpty()) {
      flushScheduled = true;
      context.runOnContext(_ -> flush());
    }
  }

  private void flush() {
    flushScheduled = false;
    List<Waiting> ready = waiting;
    waiting = new ArrayList<>();
    long now = clock.ticks();
    for (Waiting entry : ready) {
      ReadRequest request = entry.request();
      RecordBatch batch =
          journal.read(request.fromSeq(), request.maxBytes(), request.delivery(), now);
      if (batch.records().isEmpty() && !batch.ended()) {
        waiting.add(entry);
      } else {
        vertx.cancelTimer(entry.timer());
        meter.read(batch, journal.bytesFrom(batch.nextSeq()));
        entry.answer().complete(batch);
      }
    }
  }

  private void trim() {
    long before = journal.droppedBytes();
    journal.trim(floorSeq());
    meter.evicted(journal.droppedBytes() - before);
  }

  /// The first record that a reader who may hold the child has not taken.
  private long floorSeq() {
    long floor = Long.MAX_VALUE;
    for (Place place : places.values()) {
      if (place.holds) {
        floor = Math.min(floor, place.seq);
      }
    }
    return floor;
  }

  private void regulate() {
    long floor = floorSeq();
    boolean behind = floor != Long.MAX_VALUE && journal.bytesFrom(floor) >= windowBytes;
    if (behind == held) {
      return;
    }
    held = behind;
    if (held) {
      heldSince = clock.ticks();
      meter.held();
      gate.hold();
      armStallTimer();
    } else {
      disarmStallTimer();
      meter.released();
      gate.open();
    }
  }

  private void armStallTimer() {
    long shortest = Long.MAX_VALUE;
    for (Place place : places.values()) {
      if (place.holds) {
        shortest = Math.min(shortest, place.blockMaxMillis);
      }
    }
    long elapsed = clock.ticks() - heldSince;
    stallTimer = vertx.setTimer(Math.max(1, shortest - elapsed), _ -> endStall());
  }

  private void disarmStallTimer() {
    if (stallTimer != -1) {
      vertx.cancelTimer(stallTimer);
      stallTimer = -1;
    }
  }

  private void endStall() {
    stallTimer = -1;
    long elapsed = clock.ticks() - heldSince;
    for (Place place : places.values()) {
      if (place.holds
          && elapsed >= place.blockMaxMillis - 1
          && journal.bytesFrom(place.seq) >= windowBytes) {
        place.holds = false;
      }
    }
    trim();
    regulate();
    if (held) {
      armStallTimer();
    }
  }

  /// How many reads wait; for the leak checks of tests.
  int waiting() {
    return waiting.size();
  }

  /// How many `block` readers have a place.
  int places() {
    return places.size();
  }

  /// Ends every wait with what there is. Nobody reads after this.
  void close() {
    disarmStallTimer();
    places.clear();
    List<Waiting> left = waiting;
    waiting = new ArrayList<>();
    for (Waiting entry : left) {
      vertx.cancelTimer(entry.timer());
      entry.answer().complete(new RecordBatch(List.of(), journal.nextSeq(), journal.ended()));
    }
  }
}
