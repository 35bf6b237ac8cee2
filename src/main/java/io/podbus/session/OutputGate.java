package io.podbus.session;

import io.podbus.session.journal.SessionJournal;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Lets a client's output in, or leaves it in the pipes, so that the program itself stands still:
/// while a reader with delivery `block` is behind, and before the first one comes where the session
/// was created to wait for it. Owned by the session's event loop.
final class OutputGate implements SessionJournal.Gate {
  private @Nullable ClientRun run;
  private boolean awaitingReader;

  /// @param awaitingReader whether nothing is read before somebody reads
  OutputGate(boolean awaitingReader) {
    this.awaitingReader = awaitingReader;
  }

  /// Waits for the first reader with delivery `block`, where that is wanted, but no longer than
  /// that.
  void await(SessionJournal journal, Vertx vertx, Duration longest) {
    if (awaitingReader) {
      journal.onFirstBlockReader(this::readerCame);
      vertx.setTimer(longest.toMillis(), _ -> readerCame());
    }
  }

  /// From now on this client is the one that is held.
  void guard(ClientRun client) {
    run = client;
    client.begin(!awaitingReader);
  }

  /// A client whose output is nobody's to wait for.
  void pass(ClientRun client) {
    run = null;
    client.begin(true);
  }

  private void readerCame() {
    if (awaitingReader) {
      awaitingReader = false;
      open();
    }
  }

  @Override
  public void hold() {
    if (run != null && !awaitingReader) {
      run.hold();
    }
  }

  @Override
  public void open() {
    if (run != null && !awaitingReader) {
      run.open();
    }
  }
}
