package io.podbus.protocol;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// JSON pointers (RFC 6901). Pure.
public final class Pointers {
  private Pointers() {}

  /// The pointer of a place that the tokens lead to.
  public static String of(List<String> tokens, String... more) {
    StringBuilder pointer = new StringBuilder();
    for (String token : tokens) {
      pointer.append('/').append(escape(token));
    }
    for (String token : more) {
      pointer.append('/').append(escape(token));
    }
    return pointer.toString();
  }

  /// A token as it stands in a pointer.
  public static String escape(String token) {
    return token.replace("~", "~0").replace("/", "~1");
  }

  /// The tokens of a pointer in the form of a URI fragment (`#/a%20b`), as the validator writes
  /// them.
  static List<String> tokens(String fragment) {
    String path = fragment.startsWith("#") ? fragment.substring(1) : fragment;
    List<String> tokens = new ArrayList<>();
    if (path.isEmpty()) {
      return tokens;
    }
    for (String token : path.substring(1).split("/", -1)) {
      tokens.add(decode(token).replace("~1", "/").replace("~0", "~"));
    }
    return tokens;
  }

  private static String decode(String token) {
    try {
      // The decoder is one of forms, where a plus is a blank.
      return URLDecoder.decode(token.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return token;
    }
  }

  /// What stands there; null where nothing does.
  static @Nullable Object resolve(Object root, List<String> tokens) {
    Object at = root;
    for (String token : tokens) {
      Object next =
          switch (at) {
            case JsonObject object -> object.getValue(token);
            case JsonArray array -> item(array, token);
            default -> null;
          };
      if (next == null) {
        return null;
      }
      at = next;
    }
    return at;
  }

  private static @Nullable Object item(JsonArray array, String token) {
    if (!token.matches("\\d{1,9}")) {
      return null;
    }
    int index = Integer.parseInt(token);
    return index < array.size() ? array.getValue(index) : null;
  }
}
