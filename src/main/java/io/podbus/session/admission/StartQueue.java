package io.podbus.session.admission;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/// Lets a bounded number of sessions launch at the same time; the others wait. Owners take turns:
/// one with five hundred waiting starts holds up another's by one.
///
/// How many launch at once follows podman's own latency, and how many locks the engine has left.
/// Thread-safe: sessions live on several event loops. Callbacks run on the thread that freed the
/// place, so that each session hops to its own context.
public final class StartQueue {
  private static final int INITIAL = 4;

  /// Of the latest start in the mean of all.
  private static final double WEIGHT = 0.1;

  /// So many locks are left for what the engine does beside our starts.
  private static final int SPARE_LOCKS = 4;

  private static final int MAX_RETRY_AFTER = 600;

  /// A turn that was asked for. Ends it, whether it came or not; harmless to repeat.
  public final class Turn implements AutoCloseable {
    private final String owner;
    private final boolean measured;
    private final Runnable go;
    private final IntConsumer moved;
    private boolean granted;
    private boolean closed;
    private long since;
    private int told;

    private Turn(String owner, boolean measured, Runnable go, IntConsumer moved) {
      this.owner = owner;
      this.measured = measured;
      this.go = go;
      this.moved = moved;
    }

    /// Ends it, because what it was for has worked: its time counts.
    public void started() {
      end(this, true);
    }

    @Override
    public void close() {
      end(this, false);
    }
  }

  private final int capacity;
  private final LongSupplier nanoTime;
  private final ConcurrencyLimit limit;

  // Under the lock of this.
  private final Map<String, Deque<Turn>> waiting = new LinkedHashMap<>();
  private int queued;
  private int running;
  private int freeLocks = Integer.MAX_VALUE;
  private double seconds;

  /// @param max how many may launch at once at most
  /// @param capacity how many may wait
  public StartQueue(int max, int capacity, LongSupplier nanoTime) {
    this.capacity = capacity;
    this.nanoTime = nanoTime;
    this.limit = new ConcurrencyLimit(INITIAL, max);
  }

  /// Who has nobody waiting may still wait where others have filled the queue: as many places again
  /// are kept for such owners, so that one does not shut out the rest. Those who were not refused
  /// and have not entered yet are not counted.
  ///
  /// @param owner who wants to start something
  /// @throws FailureException `rate-limited` where no more of this owner may wait
  public synchronized void refuseIfFull(String owner) {
    int places = waiting.containsKey(owner) ? capacity : 2 * capacity;
    if (queued >= places) {
      throw new FailureException(
          new Failure.RateLimited(
              "%d sessions wait for their turn to start; more are not taken.".formatted(queued),
              secondsUntilRoom()));
    }
  }

  /// Until the last of those who wait now has begun, as starts go of late.
  private int secondsUntilRoom() {
    double seconds = Math.ceil(queued * Math.max(limit.mean(), 0.1) / atOnce());
    return (int) Math.clamp(seconds, 1, MAX_RETRY_AFTER);
  }

  /// Asks for a turn; `go` runs as soon as there is one, perhaps at once.
  ///
  /// @param measured whether its time tells how the engine is doing
  /// @param moved told the place in the queue, from 1, where it has to wait, and as it changes
  public Turn enter(String owner, boolean measured, Runnable go, IntConsumer moved) {
    Turn turn = new Turn(owner, measured, go, moved);
    int place = 0;
    synchronized (this) {
      if (queued > 0 || running >= atOnce()) {
        waiting.computeIfAbsent(owner, _ -> new ArrayDeque<>()).add(turn);
        queued++;
        place = inOrder().indexOf(turn) + 1;
        turn.told = place;
      } else {
        grant(turn);
      }
    }
    if (place > 0) {
      moved.accept(place);
    } else {
      go.run();
    }
    return turn;
  }

  /// How many locks the engine has left.
  public void freeLocks(int free) {
    synchronized (this) {
      freeLocks = free;
    }
    fill();
  }

  /// Tells those who wait where they stand, as far as that has changed.
  public void tellPlaces() {
    List<Turn> moved = new ArrayList<>();
    synchronized (this) {
      int place = 0;
      for (Turn turn : inOrder()) {
        place++;
        if (turn.told != place) {
          turn.told = place;
          moved.add(turn);
        }
      }
    }
    moved.forEach(turn -> turn.moved.accept(turn.told));
  }

  /// The order in which turns will come if nobody else asks.
  private List<Turn> inOrder() {
    List<Turn> order = new ArrayList<>(queued);
    List<Deque<Turn>> left = new ArrayList<>();
    waiting.values().forEach(turns -> left.add(new ArrayDeque<>(turns)));
    while (order.size() < queued) {
      for (Deque<Turn> turns : left) {
        Turn next = turns.poll();
        if (next != null) {
          order.add(next);
        }
      }
    }
    return order;
  }

  private int atOnce() {
    int byLocks = freeLocks == Integer.MAX_VALUE ? freeLocks : Math.max(1, freeLocks - SPARE_LOCKS);
    return Math.min(limit.current(), byLocks);
  }

  private void grant(Turn turn) {
    running++;
    turn.granted = true;
    turn.since = nanoTime.getAsLong();
  }

  private void end(Turn turn, boolean worked) {
    synchronized (this) {
      if (turn.closed) {
        return;
      }
      turn.closed = true;
      if (!turn.granted) {
        Deque<Turn> turns = waiting.get(turn.owner);
        if (turns != null && turns.remove(turn)) {
          queued--;
          if (turns.isEmpty()) {
            waiting.remove(turn.owner);
          }
        }
        return;
      }
      if (worked && turn.measured) {
        double taken = (nanoTime.getAsLong() - turn.since) / 1e9;
        limit.sample(taken, running);
        seconds = seconds == 0 ? taken : seconds + (taken - seconds) * WEIGHT;
      }
      running--;
    }
    fill();
  }

  /// Gives out the places that there are.
  private void fill() {
    List<Turn> next = new ArrayList<>();
    synchronized (this) {
      while (queued > 0 && running < atOnce()) {
        Turn turn = poll();
        grant(turn);
        next.add(turn);
      }
    }
    next.forEach(turn -> turn.go.run());
  }

  /// The first of the owner whose turn it is, who then stands behind all others.
  private Turn poll() {
    Map.Entry<String, Deque<Turn>> first = waiting.entrySet().iterator().next();
    waiting.remove(first.getKey());
    Turn turn = first.getValue().remove();
    if (!first.getValue().isEmpty()) {
      waiting.put(first.getKey(), first.getValue());
    }
    queued--;
    return turn;
  }

  /// How many wait.
  public synchronized int waiting() {
    return queued;
  }

  /// How long a start takes of late, in milliseconds; 0 while none was measured.
  public synchronized long startMillis() {
    return Math.round(seconds * 1000);
  }

  /// How many are being started.
  public synchronized int running() {
    return running;
  }

  /// How many may be started at once, as of now.
  public synchronized int limit() {
    return atOnce();
  }
}
