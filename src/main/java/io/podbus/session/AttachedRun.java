package io.podbus.session;

import io.podbus.process.ExitStatus;
import io.podbus.protocol.StreamName;
import io.podbus.session.SessionMachine.Event;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a session makes of its client: the one that starts the program, and that is attached to it
/// unless the session is a detached run, which goes on in [DetachedRun].
///
/// Owned by the session's event loop.
final class AttachedRun implements ClientRun.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(AttachedRun.class);

  private final SessionPlan plan;
  private final Session session;

  AttachedRun(SessionPlan plan, Session session) {
    this.plan = plan;
    this.session = session;
  }

  @Override
  public void output(StreamName stream, Buffer bytes, boolean fromEngine) {
    if (plan.options().detach() && stream == StreamName.STDOUT) {
      // `run -d` writes the container's id there; the program's output comes from its log.
      return;
    }
    if (fromEngine) {
      session.engineText(bytes);
    } else {
      if (stream == StreamName.STDERR && session.launcher().evidence().clientAlone()) {
        session.verdict().engineSaid(bytes.toString());
      }
      session.output().output(stream, bytes, false);
    }
  }

  @Override
  public void started() {
    session.programStarted();
  }

  @Override
  public void lost() {
    LOG.warn("session {}: its client was killed, its program goes on: ended", plan.id());
    session.stop(StopCause.CLIENT_LOST, Duration.ZERO);
  }

  @Override
  public void ended(ClientRun.ClientEnd end) {
    session.endTurn();
    if (session.wantsImage(end)) {
      session.fire(Event.IMAGE_MISSING);
      return;
    }
    session.verdict().clientEnded(end, session.launcher().evidence());
    tellRest(end.engineText());
    if (plan.options().detach()
        && end.status() instanceof ExitStatus.Exited(int code)
        && code == 0) {
      session.detached().follow();
      return;
    }
    session.clientIsGone();
    if (session.state() == SessionState.STOPPING) {
      session.ender().clientGone();
    } else if (end.lost()) {
      LOG.warn("session {}: its client was killed by {}", plan.id(), end.status());
      session.stop(StopCause.CLIENT_LOST, Duration.ZERO);
    } else if (plan.options().detach()) {
      session.detached().didNotStart();
    } else if (plan.kind() == SessionKind.ATTACH) {
      session.guest().learnExit().onComplete(_ -> onLoop());
    } else {
      session.conclude();
    }
  }

  private void onLoop() {
    session.context().runOnContext(_ -> session.conclude());
  }

  private void tellRest(Buffer text) {
    if (text.length() == 0) {
      return;
    }
    session.verdict().engineSaid(text.toString());
    session.output().output(plan.engineStream(), text, session.verdict().engineExplains());
  }
}
