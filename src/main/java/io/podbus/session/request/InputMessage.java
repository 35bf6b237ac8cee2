package io.podbus.session.request;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Set;

/// Input as a caller sends it: bytes, or JSON with exactly one of `text`, `base64` and `keys`, and
/// `eof` beside it or alone.
///
/// @param bytes may be empty, with `eof`
/// @param eof whether the program's input ends behind them
public record InputMessage(Buffer bytes, boolean eof) {
  private static final Set<String> FORMS = Set.of("text", "base64", "keys");
  private static final Failure NOT_ONE =
      Failure.InvalidOptions.of(
          "", "Input is one of \"text\", \"base64\" and \"keys\", each with an optional \"eof\".");

  /// Reads the body of an `input` message.
  ///
  /// @throws FailureException `invalid-options`, with a pointer
  public static InputMessage parse(Object body) {
    if (body instanceof Buffer bytes) {
      return new InputMessage(bytes, false);
    }
    if (!(body instanceof JsonObject json)) {
      throw new FailureException(NOT_ONE);
    }
    boolean eof = eof(json);
    int forms = 0;
    for (String name : json.fieldNames()) {
      if (FORMS.contains(name)) {
        forms++;
      } else if (!name.equals("eof")) {
        throw invalid("/" + name, "\"" + name + "\" is not a field of input.");
      }
    }
    if (forms > 1 || (forms == 0 && !eof)) {
      throw new FailureException(NOT_ONE);
    }
    return new InputMessage(forms == 0 ? Buffer.buffer() : bytes(json), eof);
  }

  private static boolean eof(JsonObject json) {
    if (!json.containsKey("eof")) {
      return false;
    }
    if (json.getValue("eof") instanceof Boolean eof) {
      return eof;
    }
    throw invalid("/eof", "\"eof\" is true or false.");
  }

  private static Buffer bytes(JsonObject json) {
    if (json.getValue("text") instanceof String text) {
      return Buffer.buffer(text);
    }
    if (json.getValue("base64") instanceof String base64) {
      try {
        return Buffer.buffer(Base64.getDecoder().decode(base64));
      } catch (IllegalArgumentException e) {
        throw invalid("/base64", "\"base64\" is standard base64 (RFC 4648, section 4).");
      }
    }
    if (json.getValue("keys") instanceof JsonArray keys) {
      return keys(keys);
    }
    String form = json.fieldNames().stream().filter(FORMS::contains).findFirst().orElse("");
    throw invalid(
        "/" + form,
        form.equals("keys") ? "\"keys\" is a list of names." : "\"" + form + "\" is a string.");
  }

  private static Buffer keys(JsonArray keys) {
    Buffer bytes = Buffer.buffer();
    for (int i = 0; i < keys.size(); i++) {
      String pointer = "/keys/" + i;
      if (!(keys.getValue(i) instanceof String key)) {
        throw invalid(pointer, "A key is a string.");
      }
      bytes.appendString(
          Keys.sequence(key)
              .orElseThrow(() ->
                  invalid(
                      pointer,
                      "No such key. Keys are single characters, names such as enter, tab, up,"
                          + " f1, and ctrl+<letter> or alt+<key>.")));
    }
    return bytes;
  }

  private static FailureException invalid(String pointer, String detail) {
    return new FailureException(Failure.InvalidOptions.of(pointer, detail));
  }
}
