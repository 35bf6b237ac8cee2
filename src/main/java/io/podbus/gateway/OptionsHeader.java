package io.podbus.gateway;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Base64;

/// The options of a session whose body is something else: a header with the JSON object, as it is
/// in ASCII (other characters as JSON's `\\u` writes them), or in base64. Pure; any thread.
final class OptionsHeader {
  static final String NAME = "Podbus-Options";

  private OptionsHeader() {}

  /// The object; an empty one where there is no such header.
  ///
  /// @throws FailureException `malformed-json`
  static JsonObject read(HttpServerRequest request) {
    String text = request.getHeader(NAME);
    if (text == null || text.isBlank()) {
      return new JsonObject();
    }
    String stripped = text.strip();
    return StrictJson.object(
        stripped.startsWith("{") ? Buffer.buffer(stripped) : Buffer.buffer(decoded(stripped)));
  }

  private static byte[] decoded(String text) {
    try {
      return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      throw new FailureException(
          new Failure.MalformedJson(
              "The header " + NAME + " is neither a JSON object nor one in base64."));
    }
  }
}
