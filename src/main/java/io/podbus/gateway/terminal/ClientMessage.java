package io.podbus.gateway.terminal;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// What a client says, whatever the subprotocol.
sealed interface ClientMessage {
  /// Bytes for the program.
  record Bytes(Buffer bytes) implements ClientMessage {}

  /// Input in one of its JSON forms, or the end of the input.
  ///
  /// @param id the client's name for it: a repetition under the same name types nothing twice
  record Typed(JsonObject body, @Nullable String id) implements ClientMessage {}

  /// A new size, as the session's action of that name takes it.
  record Resize(JsonObject body, @Nullable String id) implements ClientMessage {}

  /// A signal, as the session's action of that name takes it.
  record Signal(JsonObject body, @Nullable String id) implements ClientMessage {}

  /// The client has dealt with everything up to this record.
  record Ack(long seq) implements ClientMessage {}

  /// Nothing that anybody needs to act on.
  record Nothing() implements ClientMessage {}
}
