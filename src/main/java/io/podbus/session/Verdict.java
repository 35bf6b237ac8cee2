package io.podbus.session;

import io.podbus.podman.Ending;
import io.podbus.podman.ExitJudge;
import io.podbus.podman.SessionEnd;
import io.podbus.podman.engine.EngineFailures;
import io.podbus.podman.engine.EngineMessages;
import io.podbus.process.ExitStatus;
import io.podbus.process.Signal;
import io.podbus.protocol.Failure;
import io.podbus.session.engine.StartEvidence;
import java.nio.file.Files;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Gathers what tells how a session ended, and judges it. A code is never invented: it is the
/// client's, the engine's or, of a detached program, what the engine says of its container. Owned
/// by the session's event loop.
final class Verdict {
  /// conmon writes it into its client's working directory when the kernel kills for want of memory,
  /// also with `--rm` and with every log driver (checked on conmon 2.1.6).
  private static final String OOM_FILE = "oom";

  private static final int MAX_ENGINE_TEXT = 16 * 1024;

  private final SessionPlan plan;
  private final StringBuilder engineText = new StringBuilder();
  private ClientRun.@Nullable ClientEnd clientEnd;
  private StartEvidence evidence = StartEvidence.GUESS;
  private @Nullable Integer engineCode;
  private @Nullable Integer programCode;
  private @Nullable StopCause cause;
  private @Nullable Signal signal;
  private @Nullable String trouble;
  private boolean oomKilled;

  Verdict(SessionPlan plan) {
    this.plan = plan;
  }

  /// The session's client has ended.
  ///
  /// @param how it was known whether the program runs
  void clientEnded(ClientRun.ClientEnd end, StartEvidence how) {
    clientEnd = end;
    evidence = how;
  }

  /// Whether the client did not come to its own end.
  boolean clientWasKilled() {
    return clientEnd != null && clientEnd.lost();
  }

  boolean hasClientEnded() {
    return clientEnd != null;
  }

  /// The engine said this, the last 16 KiB of which may explain the end.
  void engineSaid(String text) {
    engineText.append(text);
    if (engineText.length() > MAX_ENGINE_TEXT) {
      engineText.delete(0, engineText.length() - MAX_ENGINE_TEXT);
    }
  }

  /// An engine command that had to come before the client failed with this code.
  void engineFailed(int code) {
    engineCode = code;
  }

  /// A program that no client of ours was attached to ended so.
  void programEnded(int code, boolean oom) {
    programCode = code;
    oomKilled = oom;
  }

  /// No client could be started.
  void notSpawned(String why) {
    trouble = why;
  }

  /// We end it.
  void stopping(StopCause why) {
    cause = why;
  }

  /// Whether the shutdown ends it, which leaves nothing behind.
  boolean drained() {
    return cause == StopCause.DRAINED;
  }

  /// A caller has this sent to the program. Told before it is sent: the program's end can be seen
  /// before the engine says that it sent it.
  ///
  /// @return takes it back, where it turns out that nothing was sent
  Runnable signalling(Signal sent) {
    Signal before = signal;
    signal = sent;
    return () -> {
      if (sent.equals(signal)) {
        signal = before;
      }
    };
  }

  /// Whether what was last held back of the client's text is the engine's: it says why nothing ran.
  boolean engineExplains() {
    return evidence.exact() || judge().engineFailed();
  }

  /// What the failure of an ended one-shot comes to for who asked for it; nothing where it did not
  /// fail, or was ended by its caller.
  Optional<Failure> failure() {
    SessionEnd end = judge();
    boolean failed = end.state() == SessionEnd.State.FAILED || cause != null;
    if (!plan.kind().isOneShot() || !failed) {
      return Optional.empty();
    }
    if (cause == null) {
      EngineMessages.Message said = EngineMessages.read(engineText.toString());
      String detail = Objects.requireNonNullElse(end.message(), "podman could not be started.");
      return Optional.of(
          end.code() == null
              ? new Failure.PodmanUnavailable(detail, LiveSessions.RETRY_AFTER_SECONDS)
              : EngineFailures.of(said.kind(), detail, end.code(), engineText.toString()));
    }
    return switch (cause) {
      case TIMEOUT, START_TIMEOUT, IDLE_TIMEOUT ->
          Optional.of(new Failure.TimedOut(String.valueOf(end.message()), null));
      case CLOSED, DRAINED, CLIENT_LOST -> Optional.empty();
    };
  }

  SessionEnd judge() {
    // One stat on a local file system, once a session.
    boolean oom = oomKilled || Files.exists(plan.directory().resolve(OOM_FILE));
    return ExitJudge.judge(
        new Ending(
            client(),
            started(),
            oom,
            signal == null ? null : signal.number(),
            cause == null ? null : cause.ending(),
            engineText.toString()));
  }

  private Ending.Started started() {
    if (programCode != null) {
      return Ending.Started.YES;
    }
    return clientEnd == null ? Ending.Started.NO : evidence.judge(clientEnd.started());
  }

  /// A detached client's 0 says that the program was started, and that of `attach` that it can no
  /// longer be looked at: neither says how it ended.
  private boolean codeIsTheClients() {
    return !plan.options().detach() && plan.kind() != SessionKind.ATTACH;
  }

  private Ending.Client client() {
    if (programCode != null) {
      return new Ending.Client.Exited(programCode);
    }
    if (engineCode != null) {
      return new Ending.Client.Exited(engineCode);
    }
    if (clientEnd == null) {
      return trouble == null ? new Ending.Client.Unseen() : new Ending.Client.NotSpawned(trouble);
    }
    return switch (clientEnd.status()) {
      case ExitStatus.Exited exited ->
          exited.code() == 0 && !codeIsTheClients()
              ? new Ending.Client.Unseen()
              : new Ending.Client.Exited(exited.code());
      case ExitStatus.Signalled killed -> new Ending.Client.Killed(killed.signal().number());
    };
  }
}
