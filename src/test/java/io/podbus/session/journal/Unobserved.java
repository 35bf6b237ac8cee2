package io.podbus.session.journal;

import io.podbus.protocol.RecordBatch;

/// For journals of which nobody counts anything.
final class Unobserved implements SessionJournal.Observer {
  @Override
  public void read(RecordBatch batch, long left) {}

  @Override
  public void evicted(long bytes) {}

  @Override
  public void held() {}

  @Override
  public void released() {}
}
