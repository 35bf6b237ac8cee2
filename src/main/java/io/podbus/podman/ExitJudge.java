package io.podbus.podman;

import io.podbus.podman.Ending.Cause;
import io.podbus.podman.Ending.Client;
import io.podbus.podman.Ending.Started;
import io.podbus.podman.SessionEnd.State;
import io.podbus.podman.engine.EngineFailures;
import io.podbus.podman.engine.EngineMessages;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says what the end of a client means. Pure. A code is never invented: where there is none, it is
/// null.
///
/// Whether the program ran decides whose code it is. 137 does not tell by itself whether somebody
/// sent SIGKILL or the program chose that code: `signalled` and `oom` need a witness.
public final class ExitJudge {
  private static final int SIGNAL_BASE = 128;
  private static final int KILLED = SIGNAL_BASE + 9;
  private static final int PODMAN_ERROR = 125;
  private static final int COMMAND_NOT_FOUND = 127;
  private static final int EXEC_ERROR = 255;
  private static final int MAX_MESSAGE = 2000;

  /// What podman can have said for certain where it says nothing by a pid file.
  private static final Set<EngineMessages.Kind> NOT_PODMANS =
      EnumSet.of(EngineMessages.Kind.OTHER, EngineMessages.Kind.HOST_PATH_MISSING);

  private ExitJudge() {}

  /// The session's end.
  public static SessionEnd judge(Ending ending) {
    if (ending.cause() == Cause.LOST) {
      return new SessionEnd(
          State.LOST, null, null, Cause.LOST.reason(), ending.oomSeen(), Cause.LOST.message());
    }
    return switch (ending.client()) {
      case Client.NotSpawned failed ->
          new SessionEnd(
              State.FAILED,
              null,
              null,
              ending.cause() == null ? "spawn-error" : ending.cause().reason(),
              false,
              failed.message());
      case Client.Exited exited -> exited(ending, exited.code());
      case Client.Killed killed -> killed(ending, killed.signal());
      case Client.Unseen _ -> withoutCode(ending, null);
    };
  }

  private static SessionEnd exited(Ending ending, int code) {
    EngineMessages.Message said = EngineMessages.read(ending.engineStderr());
    Cause cause = ending.cause();
    // A start that was under way when its time was over is let come to its end before it is undone.
    // The code that this may give is that of a program of which nobody was told that it runs.
    if (cause == Cause.START_TIMEOUT || ranNothing(ending, code, said)) {
      if (cause != null) {
        return new SessionEnd(State.FAILED, null, null, cause.reason(), false, cause.message());
      }
      return new SessionEnd(
          State.FAILED,
          code,
          null,
          SessionEnd.PODMAN_ERROR,
          ending.oomSeen(),
          EngineFailures.code(said.kind()),
          message(said, code));
    }
    boolean ours = ending.sentSignal() != null && code == SIGNAL_BASE + ending.sentSignal();
    if (cause != null) {
      return new SessionEnd(
          State.EXITED, code, null, cause.reason(), ending.oomSeen(), cause.message());
    }
    if (ours) {
      return new SessionEnd(
          State.EXITED,
          code,
          Signals.name(code - SIGNAL_BASE),
          "signalled",
          ending.oomSeen(),
          null);
    }
    boolean oom = ending.oomSeen() && code == KILLED;
    return new SessionEnd(
        State.EXITED,
        code,
        null,
        oom ? "oom" : "exited",
        ending.oomSeen(),
        oom ? "The kernel killed the program for want of memory." : null);
  }

  /// Whether the code is the engine's: nothing of the program ever ran.
  private static boolean ranNothing(Ending ending, int code, EngineMessages.Message said) {
    return switch (ending.started()) {
      case YES -> false;
      // A client that ends with 0 has seen a program end with 0.
      case NO -> code != 0;
      // Without a word of podman's a code is an answer, as of a health check.
      case CLIENT_ALONE ->
          code != 0
              && (EngineMessages.hasErrorLine(ending.engineStderr())
                  || said.kind() != EngineMessages.Kind.OTHER);
      case UNKNOWN ->
          switch (code) {
            case 1 -> said.kind() == EngineMessages.Kind.CONFIGURATION;
            case PODMAN_ERROR, 126, COMMAND_NOT_FOUND, EXEC_ERROR ->
                EngineMessages.hasErrorLine(ending.engineStderr())
                    && !NOT_PODMANS.contains(said.kind());
            default -> false;
          };
    };
  }

  private static SessionEnd killed(Ending ending, int signal) {
    Cause cause = ending.cause();
    if (cause != null) {
      return withoutCode(ending, Signals.name(signal));
    }
    String message =
        ending.sentSignal() != null && ending.sentSignal() == signal
            ? null
            : "The podman client was killed from outside.";
    return new SessionEnd(
        ending.started() == Started.NO ? State.FAILED : State.EXITED,
        null,
        Signals.name(signal),
        "signalled",
        ending.oomSeen(),
        message);
  }

  private static SessionEnd withoutCode(Ending ending, @Nullable String signal) {
    Cause cause = ending.cause();
    return new SessionEnd(
        ending.started() == Started.NO ? State.FAILED : State.EXITED,
        null,
        signal,
        cause == null ? "exited" : cause.reason(),
        ending.oomSeen(),
        cause == null ? "The program's code could not be found out." : cause.message());
  }

  private static String message(EngineMessages.Message said, int code) {
    if (said.text().isEmpty()) {
      return "podman ended with " + code + " before the program ran.";
    }
    return said.text().length() <= MAX_MESSAGE
        ? said.text()
        : said.text().substring(0, MAX_MESSAGE) + "…";
  }
}
