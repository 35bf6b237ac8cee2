package io.podbus.session;

import io.podbus.process.Child;
import io.podbus.process.ExitStatus;
import io.podbus.protocol.StreamName;
import io.podbus.session.engine.EngineText;
import io.podbus.session.engine.StartEvidence;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/// One podman client of a session, from its spawn until it has ended and all that it wrote is read.
///
/// Text that the engine writes before the program runs is held back: if the engine then says that
/// it lacks the image, nobody wants to see it; else it goes out marked as the engine's.
///
/// Owned by the session's event loop.
final class ClientRun {
  /// Whom a run tells. `ended` comes once, last.
  interface Listener {
    void output(StreamName stream, Buffer bytes, boolean fromEngine);

    void started();

    /// The client was killed, and its streams are still open: the program has them and goes on.
    void lost();

    void ended(ClientEnd end);
  }

  /// How a client ended.
  ///
  /// @param started whether the program ran
  /// @param engineText what the engine said, or seems to have said, and nobody was told yet
  record ClientEnd(ExitStatus status, boolean started, Buffer engineText) {
    /// Whether the client was killed, so that its program may still run.
    boolean lost() {
      return status instanceof ExitStatus.Signalled;
    }
  }

  private static final int MAX_HELD_BYTES = 64 * 1024;
  private static final long MAX_HELD_MILLIS = 1000;

  /// How long the streams may stay silent and open after the client's end, held by some process
  /// that nobody knows.
  private static final long LINGER_MILLIS = 5000;

  private final Vertx vertx;
  private final Child child;
  private final StreamName mainStream;
  private final StartEvidence evidence;
  private final Listener listener;

  private Buffer engineText = Buffer.buffer();
  private StreamName engineStream = StreamName.STDERR;
  private @Nullable ExitStatus status;
  private int openStreams;
  private boolean started;
  private boolean finished;
  private boolean progressed;
  private boolean held;

  ClientRun(Vertx vertx, Child child, boolean terminal, StartEvidence evidence, Listener listener) {
    this.vertx = vertx;
    this.child = child;
    this.mainStream = terminal ? StreamName.TTY : StreamName.STDOUT;
    this.evidence = evidence;
    this.listener = listener;
  }

  /// Begins to listen.
  ///
  /// @param reading whether to read the streams at once, or only after [#open]
  void begin(boolean reading) {
    follow(child.output(), mainStream);
    ReadStream<Buffer> errors = child.errors();
    if (errors != null) {
      follow(errors, StreamName.STDERR);
    }
    held = !reading;
    if (reading) {
      open();
    }
    child.exit().onSuccess(this::exited);
    checkStarted();
    evidence
        .assumedAfter()
        .ifPresent(time -> vertx.setTimer(time.toMillis(), _ -> assumeStarted()));
  }

  private void follow(ReadStream<Buffer> stream, StreamName name) {
    openStreams++;
    stream.endHandler(_ -> {
      openStreams--;
      finishIfDone();
    });
    stream.handler(bytes -> received(name, bytes));
  }

  /// Looks at the evidence again; called when something says that it may have changed.
  void checkStarted() {
    if (!started && !finished && evidence.present()) {
      markStarted();
    }
  }

  private void assumeStarted() {
    if (!started && !finished && status == null) {
      markStarted();
    }
  }

  private void received(StreamName stream, Buffer bytes) {
    progressed = true;
    if (!started && isEngineText(stream, bytes)) {
      hold(stream, bytes);
      return;
    }
    if (!started) {
      markStarted();
    }
    listener.output(stream, bytes, false);
  }

  private boolean isEngineText(StreamName stream, Buffer bytes) {
    // The engine itself writes to stdout only where it does not run the program attached.
    if (stream == StreamName.STDOUT || evidence.present()) {
      return false;
    }
    return evidence.exact() || EngineText.looksLike(engineText.length() > 0 ? engineText : bytes);
  }

  private void hold(StreamName stream, Buffer bytes) {
    if (engineText.length() == 0 && !evidence.exact()) {
      vertx.setTimer(MAX_HELD_MILLIS, _ -> tellEngineText());
    }
    engineStream = stream;
    engineText.appendBuffer(bytes);
    if (engineText.length() > MAX_HELD_BYTES) {
      tellEngineText();
    }
  }

  private void tellEngineText() {
    if (engineText.length() > 0 && !finished) {
      Buffer text = engineText;
      engineText = Buffer.buffer();
      listener.output(engineStream, text, evidence.exact());
    }
  }

  private void markStarted() {
    started = true;
    tellEngineText();
    listener.started();
  }

  private void exited(ExitStatus exit) {
    status = exit;
    checkStarted();
    finishIfDone();
    if (!finished) {
      lingerCheck();
      if (exit instanceof ExitStatus.Signalled) {
        listener.lost();
      }
    }
  }

  private void lingerCheck() {
    progressed = false;
    vertx.setTimer(
        LINGER_MILLIS,
        _ -> {
          if (!finished && !progressed && !held) {
            child.close();
          } else if (!finished) {
            lingerCheck();
          }
        });
  }

  private void finishIfDone() {
    if (finished || openStreams > 0 || status == null) {
      return;
    }
    finished = true;
    child.close();
    listener.ended(new ClientEnd(status, started, engineText));
  }

  /// Leaves the output in the pipes, so that the program itself stands still; what it wrote last
  /// waits there also when it has ended.
  void hold() {
    held = true;
    child.output().pause();
    ReadStream<Buffer> errors = child.errors();
    if (errors != null) {
      errors.pause();
    }
  }

  /// Reads again.
  void open() {
    held = false;
    child.output().resume();
    ReadStream<Buffer> errors = child.errors();
    if (errors != null) {
      errors.resume();
    }
  }

  Child child() {
    return child;
  }

  /// How many bytes of what may be the engine's text are held back.
  int heldBack() {
    return engineText.length();
  }

  boolean started() {
    return started;
  }

  boolean finished() {
    return finished;
  }
}
