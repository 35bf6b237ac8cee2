package io.podbus.session;

import static io.podbus.session.SessionMachine.Effect.FINISH;
import static io.podbus.session.SessionMachine.Effect.LAUNCH;
import static io.podbus.session.SessionMachine.Effect.PULL;
import static io.podbus.session.SessionMachine.Effect.QUEUE;
import static io.podbus.session.SessionMachine.Effect.STOP;
import static io.podbus.session.SessionMachine.Event.ENDED;
import static io.podbus.session.SessionMachine.Event.IMAGE_MISSING;
import static io.podbus.session.SessionMachine.Event.NOTHING_RAN;
import static io.podbus.session.SessionMachine.Event.PAUSED;
import static io.podbus.session.SessionMachine.Event.PULLED;
import static io.podbus.session.SessionMachine.Event.PULL_WANTED;
import static io.podbus.session.SessionMachine.Event.RESUMED;
import static io.podbus.session.SessionMachine.Event.STARTED;
import static io.podbus.session.SessionMachine.Event.STOP_WANTED;
import static io.podbus.session.SessionMachine.Event.TURN_CAME;
import static io.podbus.session.SessionState.EXITED;
import static io.podbus.session.SessionState.FAILED;
import static io.podbus.session.SessionState.LAUNCHING;
import static io.podbus.session.SessionState.PULLING;
import static io.podbus.session.SessionState.QUEUED;
import static io.podbus.session.SessionState.RUNNING;
import static io.podbus.session.SessionState.STOPPING;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The life of a session as a table: (state, event) → (state, what to do). Pure; any thread.
///
/// The same table stands in docs/architecture.md, and a test compares the two. A pair that is not
/// in it means nothing: the event came too late or twice.
final class SessionMachine {
  /// What happens to a session.
  enum Event {
    /// The start queue gave it a place.
    TURN_CAME,
    /// Its pull policy asks for the image first.
    PULL_WANTED,
    /// The engine said that it does not have the image.
    IMAGE_MISSING,
    /// The image is here.
    PULLED,
    /// The program runs.
    STARTED,
    /// The engine has frozen the container.
    PAUSED,
    /// It has thawed it.
    RESUMED,
    /// A caller, a time-out or the shutdown wants it to end, or its client was lost.
    STOP_WANTED,
    /// The program has ended, its output is read, and nothing of it is left.
    ENDED,
    /// It ended before any program ran.
    NOTHING_RAN
  }

  /// What the session does about it.
  enum Effect {
    /// Ask for a place in the start queue.
    QUEUE,
    /// Start the client.
    LAUNCH,
    /// Fetch the image.
    PULL,
    /// End everything, and prove it.
    STOP,
    /// Record the exit and tell everybody.
    FINISH,
    /// Nothing beyond telling the new state.
    NONE
  }

  /// One row of the table.
  record Transition(SessionState to, Effect effect) {}

  private record Key(SessionState from, Event event) {}

  private static final Map<Key, Transition> TABLE = table();

  private SessionMachine() {}

  /// What follows; nothing where the event means nothing in this state.
  static Optional<Transition> apply(SessionState from, Event event) {
    return Optional.ofNullable(TABLE.get(new Key(from, event)));
  }

  private static Map<Key, Transition> table() {
    Map<Key, Transition> t = new LinkedHashMap<>();
    row(t, QUEUED, TURN_CAME, LAUNCHING, LAUNCH);
    row(t, QUEUED, PULL_WANTED, PULLING, PULL);
    row(t, QUEUED, STOP_WANTED, STOPPING, STOP);
    row(t, PULLING, PULLED, QUEUED, QUEUE);
    row(t, PULLING, NOTHING_RAN, FAILED, FINISH);
    row(t, PULLING, STOP_WANTED, STOPPING, STOP);
    row(t, LAUNCHING, STARTED, RUNNING, Effect.NONE);
    row(t, LAUNCHING, IMAGE_MISSING, PULLING, PULL);
    row(t, LAUNCHING, ENDED, EXITED, FINISH);
    row(t, LAUNCHING, NOTHING_RAN, FAILED, FINISH);
    row(t, LAUNCHING, STOP_WANTED, STOPPING, STOP);
    row(t, RUNNING, ENDED, EXITED, FINISH);
    row(t, RUNNING, NOTHING_RAN, FAILED, FINISH);
    row(t, RUNNING, STOP_WANTED, STOPPING, STOP);
    row(t, RUNNING, PAUSED, SessionState.PAUSED, Effect.NONE);
    row(t, SessionState.PAUSED, RESUMED, RUNNING, Effect.NONE);
    row(t, SessionState.PAUSED, ENDED, EXITED, FINISH);
    row(t, SessionState.PAUSED, NOTHING_RAN, FAILED, FINISH);
    row(t, SessionState.PAUSED, STOP_WANTED, STOPPING, STOP);
    row(t, STOPPING, ENDED, EXITED, FINISH);
    row(t, STOPPING, NOTHING_RAN, FAILED, FINISH);
    return t;
  }

  private static void row(
      Map<Key, Transition> table, SessionState from, Event event, SessionState to, Effect effect) {
    table.put(new Key(from, event), new Transition(to, effect));
  }
}
