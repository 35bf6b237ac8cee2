package io.podbus.cluster;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A node as this one knows it. Owned by the cluster's event loop, but for what says otherwise.
final class Node {
  /// Run when it is found to be away. Any thread.
  final Set<Runnable> whenAway = ConcurrentHashMap.newKeySet();

  private final String name;
  private volatile NodeState state;
  private volatile boolean away;
  private long heardAt;
  private long awaySince;
  private volatile boolean lost;
  private int missing;
  private int unanswered;
  private int untold;

  Node(NodeState state, long nanos) {
    this.name = state.name();
    this.state = state;
    this.heardAt = nanos;
  }

  /// Any thread.
  String name() {
    return name;
  }

  /// Any thread.
  NodeState state() {
    return state;
  }

  /// Any thread.
  boolean away() {
    return away;
  }

  /// @return whether it was away, or is another process than before
  boolean heard(NodeState now, long nanos) {
    boolean back = away || !state.instance().equals(now.instance());
    state = now;
    heardAt = nanos;
    missing = 0;
    away = false;
    lost = false;
    untold = 0;
    return back;
  }

  long silentNanos(long nanos) {
    return nanos - heardAt;
  }

  /// Looks whether its member is still there. One look may fall into the moment in which two halves
  /// become one.
  boolean memberGone(Set<String> members) {
    missing = members.contains(state.member()) ? 0 : missing + 1;
    return missing > 1;
  }

  void goAway(long nanos) {
    away = true;
    awaySince = nanos;
    whenAway.forEach(Runnable::run);
    whenAway.clear();
  }

  /// How long it has been away; nothing where it is not, or where that was said already.
  Optional<Long> awayNanos(long nanos) {
    return away && !lost ? Optional.of(nanos - awaySince) : Optional.empty();
  }

  /// Whether it has been away for too long. Any thread.
  boolean isLost() {
    return lost;
  }

  void markLost() {
    lost = true;
  }

  /// A session is on its way there.
  void placing() {
    unanswered++;
  }

  /// It was taken, or was not: until the next heartbeat the node has not said so itself.
  void placed(boolean taken) {
    unanswered--;
    untold += taken ? 1 : 0;
  }

  /// How many sessions it has that it has not told of.
  int untold() {
    return unanswered + untold;
  }
}
