package io.podbus.gateway.terminal;

import io.podbus.protocol.JournalRecord;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// A subprotocol: how records become frames, and frames become messages. Keeps what the protocol
/// has to remember; one per connection, on its context.
interface Framing {
  /// Where frames go.
  interface Frames {
    void binary(Buffer message);

    void text(JsonObject message);

    /// Ends the connection behind what has been sent.
    void close(CloseCode code, String reason);
  }

  /// The connection is open.
  ///
  /// @param session as it is now
  /// @param reader the name of its place, with delivery `block`
  void opened(JsonObject session, @Nullable String reader, Frames frames);

  /// Shows a record.
  void show(JournalRecord entry, Frames frames);

  /// Reads a binary message.
  ///
  /// @throws ProtocolViolation where it is none of the protocol's
  ClientMessage binary(Buffer message);

  /// Reads a text message.
  ///
  /// @throws ProtocolViolation where it is none of the protocol's
  ClientMessage text(String message);

  /// The program has taken input.
  ///
  /// @param total how many bytes it has taken of this connection in all
  /// @param id of the message, where it had one
  void taken(long total, @Nullable String id, Frames frames);

  /// A resize or a signal was done.
  void done(String id, Frames frames);

  /// Something was not done.
  ///
  /// @param request `input`, `resize` or `signal`
  /// @param droppedBytes how much input that stood behind it is not sent either
  void refused(
      String request, @Nullable String id, JsonObject problem, long droppedBytes, Frames frames);
}
