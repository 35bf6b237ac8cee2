package io.podbus.process;

/// A write was refused because too much is queued already: the writer did not heed
/// [ChildInput#writeQueueFull].
public final class InputQueueFullException extends Exception {
  private static final long serialVersionUID = 1L;

  InputQueueFullException(long queuedBytes) {
    super(queuedBytes + " bytes of input wait for the child already.");
  }
}
