package io.podbus.protocol;

/// Every event-bus address of the service. The only place where one is spelled.
///
/// Addresses hold a [SessionId] at most, never a string that a caller chose.
public final class Addresses {
  /// Request: `create`, `list`, `operations`, `dryRun`. Answered on any node.
  public static final String SESSIONS = "podbus.sessions";

  /// Publish: the lifecycle of all sessions as JSON.
  public static final String EVENTS = "podbus.events";

  private static final String SESSION = "podbus.session.";
  private static final String LOCAL_SESSION = "podbus.local.session.";

  private Addresses() {}

  /// Request: the [Action]s of one session, routed to the node that has it.
  public static String session(SessionId id) {
    return SESSION + id;
  }

  /// Publish: the session's output as plain buffers. A live feed that may skip.
  public static String output(SessionId id) {
    return SESSION + id + ".output";
  }

  /// Publish: the session's `state`, `resize`, `gap` and `exit` as JSON.
  public static String events(SessionId id) {
    return SESSION + id + ".events";
  }

  /// Request, within this process only: [ReadRequest] → [RecordBatch], uncopied.
  public static String localRead(SessionId id) {
    return LOCAL_SESSION + id;
  }
}
