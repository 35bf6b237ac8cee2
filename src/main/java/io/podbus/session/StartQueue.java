package io.podbus.session;

import java.util.ArrayDeque;
import java.util.Deque;

/// Lets a bounded number of sessions launch at the same time; the others wait in order. Starts of
/// podman slow each other down, so that a hundred at once end later than a hundred in a row of
/// eights.
///
/// Thread-safe: sessions live on several event loops. Callbacks run on the thread that freed the
/// place, so that each session hops to its own context.
final class StartQueue {
  /// A turn that was asked for. Ends it, whether it came or not; harmless to repeat.
  final class Turn implements AutoCloseable {
    private final Runnable go;
    private boolean granted;
    private boolean closed;

    private Turn(Runnable go) {
      this.go = go;
    }

    @Override
    public void close() {
      end(this);
    }
  }

  private final int limit;
  private final Deque<Turn> waiting = new ArrayDeque<>();
  private int running;

  StartQueue(int limit) {
    this.limit = limit;
  }

  /// Asks for a turn; `go` runs as soon as there is one, perhaps at once.
  Turn enter(Runnable go) {
    Turn turn = new Turn(go);
    synchronized (this) {
      if (running >= limit) {
        waiting.add(turn);
        return turn;
      }
      running++;
      turn.granted = true;
    }
    go.run();
    return turn;
  }

  private void end(Turn turn) {
    Turn next = null;
    synchronized (this) {
      if (turn.closed) {
        return;
      }
      turn.closed = true;
      if (!turn.granted) {
        waiting.remove(turn);
        return;
      }
      next = waiting.poll();
      if (next == null) {
        running--;
      } else {
        next.granted = true;
      }
    }
    if (next != null) {
      next.go.run();
    }
  }

  synchronized int waiting() {
    return waiting.size();
  }

  synchronized int running() {
    return running;
  }
}
