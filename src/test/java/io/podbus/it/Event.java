package io.podbus.it;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// One server-sent event.
///
/// @param id -1 where it has none
public record Event(long id, String type, JsonObject data) {
  /// The bytes of an output event.
  public byte[] bytes() {
    String text = data.getString("text");
    return text == null
        ? Base64.getDecoder().decode(data.getString("base64"))
        : text.getBytes(StandardCharsets.UTF_8);
  }

  public boolean isOutput(String stream) {
    return type.equals("output") && stream.equals(data.getString("stream"));
  }

  /// All text of one stream.
  public static String text(List<Event> events, String stream) {
    StringBuilder text = new StringBuilder();
    events.stream()
        .filter(event -> event.isOutput(stream))
        .forEach(event -> text.append(new String(event.bytes(), StandardCharsets.UTF_8)));
    return text.toString();
  }
}
