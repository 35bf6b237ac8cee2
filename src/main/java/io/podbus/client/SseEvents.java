package io.podbus.client;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Optional;

/// Server-sent events as events of a stream. Pure.
interface SseEvents<T> {
  /// The event of that name.
  ///
  /// @param id -1 where it has none
  /// @return empty where this client does not know it
  Optional<T> of(String name, long id, JsonObject data);

  /// How many bytes of output it has.
  int bytes(T event);

  /// Of a session.
  final class OfSession implements SseEvents<SessionEvent> {
    @Override
    public Optional<SessionEvent> of(String name, long id, JsonObject data) {
      return name.equals("output")
          ? Optional.of(output(id, data))
          : SessionEvent.of(name, id, data);
    }

    private static SessionEvent output(long id, JsonObject data) {
      Buffer bytes =
          Json.optionalText(data, "base64")
              .map(text -> Buffer.buffer(Base64.getDecoder().decode(text)))
              .orElseGet(() -> Buffer.buffer(Json.text(data, "text")));
      return new SessionEvent.Output(
          id,
          Json.text(data, "stream"),
          Json.number(data, "offset"),
          Json.time(data, "time"),
          bytes,
          data.containsKey("source"),
          false);
    }

    @Override
    public int bytes(SessionEvent event) {
      return event instanceof SessionEvent.Output output ? output.bytes().length() : 0;
    }
  }

  /// Of all sessions.
  final class OfLifecycle implements SseEvents<LifecycleEvent> {
    @Override
    public Optional<LifecycleEvent> of(String name, long id, JsonObject data) {
      if (name.equals("gap")) {
        return Optional.of(LifecycleEvent.gap(data));
      }
      return name.startsWith("session.")
          ? Optional.of(LifecycleEvent.happened(data))
          : Optional.empty();
    }

    @Override
    public int bytes(LifecycleEvent event) {
      return 0;
    }
  }
}
