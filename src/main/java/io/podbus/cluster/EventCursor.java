package io.podbus.cluster;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A place in the logs of all nodes as text: `node:id,node:id`, ids in base 36. Pure.
final class EventCursor {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:[A-Za-z0-9._~-]{1,64}:[0-9a-z]{1,12})(?:,[A-Za-z0-9._~-]{1,64}:[0-9a-z]{1,12})*");
  private static final int MAX_LENGTH = 8192;
  private static final int RADIX = 36;

  private EventCursor() {}

  /// @throws FailureException `invalid-options` where it is none
  static Map<String, Long> parse(String text) {
    if (text.length() > MAX_LENGTH || !FORM.matcher(text).matches()) {
      throw wrong();
    }
    Map<String, Long> places = new TreeMap<>();
    for (String part : text.split(",", -1)) {
      int colon = part.indexOf(':');
      places.put(part.substring(0, colon), Long.parseLong(part.substring(colon + 1), RADIX));
    }
    return places;
  }

  static String text(Map<String, Long> places) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(places)
        .forEach((node, id) ->
            text.append(text.isEmpty() ? "" : ",")
                .append(node)
                .append(':')
                .append(Long.toString(id, RADIX)));
    return text.toString();
  }

  static FailureException wrong() {
    return new FailureException(
        Failure.InvalidOptions.of(
            "/from", "\"from\" is the id of an event of the cluster, or \"end\"."));
  }
}
