package io.podbus.protocol;

/// Every event-bus address of the service. The only place where one is spelled.
///
/// Addresses hold a [SessionId] at most, never a string that a caller chose.
public final class Addresses {
  /// Request: `create`, `list`, `operations`, `dryRun`. Answered on any node.
  public static final String SESSIONS = "podbus.sessions";

  /// Publish: the lifecycle of all sessions as JSON.
  public static final String EVENTS = "podbus.events";

  /// Request, within this process only: opens a relay for a session of another node, so that
  /// [#localRead] of it is answered here too. The body is the session's id.
  public static final String RELAYS = "podbus.local.relays";

  /// Publish: what each node of a cluster says of itself, at short intervals.
  public static final String NODES = "podbus.nodes";

  private static final String NODE = "podbus.node.";
  private static final String SESSION = "podbus.session.";
  private static final String LOCAL_SESSION = "podbus.local.session.";

  /// Does not begin with `podbus.`: to the node that has the session a relay is a subscriber like
  /// any other, and those have addresses of their own.
  private static final String RELAY = "relay.podbus.";

  private Addresses() {}

  /// Request: what [#SESSIONS] takes, of this node of a cluster alone.
  ///
  /// @param name that its operator gave it, as the configuration allows names
  public static String node(String name) {
    return NODE + name;
  }

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

  /// Send: the records of a session, to the relay of one node.
  ///
  /// @param subscription a random name of this subscription alone
  public static String relay(SessionId id, SessionId subscription) {
    return RELAY + id + "." + subscription;
  }

  /// Request, within this process only: [ReadRequest] → [RecordBatch], uncopied.
  public static String localRead(SessionId id) {
    return LOCAL_SESSION + id;
  }
}
