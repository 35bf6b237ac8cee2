package io.podbus.cluster;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A place in the lists of all nodes as text: `node:place,node:place`. Pure.
final class ListCursor {
  /// The place of a node whose list has come to its end.
  static final String DONE = ".";

  private static final String PLACE = "[A-Za-z0-9._-]{1,64}:(?:\\.|-?[0-9a-z]{1,32})";
  private static final Pattern FORM = Pattern.compile(PLACE + "(?:," + PLACE + ")*");
  private static final int MAX_LENGTH = 8192;

  private ListCursor() {}

  /// @throws FailureException `invalid-options` where it is none
  static Map<String, String> parse(String text) {
    if (text.length() > MAX_LENGTH || !FORM.matcher(text).matches()) {
      throw new FailureException(
          Failure.InvalidOptions.of("/cursor", "\"cursor\" is the nextCursor of an earlier page."));
    }
    Map<String, String> places = new TreeMap<>();
    for (String part : text.split(",", -1)) {
      int colon = part.indexOf(':');
      places.put(part.substring(0, colon), part.substring(colon + 1));
    }
    return places;
  }

  static String text(Map<String, String> places) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(places)
        .forEach((node, place) ->
            text.append(text.isEmpty() ? "" : ",").append(node).append(':').append(place));
    return text.toString();
  }
}
