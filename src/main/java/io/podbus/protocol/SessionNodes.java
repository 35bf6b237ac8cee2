package io.podbus.protocol;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Supplier;

/// Where sessions are, for whoever asks them: in a cluster another node may have one, and that node
/// may be away. Thread-safe.
public interface SessionNodes {
  /// Where there is no cluster: every session is here.
  SessionNodes ALONE =
      new SessionNodes() {
        @Override
        public <T> Future<T> guard(SessionId id, Supplier<Future<T>> request) {
          return request.get();
        }

        @Override
        public Optional<JsonObject> lost(SessionId id) {
          return Optional.empty();
        }
      };

  /// Asks a session, unless its node is away, and gives up as soon as it is.
  ///
  /// @param request asks; on the context of the caller, where the answer comes too
  /// @return fails with `node-unreachable` while the node of the session is away
  <T> Future<T> guard(SessionId id, Supplier<Future<T>> request);

  /// The session as it shows when its node has been away for too long; nothing of any other.
  Optional<JsonObject> lost(SessionId id);
}
