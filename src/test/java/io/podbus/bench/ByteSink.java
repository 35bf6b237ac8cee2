package io.podbus.bench;

/// Where bytes go, piece by piece, in order.
@FunctionalInterface
interface ByteSink {
  /// The array is the caller's again after the call.
  void take(byte[] source, int from, int length);
}
