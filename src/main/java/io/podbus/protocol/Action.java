package io.podbus.protocol;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a request on the bus asks for: the value of its header [#HEADER].
public enum Action {
  // On Addresses.SESSIONS.
  CREATE("create", Scope.WRITE),
  /// Between nodes: `{"answer":…}`, what a `create` with this `Idempotency-Key` was answered here;
  /// `{}` where there was none.
  RECALL("recall", Scope.WRITE),
  LIST("list", Scope.READ),
  OPERATIONS("operations", Scope.READ),
  DRY_RUN("dryRun", Scope.READ),
  CAPABILITIES("capabilities", Scope.READ),
  /// The lifecycle of all sessions: a page of it, or the next event.
  EVENTS("events", Scope.READ),
  // On both: what the service uses, and what a session uses.
  USAGE("usage", Scope.READ),
  // On Addresses.session(id).
  GET("get", Scope.READ),
  INPUT("input", Scope.WRITE),
  EOF("eof", Scope.WRITE),
  SIGNAL("signal", Scope.WRITE),
  RESIZE("resize", Scope.WRITE),
  PAUSE("pause", Scope.WRITE),
  RESUME("resume", Scope.WRITE),
  CLOSE("close", Scope.WRITE),
  EXEC("exec", Scope.WRITE),
  READ("read", Scope.READ),
  WAIT("wait", Scope.READ),
  PURGE("purge", Scope.WRITE),
  /// Waits for the end of a session, for `waitMs` at most: `{"session":…}`, with `result` where
  /// what it wrote is for programs to read. Of a one-shot that failed the request fails as it did.
  RESULT("result", Scope.READ),
  /// Gives up a reader's place (body `{"reader":…}`), or with `"detached":true` lets it be kept for
  /// `blockMaxMs` in case that its client comes back. With `{"waiter":…}` gives up a wait.
  RELEASE("release", Scope.READ),
  /// Pushes records to an address of the subscriber's own, as far as its credit goes.
  SUBSCRIBE("subscribe", Scope.READ),
  CREDIT("credit", Scope.READ),
  UNSUBSCRIBE("unsubscribe", Scope.READ);

  /// The message header that names the action.
  public static final String HEADER = "action";

  private static final Map<String, Action> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(Action::wireName, Function.identity()));

  private final String wireName;
  private final Scope scope;

  Action(String wireName, Scope scope) {
    this.wireName = wireName;
    this.scope = scope;
  }

  /// The name as it stands in the header.
  public String wireName() {
    return wireName;
  }

  /// What a caller needs for it.
  public Scope scope() {
    return scope;
  }

  /// The action of that name; nothing where the header is missing or unknown.
  public static Optional<Action> parse(@Nullable String name) {
    return name == null ? Optional.empty() : Optional.ofNullable(BY_NAME.get(name));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
