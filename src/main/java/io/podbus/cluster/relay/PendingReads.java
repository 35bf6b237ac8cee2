package io.podbus.cluster.relay;

import io.podbus.protocol.RecordBatch;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads that are not answered yet, so that none is left without an answer. Owned by the relay's
/// event loop.
final class PendingReads {
  private final Set<Promise<RecordBatch>> pending = new HashSet<>();

  /// A new one; it is pending until its promise is kept.
  Promise<RecordBatch> begin() {
    Promise<RecordBatch> answer = Promise.promise();
    pending.add(answer);
    answer.future().onComplete(_ -> pending.remove(answer));
    return answer;
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  void fail(Throwable cause) {
    List.copyOf(pending).forEach(answer -> answer.tryFail(cause));
  }
}
