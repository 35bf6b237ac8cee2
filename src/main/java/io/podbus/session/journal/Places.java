package io.podbus.session.journal;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.ReaderName;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The places of `block` readers, for whom the child is held: while the slowest of them lies more
/// than the window behind the end, the child's output is left in its pipes. A reader that keeps it
/// there longer than it may loses its hold.
///
/// Owned by the session's event loop.
final class Places {
  private static final int MAX_PLACES = 1024;

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
  private final TimeSource clock;
  private final Duration blockMax;
  private final HotTail tail;
  private final int windowBytes;
  private final SessionJournal.Gate gate;
  private final Runnable onRelief;

  private final Map<String, Place> places = new HashMap<>();
  private boolean held;
  private long heldSince;
  private long stallTimer = -1;
  private Runnable firstReader = () -> {};

  /// @param blockMax how long one reader may hold the child, where it does not say itself
  /// @param windowBytes how far behind the end a reader may be before the child is held
  /// @param onRelief told when a reader has lost its hold, so that what was kept for it may go
  Places(
      Vertx vertx,
      TimeSource clock,
      Duration blockMax,
      HotTail tail,
      int windowBytes,
      SessionJournal.Gate gate,
      Runnable onRelief) {
    this.vertx = vertx;
    this.clock = clock;
    this.blockMax = blockMax;
    this.tail = tail;
    this.windowBytes = windowBytes;
    this.gate = gate;
    this.onRelief = onRelief;
  }

  /// Keeps a place at the first record for a reader that will come.
  void reserve(String reader) {
    places.put(reader, new Place(0, blockMax.toMillis()));
  }

  /// Calls back once, when the first reader takes a place.
  void onFirst(Runnable action) {
    firstReader = action;
  }

  /// A reader has taken everything before this record.
  ///
  /// @param ownMax how long it may hold the child; null for the session's own time
  void take(String name, long seq, @Nullable Duration ownMax) {
    long max = (ownMax == null ? blockMax : ownMax).toMillis();
    Place place = places.get(name);
    if (place == null) {
      makeRoom();
      takeOver(name, seq);
      place = new Place(seq, max);
      places.put(name, place);
    }
    place.seq = seq;
    place.holds = true;
    place.detached = false;
    place.blockMaxMillis = max;
    Runnable first = firstReader;
    firstReader = () -> {};
    first.run();
    regulate();
  }

  /// A client that has no name of its own comes back under another one, and takes over the place
  /// that was kept for it. That of a client with a name is kept for that client alone.
  private void takeOver(String name, long seq) {
    if (ReaderName.isUnnamed(name)) {
      places
          .entrySet()
          .removeIf(kept ->
              ReaderName.isUnnamed(kept.getKey())
                  && kept.getValue().detached
                  && kept.getValue().seq <= seq);
    }
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
  ///
  /// @param keep whether it is kept
  void release(String reader, boolean keep) {
    Place place = places.get(reader);
    if (place == null) {
      return;
    }
    if (keep) {
      place.detached = true;
      place.detachedSince = clock.ticks();
      vertx.setTimer(Math.max(1, place.blockMaxMillis), _ -> forget(reader, place));
    } else {
      places.remove(reader);
    }
    regulate();
  }

  private void forget(String reader, Place place) {
    long kept = clock.ticks() - place.detachedSince;
    if (place.detached && kept >= place.blockMaxMillis - 1 && places.remove(reader, place)) {
      regulate();
    }
  }

  /// The first record that a reader who may hold the child has not taken.
  long floorSeq() {
    long floor = Long.MAX_VALUE;
    for (Place place : places.values()) {
      if (place.holds) {
        floor = Math.min(floor, place.seq);
      }
    }
    return floor;
  }

  /// Holds the child, or lets it go on, as the places want it now.
  void regulate() {
    long floor = floorSeq();
    boolean behind = floor != Long.MAX_VALUE && tail.bytesFrom(floor) >= windowBytes;
    if (behind == held) {
      return;
    }
    held = behind;
    if (held) {
      heldSince = clock.ticks();
      gate.hold();
      armStallTimer();
    } else {
      disarmStallTimer();
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
          && tail.bytesFrom(place.seq) >= windowBytes) {
        place.holds = false;
      }
    }
    onRelief.run();
    regulate();
    if (held) {
      armStallTimer();
    }
  }

  int count() {
    return places.size();
  }

  void close() {
    disarmStallTimer();
    places.clear();
  }
}
