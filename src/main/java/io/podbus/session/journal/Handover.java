package io.podbus.session.journal;

import io.podbus.protocol.JournalRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// What a session's loop has given to the writer of its journal and the writer has not taken yet.
/// Bounded; what does not fit stays with the loop. Thread-safe.
final class Handover {
  /// A record on its way.
  ///
  /// @param mark how far the journal had come before it
  record Item(JournalRecord entry, Mark mark) {}

  private final long maxBytes;
  private final Deque<Item> items = new ArrayDeque<>();
  private long bytes;
  private long taken;
  private boolean full;
  private boolean refusing;

  Handover(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// @return whether it was taken
  synchronized boolean offer(JournalRecord entry, Mark mark) {
    if (refusing || bytes + taken > maxBytes) {
      full = !refusing;
      return false;
    }
    items.add(new Item(entry, mark));
    bytes += HotTail.charge(entry);
    return true;
  }

  /// Everything that is here. It counts against the bound until [#written].
  synchronized List<Item> take() {
    List<Item> all = new ArrayList<>(items);
    items.clear();
    taken = bytes;
    bytes = 0;
    return all;
  }

  /// What was taken stands in a file, or never will.
  ///
  /// @return whether an offer was refused since the last call: its loop is to be told
  synchronized boolean written() {
    taken = 0;
    boolean wasFull = full;
    full = false;
    return wasFull;
  }

  /// Nothing more is taken, and what is here is let go of: the disk cannot be written.
  synchronized void refuse() {
    refusing = true;
    items.clear();
    bytes = 0;
  }

  /// Records are taken again.
  synchronized void accept() {
    refusing = false;
  }

  synchronized long bytes() {
    return bytes + taken;
  }

  synchronized boolean isEmpty() {
    return items.isEmpty();
  }
}
