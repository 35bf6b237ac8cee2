package io.podbus.cluster.relay;

import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;

/// A read that found nothing in the ring and waits there. Owned by the relay's event loop.
final class WaitingRead {
  final ReadRequest request;
  final MultiMap headers;
  final Promise<RecordBatch> answer;
  long cursor;
  long timer;

  /// @param cursor the record for which it waits
  WaitingRead(ReadRequest request, MultiMap headers, Promise<RecordBatch> answer, long cursor) {
    this.request = request;
    this.headers = headers;
    this.answer = answer;
    this.cursor = cursor;
  }
}
