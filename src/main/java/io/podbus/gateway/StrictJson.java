package io.podbus.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads a body as one JSON object and takes nothing else: no second value behind it, no name twice
/// in one object, no nesting without end. Pure; any thread.
final class StrictJson {
  private static final int MAX_DEPTH = 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private StrictJson() {}

  /// The object.
  ///
  /// @throws FailureException `malformed-json`
  static JsonObject object(Buffer body) {
    try (JsonParser parser = FACTORY.createParser(text(body))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("The body must be one JSON object.");
      }
      JsonObject object = readObject(parser);
      if (parser.nextToken() != null) {
        throw malformed("Something follows the JSON object.");
      }
      return object;
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " (line %d, column %d)"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      throw malformed(firstLine(e.getOriginalMessage()) + where);
    } catch (IOException e) {
      throw malformed("The body is not JSON in UTF-8.");
    }
  }

  /// Decoded before it is parsed: the parser of bytes leaves out a byte 0xff in a name, where it
  /// packs names four bytes at a time, and takes UTF-16 too.
  private static String text(Buffer body) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes())).toString();
  }

  private static JsonObject readObject(JsonParser parser) throws IOException {
    JsonObject object = new JsonObject();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      object.put(name, readValue(parser));
    }
    return object;
  }

  private static JsonArray readArray(JsonParser parser) throws IOException {
    JsonArray array = new JsonArray();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(readValue(parser));
    }
    return array;
  }

  private static @Nullable Object readValue(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> readArray(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> finite(parser);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw malformed("The body ends too early.");
    };
  }

  private static Number integer(JsonParser parser) throws IOException {
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw malformed("A number is too large.");
    }
    return parser.getNumberValue();
  }

  private static Double finite(JsonParser parser) throws IOException {
    double value = parser.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw malformed("A number is too large.");
    }
    return value;
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "The body is no JSON" : message.lines().findFirst().orElse("");
  }

  private static FailureException malformed(String detail) {
    return new FailureException(new Failure.MalformedJson(detail));
  }
}
