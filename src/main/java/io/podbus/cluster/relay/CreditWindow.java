package io.podbus.cluster.relay;

/// How much more the node that has the session may send: so much that what nobody has read yet and
/// what is on its way fill half of the relay's bound; the other half is for readers that lag.
///
/// What is on its way is taken from the budget before it is asked for. Where the budget is at its
/// end, a relay of which all has been read may still have a little, so that none stands still.
///
/// Owned by the relay's event loop.
final class CreditWindow {
  /// After so many messages the sender is told that they came, whatever their size: long before it
  /// waits for that.
  static final int MESSAGES = 128;

  /// What a relay may have beyond the budget: a record.
  private static final long LEAST_BYTES = 64 * 1024;

  private final RelayBudget budget;
  private final long capacity;
  private long onItsWay;
  private long held;
  private int messages;

  CreditWindow(RelayBudget budget, long capacity) {
    this.budget = budget;
    this.capacity = capacity;
  }

  private long window() {
    return capacity / 2;
  }

  /// How much to grant now. Counts as granted.
  ///
  /// @param unread what nobody has read yet
  /// @return -1 for nothing to say; 0 to say that messages came
  long grant(long unread) {
    long room = window() - unread - onItsWay;
    boolean manyMessages = messages >= MESSAGES && unread < window() / 2;
    if (room >= window() / 4 && budget.take(room)) {
      return granted(room);
    }
    if (onItsWay == 0 && unread == 0) {
      budget.add(LEAST_BYTES);
      return granted(LEAST_BYTES);
    }
    return manyMessages ? granted(0) : -1;
  }

  private long granted(long bytes) {
    onItsWay += bytes;
    messages = 0;
    return bytes;
  }

  /// So much came.
  void received(long bytes) {
    long counted = Math.min(bytes, onItsWay);
    onItsWay -= counted;
    budget.add(-counted);
    messages++;
  }

  /// So much is held now.
  void holds(long bytes) {
    budget.add(bytes - held);
    held = bytes;
  }

  /// What may be held, where somebody has read it already.
  long mayHold() {
    return budget.tight() ? 0 : capacity - onItsWay;
  }

  /// Whether something may still come.
  boolean open() {
    return onItsWay > 0;
  }

  /// Nothing comes any more of what was granted.
  void reset() {
    budget.add(-onItsWay);
    onItsWay = 0;
    messages = 0;
  }

  /// Gives all back.
  void close() {
    reset();
    holds(0);
  }
}
